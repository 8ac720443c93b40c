"""At the start, and every few hours: a wrong key, secret or IP whitelist is told before the first answer meets it."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.alerts import Notice, Tell
from bot.channels import SendError
from bot.channels.wechat_account import Account

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
                try:
                    await account.api.ready()
                except SendError as error:
                    name = account.channel.name
                    text = f"公众号 {name} 现在不能主动发消息：{error}。查一遍：yiwen wechat check"
                    self._tell(Notice(key=f"selfcheck:{name}", text=text))
                else:
                    log.info("wechat_ready", account=account.channel.name)
