"""Signing in and out; guessing passwords is made slow."""

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handoff.console.composition import Console
from handoff.console.guard import COOKIE, HOME, who
from handoff.console.pages import page
from handoff.officers import SESSION
from handoff.plain import plain

PER_ACCOUNT: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(10), RateLimitItemPerHour(40))
PER_NAME: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(30), RateLimitItemPerHour(120))  # from anywhere
PER_ADDRESS: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(30), RateLimitItemPerHour(200))
WRONG = "用户名或密码不对。"
TOO_OFTEN = "试得太多了，请过几分钟再来。"


class Tries:
    """How often a password may be tried: from an address, from it for one name, and for one name from anywhere."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def allowed(self, request: Request, name: str) -> bool:
        address = request.client.host if request.client else "?"
        asked = [(item, (address, name)) for item in PER_ACCOUNT] + [(item, (address,)) for item in PER_ADDRESS]
        if not all([await self._limiter.hit(item, "desk", *key) for item, key in asked]):
            return False  # and uses up nothing of the name's own: one address alone can lock nobody out
        return all([await self._limiter.hit(item, "desk-name", name) for item in PER_NAME])


class Login:
    """The endpoints of /desk/login and /desk/logout."""

    def __init__(self, console: Console, tries: Tries) -> None:
        self._console, self._tries = console, tries

    async def show(self, request: Request) -> Response:
        target = safe_target(request.query_params.get("next"))
        if await who(self._console, request):
            return RedirectResponse(target, status_code=303)
        return page(self._console, "login.html", target=target, name="", problem="")

    async def enter(self, request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        name, password = plain(str(form.get("name", "")), 40), str(form.get("password", ""))
        target = safe_target(str(form.get("next", "")))
        if not await self._tries.allowed(request, name):
            return self._again(name, target, TOO_OFTEN, 429)
        token = await self._console.officers.sign_in(self._console.database, name, password)
        if token is None:
            return self._again(name, target, WRONG, 401)
        response = RedirectResponse(target, status_code=303)
        set_cookie(self._console, request, response, token)
        return response

    async def leave(self, request: Request) -> Response:
        if token := request.cookies.get(COOKIE):
            async with self._console.database.write() as conn:
                await self._console.officers.sign_out(conn, token)
        response = RedirectResponse("/desk/login", status_code=303)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    def _again(self, name: str, target: str, problem: str, status: int) -> Response:
        return page(self._console, "login.html", status=status, target=target, name=name, problem=problem)


def set_cookie(console: Console, request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path=HOME,
        secure=console.secure or request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def safe_target(path: str | None) -> str:
    """Only back to a desk page; another site's address is not followed."""
    inside = path is not None and path.startswith("/desk/") and path.isascii() and path.isprintable()
    return path if inside and path and "\\" not in path and "//" not in path else HOME
