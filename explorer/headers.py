"""The headers of every answer: what a page may load and run, whatever the texts in it hold."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Texts come from outside. Only files of ours run as scripts and style; nothing in a page does, and nothing comes from elsewhere.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}
_STATIC = b"public, max-age=31536000, immutable"


class Headers:
    """Adds the same headers to every answer, and says how long it may be kept where the answer does not say it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = scope["type"] == "http" and scope["path"].startswith("/static/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), *_ALWAYS.items()]
                if not any(name == b"cache-control" for name, _ in headers):
                    good = message["status"] in (200, 304)
                    headers.append((b"cache-control", _STATIC if kept and good else b"no-cache"))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_headers)
