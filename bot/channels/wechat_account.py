"""One official account put together: its line to the platform, its token, its channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat import Erase, KeepRest, Receive, WechatChannel
from bot.channels.wechat_api import WechatApi, client
from bot.channels.wechat_token import Tokens
from bot.outgoing.carrying import Carrying
from bot.settings import WechatSettings
from bot.wording import Wording
from handoff.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`api` is None where no AppSecret is set: such an account only answers."""

    channel: WechatChannel
    api: WechatApi | None


def api_of(settings: WechatSettings, database: Database, clock: Callable[[], datetime]) -> WechatApi | None:
    secret = settings.app_secret.get_secret_value()
    if not secret:
        return None
    http = client(settings.api_base)
    tokens = Tokens(database, http, app_id=settings.app_id, app_secret=secret, clock=clock)
    return WechatApi(tokens, http, clock=clock)


def account_of(
    settings: WechatSettings,
    receive: Receive,
    *,
    database: Database,
    clock: Callable[[], datetime],
    public_url: str,
    wording: Wording,
    erase: Erase,
    keep_rest: KeepRest,
    carrying: Carrying,
) -> Account:
    """The channel of one account with all that it can do."""
    api = api_of(settings, database, clock)
    channel = WechatChannel(
        settings,
        receive,
        clock=clock,
        erase=erase,
        api=api,
        keep_rest=keep_rest,
        carrying=carrying,
        public_url=public_url,
        wording=wording,
    )
    return Account(channel=channel, api=api)
