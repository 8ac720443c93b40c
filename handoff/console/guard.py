"""Nobody sees a desk page without a session and the right to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from handoff.console.composition import Console
from handoff.console.pages import page
from handoff.officers import Officer, Right

COOKIE = "yiwen_desk"
SIGN_IN_AGAIN = "登录已经过期。请在新窗口重新登录，再回到这里继续，写好的字还在。"
NO_RIGHT = "您的账号没有值班台的权限。需要的话请找值班负责人开通。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of one officer."""

    console: Console
    request: Request
    officer: Officer
    now: datetime

    @property
    def wants_part(self) -> bool:
        return "part" in self.request.query_params

    @property
    def by_script(self) -> bool:
        return is_script(self.request)


Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Visit], Awaitable[Response]]


def guarded(console: Console, handler: Handler) -> Endpoint:
    """The endpoint for those who may answer at the desk; everybody else is sent to sign in, or refused."""

    async def endpoint(request: Request) -> Response:
        officer = await who(console, request)
        if officer is None:
            return _sign_in(console, request)
        if not officer.may(Right.ANSWER):
            return _refuse(console, request, officer)
        return await handler(Visit(console=console, request=request, officer=officer, now=console.clock()))

    return endpoint


async def who(console: Console, request: Request) -> Officer | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    async with console.database.read() as conn:
        return await console.officers.by_token(conn, token)


def is_script(request: Request) -> bool:
    return request.headers.get("x-desk") == "1"


def _sign_in(console: Console, request: Request) -> Response:
    if is_script(request):
        return JSONResponse({"message": SIGN_IN_AGAIN, "sign_in": True}, status_code=401)
    if request.method != "GET":
        return page(console, "refused.html", status=401, title="请重新登录", sentence=SIGN_IN_AGAIN)
    path = request.url.path
    here = "" if path == "/desk" else f"?next={quote(path)}"
    return RedirectResponse(f"/desk/login{here}", status_code=303)


def _refuse(console: Console, request: Request, officer: Officer) -> Response:
    if is_script(request):
        return JSONResponse({"message": NO_RIGHT}, status_code=403)
    return page(console, "refused.html", status=403, title="没有权限", sentence=NO_RIGHT, officer=officer)
