"""Words to duty staff when something waits or breaks: WeCom group robot, mail, log. Never personal data.

Robot: https://developer.work.weixin.qq.com/document/path/91770 (20 messages a minute, 2,048 bytes of text)
"""

import asyncio
import json
import smtplib
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid

import httpx
import structlog

from bot.settings import AlertSettings

GATHER_SECONDS = 3.4  # at most 17 messages a minute
LONGEST_PAUSE = 300.0
KEPT = timedelta(hours=2)  # what could not be told by then is no news any more
MOST_WAITING = 200
QUIET = timedelta(minutes=30)
ROBOT_LIMIT = 1900  # bytes
MAIL_SECONDS = 15.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing worth telling: a ticket's number, kind and waiting time, or what broke. `key` tells repeats."""

    key: str
    text: str
    link: str = ""
    urgent: bool = False
    again: timedelta = QUIET  # not repeated sooner


Tell = Callable[[Notice], None]
Alert = Callable[[str, Sequence[Notice]], Awaitable[None]]  # (subject, notices); raises when it could not


class Lane:
    """One way out and what it has not told yet: gathered for a moment, kept while the way fails."""

    def __init__(self, way: Alert, title: str, clock: Callable[[], datetime]) -> None:
        self._way, self._title, self._clock = way, title, clock
        self._waiting: deque[tuple[datetime, Notice]] = deque(maxlen=MOST_WAITING)
        self._some = asyncio.Event()
        self.pause = GATHER_SECONDS

    def add(self, notice: Notice) -> None:
        self._waiting.append((self._clock(), notice))
        self._some.set()

    async def run(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(self.pause)
            await self.step()

    async def step(self) -> None:
        """Send what has gathered as one message, urgent things first; what could not be sent waits longer."""
        self._some.clear()
        fresh = [(at, notice) for at, notice in self._waiting if self._clock() - at <= KEPT]
        self._waiting.clear()
        if not fresh:
            return
        notices = sorted((notice for _, notice in fresh), key=lambda notice: not notice.urgent)
        try:
            await self._way(self._subject(notices), notices)
        except Exception as error:  # the top of this way: no other way suffers, and the log has the notices
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            log.error("alert_not_sent", way=type(self._way).__name__, error=_said(error), again_in=self.pause)
            self._waiting.extendleft(reversed(fresh))
            self._some.set()
        else:
            self.pause = GATHER_SECONDS

    def _subject(self, notices: Sequence[Notice]) -> str:
        return f"{self._title}：{notices[0].text if len(notices) == 1 else f'{len(notices)} 件事请看'}"


def _said(error: Exception) -> str:
    """An HTTP error's own words hold the robot's address, and with it the key."""
    return type(error).__name__ if isinstance(error, httpx.HTTPError) else f"{type(error).__name__}: {error}"[:200]


class Alerts:
    """Tells every way out of everything once; a failing way hurts no other."""

    def __init__(self, ways: Sequence[Alert], *, clock: Callable[[], datetime], title: str = "一问") -> None:
        self.lanes = tuple(Lane(way, title, clock) for way in ways)
        self._clock = clock
        self._quiet_until: dict[str, datetime] = {}

    def tell(self, notice: Notice) -> None:
        """Returns at once; what was told a short while ago is not told again."""
        now = self._clock()
        self._quiet_until = {key: until for key, until in self._quiet_until.items() if now < until}
        if notice.key in self._quiet_until:
            return
        self._quiet_until[notice.key] = now + notice.again
        log.warning("alert", key=notice.key, text=notice.text, urgent=notice.urgent)
        for lane in self.lanes:
            lane.add(notice)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for lane in self.lanes:
                group.create_task(lane.run())
            await asyncio.Event().wait()  # a loop never ends by itself, not even with nothing to do

    async def step(self) -> None:
        """Send what has gathered, without waiting for more."""
        await asyncio.gather(*(lane.step() for lane in self.lanes))


def ways_of(settings: AlertSettings, http: httpx.AsyncClient) -> list[Alert]:
    """The ways that are configured; none is fine, the log has every notice anyway."""
    ways: list[Alert] = []
    if url := settings.wecom_robot.get_secret_value():
        ways.append(Robot(url, http))
    if settings.smtp_host and settings.mail_to:
        ways.append(Mail(settings))
    return ways


def lines(notices: Sequence[Notice], limit: int | None = None) -> str:
    """A line each; of more than `limit` bytes the last lines are only counted."""
    marks = {True: "【紧急】", False: "· "}
    told = [f"{marks[one.urgent]}{one.text} {one.link}".rstrip() for one in notices]
    if limit is None or _size(told) <= limit:
        return "\n".join(told)
    shown = next(count for count in range(len(told) - 1, -1, -1) if _size(told[:count]) <= limit - 60)
    return "\n".join([*told[:shown], f"（还有 {len(told) - shown} 件，请看值班台）"])


def _size(told: Sequence[str]) -> int:
    return len("\n".join(told).encode())


class Robot:
    """WeCom group robot: one message a gathering keeps within its rate."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url, self._http = url, http

    async def __call__(self, subject: str, notices: Sequence[Notice]) -> None:
        content: dict[str, object] = {"content": lines(notices, ROBOT_LIMIT)}
        if any(notice.urgent for notice in notices):
            content["mentioned_list"] = ["@all"]
        body = json.dumps({"msgtype": "text", "text": content}, ensure_ascii=False).encode()
        response = await self._http.post(self._url, content=body, headers={"content-type": "application/json"})
        response.raise_for_status()
        answer = response.json()
        if answer.get("errcode") != 0:
            raise RuntimeError(f"{answer.get('errcode')} {str(answer.get('errmsg', ''))[:80]}")


class Mail:
    """SMTP with checked certificates; a password is never sent over an open line unless the settings say so."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings

    async def __call__(self, subject: str, notices: Sequence[Notice]) -> None:
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = " ".join(subject.split())[:120]
        mail["From"] = self._settings.mail_from or self._settings.smtp_user
        mail["To"] = ", ".join(self._settings.mail_to)
        mail["Date"] = localtime()
        mail["Message-ID"] = make_msgid(domain="yiwen.invalid")
        mail.set_content(lines(notices) + "\n")
        await asyncio.to_thread(self._send, mail)

    def _send(self, mail: EmailMessage) -> None:
        settings = self._settings
        with self._connected() as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(mail)

    def _connected(self) -> smtplib.SMTP:
        settings, trusted = self._settings, ssl.create_default_context()
        host, port = settings.smtp_host, settings.smtp_port
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=MAIL_SECONDS, context=trusted)
        server = smtplib.SMTP(host, port, timeout=MAIL_SECONDS)
        if settings.smtp_security == "starttls":
            try:
                server.starttls(context=trusted)
            except BaseException:
                server.close()
                raise
        return server
