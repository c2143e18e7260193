"""The web application: which address shows which page, and what is said when a page cannot be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer import pages, wording
from explorer.published import NotPublished, Snapshot, opened
from explorer.search import BadQuestion

HERE = Path(__file__).parent
Show = Callable[[Snapshot, Mapping[str, str]], pages.Context]
_HEADERS = {
    # Texts come from outside; whatever they hold, a page runs no script and loads nothing but its style sheet.
    b"content-security-policy": b"default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-cache",
}
_REMEDY = "请先发布：greenledger run"


def application(database: Path) -> Starlette:
    """The explorer of the publication whose database stands, now or later, at this path."""
    environment = _environment()

    def render(template: str, context: pages.Context, status: int = 200) -> Response:
        return HTMLResponse(environment.get_template(template).render(context), status)

    def page(path: str, template: str, show: Show) -> Route:
        # A plain function: Starlette runs it on a thread, so a long query does not hold up other requests.
        def endpoint(request: Request) -> Response:
            asked = {**request.query_params, **request.path_params}
            try:
                return render(template, _answer(database, show, asked))
            except pages.Missing as error:
                return render("error.html", {"title": "未找到", "message": str(error), "remedy": ""}, 404)
            except BadQuestion as error:
                return render("error.html", {"title": "无法理解", "message": str(error), "remedy": ""}, 400)
            except NotPublished:
                return render(
                    "error.html", {"title": "尚未发布", "message": "现在没有可读的发布。", "remedy": _REMEDY}, 503
                )
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                message = f"发布的文件与本程序的版本不符：{str(error).splitlines()[0]}"
                return render("error.html", {"title": "版本不符", "message": message, "remedy": _REMEDY}, 503)

        return Route(path, endpoint)

    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title = "未找到" if status == 404 else "无法回答"
        return render(
            "error.html",
            {"title": title, "message": "没有这个页面。" if status == 404 else str(error), "remedy": ""},
            status,
        )

    return Starlette(
        routes=[
            page("/", "home.html", pages.home),
            page("/documents", "documents.html", pages.documents),
            page("/document/{id}", "document.html", pages.document),
            page("/observation/{id}", "observation.html", pages.observation),
            page("/checks", "checks.html", pages.checks),
            page("/regions", "regions.html", pages.regions),
            page("/region/{code}", "region.html", pages.region),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={HTTPException: refused},
        middleware=[Middleware(_Headers)],
    )


def _answer(database: Path, show: Show, asked: Mapping[str, str]) -> pages.Context:
    """Ask the standing publication. One that is removed while it is read has been replaced: then the new one is asked."""
    standing = database.resolve()
    try:
        with opened(database) as snapshot:
            return show(snapshot, asked)
    except (duckdb.IOException, NotPublished):
        if database.resolve() == standing:
            raise
        with opened(database) as snapshot:
            return show(snapshot, asked)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["w"] = wording
    return environment


class _Headers:
    """Adds the same headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self.app(scope, receive, with_headers)
