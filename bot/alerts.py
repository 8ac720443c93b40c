"""Words to duty staff when something waits or breaks: WeCom group robot, mail, log. Never personal data.

Robot: https://developer.work.weixin.qq.com/document/path/91770 (20 messages a minute, 2,048 bytes of text)
"""

import asyncio
import smtplib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import httpx
import structlog

from bot.channels.wechat_text import split
from bot.settings import AlertSettings

GATHER_SECONDS = 3.0
QUIET = timedelta(minutes=30)
ROBOT_PER_MINUTE = 18
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


class Alerts:
    """Gathers what comes within seconds into one message for every way out; a failing way hurts no other."""

    def __init__(self, ways: Sequence[Alert], *, clock: Callable[[], datetime], title: str = "一问") -> None:
        self._ways, self._clock, self._title = ways, clock, title
        self._waiting: deque[Notice] = deque(maxlen=200)
        self._quiet_until: dict[str, datetime] = {}
        self._some = asyncio.Event()

    def tell(self, notice: Notice) -> None:
        """Returns at once; what was told a short while ago is not told again."""
        now = self._clock()
        self._quiet_until = {key: until for key, until in self._quiet_until.items() if now < until}
        if notice.key in self._quiet_until:
            return
        self._quiet_until[notice.key] = now + notice.again
        log.warning("alert", key=notice.key, text=notice.text, urgent=notice.urgent)
        self._waiting.append(notice)
        self._some.set()

    async def run(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(GATHER_SECONDS)
            await self.step()

    async def step(self) -> None:
        """Send what has gathered, urgent ones first."""
        self._some.clear()
        notices = sorted(self._waiting, key=lambda notice: not notice.urgent)
        self._waiting.clear()
        if notices:
            subject = (
                f"{self._title}：{len(notices)} 件事请看" if len(notices) > 1 else f"{self._title}：{notices[0].text}"
            )
            await asyncio.gather(*(self._send(way, subject, notices) for way in self._ways))

    async def _send(self, way: Alert, subject: str, notices: Sequence[Notice]) -> None:
        try:
            await way(subject, notices)
        except Exception as error:  # the top of this way: the log has the notice already
            log.error("alert_not_sent", way=type(way).__name__, error=type(error).__name__)


def ways_of(settings: AlertSettings, http: httpx.AsyncClient, *, clock: Callable[[], datetime]) -> list[Alert]:
    """The ways that are configured; none is fine, the log has every notice anyway."""
    ways: list[Alert] = []
    if url := settings.wecom_robot.get_secret_value():
        ways.append(Robot(url, http, clock=clock))
    if settings.smtp_host and settings.mail_to:
        ways.append(Mail(settings))
    return ways


def lines(notices: Sequence[Notice]) -> str:
    marks = {True: "【紧急】", False: "· "}
    return "\n".join(f"{marks[one.urgent]}{one.text} {one.link}".rstrip() for one in notices)


class Robot:
    """WeCom group robot; over its rate the rest is only counted, so that it is not silenced altogether."""

    def __init__(self, url: str, http: httpx.AsyncClient, *, clock: Callable[[], datetime]) -> None:
        self._url, self._http, self._clock = url, http, clock
        self._sent: deque[datetime] = deque(maxlen=ROBOT_PER_MINUTE)
        self._held_back = 0

    async def __call__(self, subject: str, notices: Sequence[Notice]) -> None:
        now = self._clock()
        if len(self._sent) == ROBOT_PER_MINUTE and now - self._sent[0] < timedelta(minutes=1):
            self._held_back += len(notices)
            return
        self._sent.append(now)
        text = split(lines(notices), ROBOT_LIMIT - 60)[0]
        if self._held_back:
            text += f"\n（另有 {self._held_back} 条没有单独发出，请看值班台）"
        self._held_back = 0
        await self._post(text, urgent=any(notice.urgent for notice in notices))

    async def _post(self, text: str, *, urgent: bool) -> None:
        content: dict[str, object] = {"content": text}
        if urgent:
            content["mentioned_list"] = ["@all"]
        response = await self._http.post(self._url, json={"msgtype": "text", "text": content})
        response.raise_for_status()
        if response.json().get("errcode") != 0:
            raise RuntimeError(f"robot: {response.json().get('errcode')}")


class Mail:
    """SMTP: TLS from the start on port 465, STARTTLS where the server offers it elsewhere."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings

    async def __call__(self, subject: str, notices: Sequence[Notice]) -> None:
        mail = EmailMessage()
        mail["Subject"] = " ".join(subject.split())[:120]
        mail["From"] = self._settings.mail_from or self._settings.smtp_user
        mail["To"] = ", ".join(self._settings.mail_to)
        mail.set_content(lines(notices))
        await asyncio.to_thread(self._send, mail)

    def _send(self, mail: EmailMessage) -> None:
        settings = self._settings
        kind = smtplib.SMTP_SSL if settings.smtp_port == 465 else smtplib.SMTP
        with kind(settings.smtp_host, settings.smtp_port, timeout=MAIL_SECONDS) as server:
            server.ehlo()
            if kind is smtplib.SMTP and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(mail)
