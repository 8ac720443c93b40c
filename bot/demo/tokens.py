"""Access tokens as the platform hands them out: stable ones, and classic ones that kill each other."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.account import Account

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(seconds=300)
FORCED_A_DAY = 20
FORCED_APART = timedelta(seconds=30)


class Denied(Exception):
    """No token for this caller: (errcode, errmsg)."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.errcode, self.errmsg = errcode, errmsg


@dataclass
class Issued:
    value: str
    until: datetime


class TokenDesk:
    """`fetches` counts both kinds; `allowed` is the IP whitelist as a switch, `trouble` a code that all get."""

    def __init__(self, account: Account, clock: Callable[[], datetime]) -> None:
        self._account, self._clock = account, clock
        self._stable: Issued | None = None
        self._good: list[Issued] = []
        self._forced: list[datetime] = []
        self.fetches = 0
        self.forced = 0
        self.allowed = True
        self.trouble = 0

    def stable(self, app_id: str, secret: str, *, force: bool) -> tuple[str, int]:
        self._admit(app_id, secret)
        now = self._clock()
        if force:
            self._ration(now)
        if force or self._stable is None or now >= self._stable.until - OVERLAP:
            self._retire(timedelta(0) if force else OVERLAP)
            self._stable = self._issue(now)
        return self._stable.value, int((self._stable.until - now).total_seconds())

    def classic(self, app_id: str, secret: str) -> tuple[str, int]:
        """Each new one leaves the former five minutes."""
        self._admit(app_id, secret)
        self._retire(OVERLAP)
        return self._issue(self._clock()).value, int(LIFE.total_seconds())

    def problem(self, token: str) -> tuple[int, str] | None:
        now = self._clock()
        for issued in self._good:
            if issued.value == token:
                return None if now < issued.until else (42001, "access_token expired")
        return (40001, "invalid credential") if token else (41001, "access_token missing")

    def revoke(self) -> None:
        """As when somebody resets the secret in the console."""
        self._good.clear()
        self._stable = None

    def _admit(self, app_id: str, secret: str) -> None:
        self.fetches += 1
        if self.trouble:
            raise Denied(self.trouble, "fault")
        if not self.allowed:
            raise Denied(40164, "invalid ip 203.0.113.7, not in whitelist")
        if app_id != self._account.app_id:
            raise Denied(40013, "invalid appid")
        if secret != self._account.app_secret:
            raise Denied(40125, "invalid appsecret")

    def _ration(self, now: datetime) -> None:
        self._forced = [at for at in self._forced if now - at < timedelta(days=1)]
        if len(self._forced) >= FORCED_A_DAY or (self._forced and now - self._forced[-1] < FORCED_APART):
            raise Denied(45011, "force_refresh too often")
        self._forced.append(now)
        self.forced += 1

    def _retire(self, left: timedelta) -> None:
        for issued in self._good:
            issued.until = min(issued.until, self._clock() + left)

    def _issue(self, now: datetime) -> Issued:
        issued = Issued(secrets.token_urlsafe(300)[:512], now + LIFE)
        self._good.append(issued)
        return issued
