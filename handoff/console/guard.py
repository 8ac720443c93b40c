"""Nobody sees a desk page without a session and the right to it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from handoff.console.composition import Console
from handoff.console.pages import page
from handoff.officers import Officer, Right

COOKIE, HOME = "yiwen_desk", "/desk"
SIGN_IN_AGAIN = "登录已经过期。请在新窗口重新登录，再回到这里继续，写好的字还在。"
NO_RIGHT = "您的账号没有这里的权限。需要的话请找值班负责人开通。"


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
    def wants_all(self) -> bool:
        return "all" in self.request.query_params

    @property
    def by_script(self) -> bool:
        return is_script(self.request)


ANSWERING = (Right.ANSWER,)
EDITING = (Right.SUPERVISE, Right.CURATE)
SUPERVISING = (Right.SUPERVISE,)
ANY = tuple(Right)

Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Visit], Awaitable[Response]]


def guarded(console: Console, handler: Handler, rights: Sequence[Right] = ANSWERING) -> Endpoint:
    """The endpoint for those who have one of the rights; everybody else is sent to sign in, or refused."""

    async def endpoint(request: Request) -> Response:
        officer = await who(console, request)
        if officer is None:
            return _sign_in(console, request)
        visit = Visit(console=console, request=request, officer=officer, now=console.clock())
        return await handler(visit) if officer.may_any(rights) else _refuse(visit)

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
    here = "" if path == HOME else f"?next={quote(path)}"
    return RedirectResponse(f"/desk/login{here}", status_code=303)


def _refuse(visit: Visit) -> Response:
    if visit.by_script:
        return JSONResponse({"message": NO_RIGHT}, status_code=403)
    if visit.request.url.path == HOME and visit.officer.may(Right.CURATE):
        return RedirectResponse("/desk/notices", status_code=303)
    return page(visit.console, "refused.html", status=403, visit=visit, title="没有权限", sentence=NO_RIGHT)
