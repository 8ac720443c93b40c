"""At the start, and every few hours: a wrong key, secret or IP whitelist is told before the first answer meets it."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.channel import SendError
from bot.channels.wechat_account import Account
from bot.channels.wechat_api import WechatApi
from bot.outgoing.alerts import Notice, Tell

EVERY = 6 * 3600.0  # seconds
log = structlog.get_logger(__name__)


class SelfCheck:
    """Asks for each account's token, which the first late answer would need anyway; `yiwen wechat check` does more."""

    def __init__(self, accounts: Sequence[Account], *, tell: Tell) -> None:
        self._accounts, self._tell = accounts, tell

    async def run(self) -> None:
        while True:
            await self.step()
            await asyncio.sleep(EVERY)

    async def step(self) -> None:
        for account in self._accounts:
            if account.api:
                await self._check(account.channel.name, account.api)

    async def _check(self, name: str, api: WechatApi) -> None:
        try:
            await api.ready()
        except SendError as error:
            self._say(name, str(error))
        except Exception as error:  # one account's platform must not end the others' loops
            # Without its text, which may quote what was asked: the secret, the token.
            log.error("wechat_not_ready", account=name, error=type(error).__name__)
            self._say(name, type(error).__name__)
        else:
            log.info("wechat_ready", account=name)

    def _say(self, name: str, problem: str) -> None:
        text = f"公众号 {name} 现在不能主动发消息：{problem}。查一遍：yiwen wechat check"
        self._tell(Notice(key=f"selfcheck:{name}", text=text))
