"""Refuses what another site makes a browser send: Sec-Fetch-Site where there is one, else Origin against Host."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = "这个操作不是从本页面发出的，已拒绝。请回到页面刷新后再试。"


class SameOrigin:
    """Guards every unsafe method under the paths in `only` (all paths when it is empty).

    Browsers leave out Sec-Fetch-Site on plain http, but send Origin with every POST; a client that sends neither is
    no browser and carries nobody's cookie.
    """

    def __init__(self, app: ASGIApp, only: Sequence[str] = ()) -> None:
        self.app = app
        self.only = tuple(only)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._guards(scope) and not same_origin(Headers(scope=scope)):
            await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _guards(self, scope: Scope) -> bool:
        path: str = scope["path"]
        under = any(path == prefix or path.startswith(prefix.rstrip("/") + "/") for prefix in self.only)
        return scope["method"] not in SAFE and (under or not self.only)


def same_origin(headers: Headers) -> bool:
    """Whether a browser's request came from our own page."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    # X-Forwarded-Host: behind a proxy that rewrites Host; another site's form cannot set it.
    return urlsplit(origin).netloc.lower() in _hosts(headers)


def _hosts(headers: Headers) -> set[str]:
    forwarded = headers.get("x-forwarded-host", "").split(",")[0]
    return {host.strip().lower() for host in (headers.get("host", ""), forwarded) if host.strip()}
