"""Several accounts in one house, and keys that change."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.wechat import WechatChannel
from bot.demo.account import Account
from tests.channels.conftest import NOW, PREVIOUS, Desk, Hand, client_for
from tests.channels.world import settings_of


async def test_the_previous_key_still_opens_and_seals(desk: Desk):
    current: dict[str, Any] = {"aes_key": SecretStr(PREVIOUS), "previous_aes_key": SecretStr(Account().aes_key)}
    channel = WechatChannel(settings_of(Account(), **current), desk.receive, clock=lambda: NOW)
    async with client_for(channel) as client:
        for account in (Account(), Account(aes_key=PREVIOUS)):
            assert (await Hand(account, client).say("你好")).shown == "好的"


async def test_a_second_account_has_its_own_address(desk: Desk):
    channel = WechatChannel(settings_of(Account(), name="second"), desk.receive, clock=lambda: NOW)
    async with client_for(channel) as client:
        for path in ("/wechat/second", "/wechat/second/"):
            assert (await Hand(Account(), client, path).say("你好")).shown == "好的"
    assert desk.received[0].address.channel == "wechat/second"


def test_a_key_of_the_wrong_length_is_refused_when_built(desk: Desk):
    with pytest.raises(ValueError, match="EncodingAESKey"):
        WechatChannel(settings_of(Account(), aes_key=SecretStr("short")), desk.receive, clock=lambda: NOW)
