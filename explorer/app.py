"""The web application: which address shows which page, in which language, and what is said when one cannot be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from explorer import boundaries, wording
from explorer.headers import Headers
from explorer.language import CHINESE, ENGLISH, LANGUAGES, Language
from explorer.pages import atlas, compare, documents, figures, indicators, quality, regions
from explorer.pages.common import Asked, BadQuestion, Context, Missing
from explorer.published import NotPublished, Publications, Snapshot

HERE = Path(__file__).parent
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
Show = Callable[[Snapshot, Asked], Context]

# Address, template, what it shows, and the entry of the menu that it belongs to.
PAGES: list[tuple[str, str, Show, str]] = [
    ("/", "atlas.html", atlas.atlas, "atlas"),
    ("/regions", "regions.html", regions.regions, "regions"),
    ("/region/{code}", "region.html", regions.region, "regions"),
    ("/compare", "compare.html", compare.compare, "compare"),
    ("/indicators", "indicators.html", indicators.indicators, "indicators"),
    ("/indicator/{code}", "indicator.html", indicators.indicator, "indicators"),
    ("/documents", "documents.html", documents.documents, "documents"),
    ("/document/{id}", "document.html", documents.document, "documents"),
    ("/observation/{id}", "observation.html", figures.observation, "search"),
    ("/search", "search.html", figures.search, "search"),
    ("/quality", "quality.html", quality.quality, "quality"),
    ("/checks", "checks.html", quality.checks, "quality"),
]


def application(database: Path, hosts: Sequence[str] = LOCAL_HOSTS) -> Starlette:
    """The explorer of the publication whose database stands, now or later, at this path; `hosts` are the names it answers to."""
    publications = Publications(database)
    environment = _environment()

    def render(request: Request, t: Language, template: str, context: Context, status: int = 200) -> Response:
        named = {"t": t, "w": wording, "edition": _edition(), "other_language": _other_language(request, t)}
        common = {"here": "", "publication": "", "csv": lambda name: _csv_address(request, name)}
        return HTMLResponse(environment.get_template(template).render({**common, **named, **context}), status)

    def page(path: str, template: str, show: Show, here: str, t: Language) -> Route:
        # A plain function: Starlette runs it on a thread, so a long query does not hold up other requests.
        def endpoint(request: Request) -> Response:
            given = [*request.query_params.multi_items(), *request.path_params.items()]
            asked = Asked(t, ImmutableMultiDict(given))

            def sorry(status: int, title: str, message: str, remedy: str = "") -> Response:
                context = {"title": title, "message": message, "remedy": remedy, "here": here}
                return render(request, t, "error.html", context, status)

            republish = t("请先发布：greenledger run", "Publish first: greenledger run")
            try:
                context = _answer(publications, show, asked)
            except Missing as error:
                return sorry(404, t("未找到", "Not found"), str(error))
            except BadQuestion as error:
                return sorry(400, t("无法理解", "Not understood"), str(error))
            except NotPublished:
                message = t("现在没有可读的发布。", "There is no publication to read at present.")
                return sorry(503, t("尚未发布", "Nothing is published"), message, republish)
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                message = t("发布的文件与本程序的版本不符：", "The published file is of another version: ")
                first = str(error).splitlines()[0]
                return sorry(503, t("版本不符", "Versions differ"), message + first, republish)
            if name := asked.text("csv"):
                return _csv(context, name) or sorry(
                    404, t("未找到", "Not found"), t("没有这张图。", "There is no such chart.")
                )
            return render(request, t, template, {**context, "here": here})

        return Route(path.rstrip("/") or "/", endpoint)

    def publication(request: Request) -> Response:
        try:
            with publications.opened() as snapshot:
                return JSONResponse({"publication": _publication(snapshot)})
        except NotPublished:
            return JSONResponse({"publication": None}, 503)

    def refused(request: Request, error: Exception) -> Response:
        t = ENGLISH if request.url.path.startswith("/en") else CHINESE
        status = error.status_code if isinstance(error, HTTPException) else 500
        title = t("未找到", "Not found") if status == 404 else t("无法回答", "No answer")
        message = t("没有这个页面。", "There is no such page.") if status == 404 else str(error)
        return render(request, t, "error.html", {"title": title, "message": message, "remedy": ""}, status)

    return Starlette(
        routes=[
            *(
                page(t.prefix + path, template, show, here, t)
                for t in LANGUAGES
                for path, template, show, here in PAGES
            ),
            Route("/publication", publication),
            Route("/boundaries/{edition}/{code}-{level:int}.json", _boundaries),
            Mount(f"/static/{_edition()}", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={HTTPException: refused},
        middleware=[
            Middleware(Headers),
            # A name that points here from elsewhere would let any web page that a reader has open read along.
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5),
        ],
    )


def _answer(publications: Publications, show: Show, asked: Asked) -> Context:
    """Ask the standing publication. One that is removed while it is read has been replaced: then the new one is asked."""
    standing = publications.database.resolve()
    try:
        with publications.opened() as snapshot:
            return {**show(snapshot, asked), "publication": _publication(snapshot)}
    except (duckdb.IOException, NotPublished):
        if publications.database.resolve() == standing:
            raise
        with publications.opened() as snapshot:
            return {**show(snapshot, asked), "publication": _publication(snapshot)}


def _publication(snapshot: Snapshot) -> str:
    row = snapshot.row("select content_fingerprint from build_info")
    return str(row["content_fingerprint"])[:16] if row else ""


def _csv(context: Context, name: str) -> Response | None:
    chart = context.get("charts", {}).get(name)
    if chart is None:
        return None
    headers = {"content-disposition": f'attachment; filename="greenledger-{chart.name}.csv"'}
    return Response(chart.csv(), media_type="text/csv; charset=utf-8", headers=headers)


def _csv_address(request: Request, name: str) -> str:
    return str(request.url.include_query_params(csv=name).replace(scheme="", netloc=""))


def _other_language(request: Request, t: Language) -> str:
    path = request.url.path
    path = f"/en{path}".rstrip("/") if t is CHINESE else path.removeprefix("/en") or "/"
    return f"{path}?{request.url.query}" if request.url.query else path


def _boundaries(request: Request) -> Response:
    try:
        drawn = boundaries.drawn(request.path_params["code"], request.path_params["level"])
    except boundaries.NoMap as error:
        raise HTTPException(404) from error
    # The address names the edition of the data: what it answers never changes.
    headers = {"content-encoding": "gzip", "cache-control": "public, max-age=31536000, immutable"}
    return Response(drawn.geojson, media_type="application/geo+json", headers=headers)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _edition() -> str:
    """In the addresses of the static files, so that browsers may keep them and still see a new version."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "static").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
