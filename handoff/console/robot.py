"""The bot's off switch at the desk: whole or by area, with the reason, for supervisors."""

from starlette.datastructures import FormData
from starlette.responses import Response

from handoff import switch
from handoff.console.bar import bar
from handoff.console.composition import Console
from handoff.console.guard import SUPERVISING, Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.console.results import done, refused
from handoff.live import DESK
from handoff.switch import WHOLE, NoReason

HERE = "/desk/robot"


def robot_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        return await _page(visit)

    return guarded(console, show, SUPERVISING)


def turn_endpoint(console: Console) -> Endpoint:
    async def turn(visit: Visit) -> Response:
        form = await visit.request.form(max_files=0, max_fields=10)
        area, to = str(form.get("area", "")), str(form.get("to", ""))
        if area not in {WHOLE, *console.areas} or to not in ("off", "on"):
            return refused(visit, "没有这个开关。", 404)
        try:
            await _turn(visit, area, to == "off", form)
        except NoReason as error:
            return refused(visit, str(error), 409) if visit.by_script else await _page(visit, str(error), 409)
        return done(visit, HERE)

    return guarded(console, turn, SUPERVISING)


async def _turn(visit: Visit, area: str, off: bool, form: FormData) -> None:
    """In force from the next message on; every open page is told."""
    why = str(form.get("why", ""))
    async with visit.console.database.write() as conn:
        await switch.turn(conn, area, off, visit.officer.id, why, visit.now)
        await visit.console.live.signal(conn, DESK)


async def _page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    async with visit.console.database.read() as conn:
        above, history = await bar(visit, conn), await switch.history(conn)
    context = {"bar": above, "history": history, "problem": problem}
    return page(visit.console, "robot.html", status=status, visit=visit, **context)
