"""The bureau's notices at the desk: what every citizen is to hear once, from when to when."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from starlette.datastructures import FormData
from starlette.responses import Response

from handoff import notice
from handoff.console.bar import bar
from handoff.console.composition import Console
from handoff.console.guard import EDITING, Endpoint, Visit, guarded
from handoff.console.pages import page
from handoff.console.results import done, refused
from handoff.notice import EVERYBODY, LIMIT, NoticeError
from handoff.worktime import SHANGHAI

HERE = "/desk/notices"
LARGEST_ID = 2**31 - 1
FIELDS = ("text", "area", "starts", "ends")


class NoTime(NoticeError):
    """请填好开始和结束的时间。"""


class NoArea(NoticeError):
    """请选通知给谁看。"""


def notices_endpoint(console: Console) -> Endpoint:
    async def show(visit: Visit) -> Response:
        return await _page(visit)

    return guarded(console, show, EDITING)


def publish_endpoint(console: Console) -> Endpoint:
    async def publish(visit: Visit) -> Response:
        form = await visit.request.form(max_files=0, max_fields=10)
        try:
            await _publish(visit, form)
        except NoticeError as error:
            if visit.by_script:
                return refused(visit, str(error), 409)
            typed = {name: str(form.get(name, "")) for name in FIELDS}
            return await _page(visit, problem=str(error), typed=typed, status=409)
        return done(visit, HERE)

    return guarded(console, publish, EDITING)


def withdraw_endpoint(console: Console) -> Endpoint:
    async def withdraw(visit: Visit) -> Response:
        try:
            async with console.database.write() as conn:
                id = min(visit.request.path_params["id"], LARGEST_ID)
                await notice.withdraw(conn, id, visit.officer.id, now=visit.now)
        except NoticeError as error:
            return refused(visit, str(error), 409) if visit.by_script else await _page(visit, str(error), status=409)
        return done(visit, HERE)

    return guarded(console, withdraw, EDITING)


async def _publish(visit: Visit, form: FormData) -> None:
    area = str(form.get("area", ""))
    if area not in {EVERYBODY, *visit.console.areas}:
        raise NoArea
    starts, ends = _instant(form, "starts"), _instant(form, "ends")
    async with visit.console.database.write() as conn:
        await notice.publish(conn, str(form.get("text", "")), area, starts, ends, visit.officer.id, now=visit.now)


def _instant(form: FormData, name: str) -> datetime:
    """What a `datetime-local` field says, which is Asia/Shanghai."""
    try:
        return datetime.fromisoformat(str(form.get(name, ""))).replace(tzinfo=SHANGHAI).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoTime from None


async def _page(
    visit: Visit, problem: str = "", *, typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    async with visit.console.database.read() as conn:
        above, planned = await bar(visit, conn), await notice.planned(conn, visit.now)
    fields = typed or {"text": "", "area": EVERYBODY, "starts": _field(visit.now), "ends": _field(_evening(visit.now))}
    chores = await asyncio.to_thread(visit.console.chores)
    context = {"bar": above, "planned": planned, "problem": problem, "typed": fields, "limit": LIMIT, "chores": chores}
    return page(visit.console, "notices.html", status=status, visit=visit, **context)


def _evening(now: datetime) -> datetime:
    """18:00 today, or tomorrow when that is near."""
    at = now.astimezone(SHANGHAI).replace(hour=18, minute=0, second=0, microsecond=0)
    return at if at - now > timedelta(hours=1) else at + timedelta(days=1)


def _field(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
