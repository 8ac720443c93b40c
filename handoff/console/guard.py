"""Nobody sees a desk page without a session and the right to it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from handoff.console.composition import Console
from handoff.console.pages import ROLE_LABELS, page
from handoff.officers import RIGHTS, Officer, Right

COOKIE, HOME = "yiwen_desk", "/desk"
SIGN_IN_AGAIN = "登录已经过期。请在新窗口重新登录，再回到这里继续，写好的字还在。"
GRANTED_BY = "需要的话请找本单位的系统管理员开通，开通以后刷新就能用，不用重新登录。"


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
# Whoever lacks one of these rights reads what it is for.
CALLED: Mapping[Sequence[Right], str] = MappingProxyType(
    {ANSWERING: "接待市民", EDITING: "发通知、核对答复", SUPERVISING: "开关机器人", ANY: "进入值班台"}
)

Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Visit], Awaitable[Response]]


def guarded(console: Console, handler: Handler, rights: Sequence[Right] = ANSWERING) -> Endpoint:
    """The endpoint for those who have one of the rights; everybody else is sent to sign in, or refused."""

    async def endpoint(request: Request) -> Response:
        officer = await who(console, request)
        if officer is None:
            return _sign_in(console, request)
        visit = Visit(console=console, request=request, officer=officer, now=console.clock())
        return await handler(visit) if officer.may_any(rights) else _refuse(visit, rights)

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


def _refuse(visit: Visit, rights: Sequence[Right]) -> Response:
    lacking = f"没有“{CALLED[rights]}”的权限"
    if visit.by_script:
        return JSONResponse({"message": f"{lacking}。{GRANTED_BY}"}, status_code=403)
    if visit.request.url.path == HOME and visit.officer.may(Right.CURATE):
        return RedirectResponse("/desk/notices", status_code=303)
    roles = "、".join(ROLE_LABELS[role] for role, given in RIGHTS.items() if given.intersection(rights))
    sentence = f"您的账号是“{ROLE_LABELS[visit.officer.role]}”；这里要{roles}才能用。\n{GRANTED_BY}"
    return page(visit.console, "refused.html", status=403, visit=visit, title=lacking, sentence=sentence)
