"""What runs beside the server: answers go out, duty staff are told, pictures are fetched, the gone are forgotten."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import httpx

from bot.channel import Pushing
from bot.channels.wechat_account import Account, account_of
from bot.keeping.erasing import Erasing
from bot.keeping.leaving import Departures
from bot.message import Message, Receipt
from bot.outgoing.alerts import Alerts, ways_of
from bot.outgoing.carrying import Carrying
from bot.outgoing.delivery import Delivery
from bot.outgoing.queueing import Queue
from bot.outgoing.rest import Rests
from bot.refusal import CannotServe
from bot.rounds.enduring import Loop, enduring
from bot.rounds.fetching import FOLDER, Fetch, Fetching
from bot.rounds.selfcheck import SelfCheck
from bot.rounds.watching import Watch
from bot.settings import Settings
from bot.wording import Wording
from handoff.database import Database
from handoff.desk import Desk
from handoff.live import Live

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

ALERT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The loops of this process, and the lines to the outside that they use."""

    accounts: tuple[Account, ...]
    telegram: "TelegramChannel | None"
    delivery: Delivery
    alerts: Alerts
    watch: Watch
    fetching: Fetching
    erasing: Erasing
    selfcheck: SelfCheck
    http: httpx.AsyncClient

    @property
    def loops(self) -> tuple[Loop, ...]:
        """Each outlives a database that is away for a while."""
        each = (self.delivery, self.alerts, self.watch, self.fetching, self.erasing, self.selfcheck)
        return tuple(partial(enduring, one.run) for one in each)

    @property
    def channels(self) -> tuple[Pushing, ...]:
        """All whose late answers go out from here."""
        return (*(one.channel for one in self.accounts), *((self.telegram,) if self.telegram else ()))

    async def close(self) -> None:
        for account in self.accounts:
            if account.api:
                await account.api.close()
        if self.telegram:
            await self.telegram.close()
        await self.http.aclose()


def rounds_of(
    settings: Settings,
    receive: Callable[[Message], Awaitable[Receipt]],
    *,
    database: Database,
    desk: Desk,
    live: Live,
    wording: Wording,
    clock: Callable[[], datetime],
    departures: Departures,
) -> Rounds:
    """Construct the official accounts and everything that speaks first."""
    http = httpx.AsyncClient(timeout=ALERT_SECONDS)
    alerts = Alerts(ways_of(settings.alerts, http), clock=clock)
    sources: dict[str, Fetch] = {}
    fetching = Fetching(database, settings.data_dir / FOLDER, live=live, clock=clock, sources=sources)
    erasing = Erasing(database, desk, live=live, clock=clock, departures=departures, drop=fetching.drop)
    rests, carrying = Rests(database, clock=clock), Carrying(database, live=live, clock=clock)
    accounts = tuple(
        account_of(
            account, receive, database=database, clock=clock, public_url=settings.public_url, wording=wording,
            erase=erasing.erase, keep_rest=rests.keep, carrying=carrying,
        )
        for account in settings.wechats
    )  # fmt: skip
    sources |= {one.channel.name: one.api.media for one in accounts if one.api}
    queue = Queue(database, live=live, clock=clock)
    telegram = _telegram(settings, receive, queue=queue, clock=clock)
    if telegram:
        sources[telegram.name] = telegram.media
    pushing = {one.name: one for one in (*(account.channel for account in accounts), telegram) if one}
    watch = Watch(
        database, live=live, hours=desk.hours, tell=alerts.tell, clock=clock,
        waiting=timedelta(minutes=settings.alerts.waiting_minutes), desk_url=settings.public_url.rstrip("/"),
    )  # fmt: skip
    return Rounds(
        accounts=accounts, telegram=telegram, alerts=alerts, watch=watch, fetching=fetching, erasing=erasing,
        selfcheck=SelfCheck(accounts, tell=alerts.tell), http=http,
        delivery=Delivery(database, pushing, live=live, tell=alerts.tell, clock=clock),
    )  # fmt: skip


def _telegram(
    settings: Settings,
    receive: Callable[[Message], Awaitable[Receipt]],
    *,
    queue: Queue,
    clock: Callable[[], datetime],
) -> "TelegramChannel | None":
    """Only an installation that uses it needs the library."""
    if not settings.telegram.on:
        return None
    try:
        from bot.channels.telegram import TelegramChannel
    except ImportError as error:
        raise CannotServe("Telegram 要另装一个库：pip install 'yiwen[telegram]'") from error
    return TelegramChannel(settings.telegram, receive, queue=queue.put, clock=clock)
