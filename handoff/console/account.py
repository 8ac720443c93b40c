"""One's own account: a new password, proven by the old one."""

from starlette.requests import Request
from starlette.responses import Response

from handoff.console.bar import bar_alone
from handoff.console.composition import Console
from handoff.console.guard import ANY, Endpoint, Visit, guarded
from handoff.console.login import Tries, set_cookie
from handoff.console.pages import page
from handoff.console.results import done
from handoff.officers import SHORTEST_PASSWORD, AccountError

WRONG = "现在的密码不对。"
DIFFERENT = "两次输入的新密码不一样。"
TOO_OFTEN = "试得太多了，请过几分钟再来。"


class Account:
    """The endpoints of /desk/account."""

    def __init__(self, console: Console, tries: Tries) -> None:
        self._console, self._tries = console, tries

    @property
    def show(self) -> Endpoint:
        return guarded(self._console, self._show, ANY)

    @property
    def change(self) -> Endpoint:
        return guarded(self._console, self._change, ANY)

    async def _show(self, visit: Visit) -> Response:
        return await self._page(visit)

    async def _change(self, visit: Visit) -> Response:
        old, new, again = await _passwords(visit.request)
        if not await self._tries.allowed(visit.request, visit.officer.name):
            return await self._page(visit, TOO_OFTEN, 429)
        if new != again:
            return await self._page(visit, DIFFERENT, 409)
        try:
            token = await self._console.officers.change_password(self._console.database, visit.officer.id, old, new)
        except AccountError as error:
            return await self._page(visit, str(error), 409)
        if token is None:
            return await self._page(visit, WRONG, 409)
        response = done(visit, "/desk/account?changed=1")
        set_cookie(self._console, visit.request, response, token)
        return response

    async def _page(self, visit: Visit, problem: str = "", status: int = 200) -> Response:
        changed = "changed" in visit.request.query_params and not problem
        context = {"problem": problem, "changed": changed, "shortest": SHORTEST_PASSWORD}
        above = await bar_alone(visit)
        return page(self._console, "account.html", status=status, visit=visit, bar=above, **context)


async def _passwords(request: Request) -> tuple[str, str, str]:
    form = await request.form(max_files=0, max_fields=10)
    old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
    return old, new, again
