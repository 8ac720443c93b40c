"""What makes two deliveries one message: sender, id and second; where those say nothing, the words."""

import pytest
from sqlalchemy.exc import NoResultFound

from bot.demo.account import Fields
from bot.message import Address, Message
from tests.wechat.bureau import PARENT, Bureau

OTHER = "oOTHER_0000000000000000000001"
SAMPLE = 1234567890123456  # the MsgId of all official sample bodies


def message(town: Bureau, openid: str, text: str, **more: str | int) -> Fields:
    fields: dict[str, str | int] = {**town.platform.message(openid, "text", Content=text), **more}
    return {name: value for name, value in fields.items() if value != ""}


@pytest.mark.parametrize("id", [SAMPLE, 0, "", "abc"])
async def test_two_citizens_with_one_id_are_two(town: Bureau, id: int | str):
    await town.citizens.deliver(PARENT, message(town, PARENT, "毕业证丢了怎么办", MsgId=id))
    await town.citizens.deliver(OTHER, message(town, OTHER, "人工", MsgId=id))
    assert [row.text for row in await town.rows(OTHER) if row.direction == "in"] == ["人工"]
    assert town.seen(OTHER) != town.seen(PARENT)


@pytest.mark.parametrize("id", [0, "", "abc"])
async def test_without_an_id_each_line_counts_and_each_delivery_does_not(town: Bureau, id: int | str):
    lines = [message(town, PARENT, text, MsgId=id) for text in ("毕业证丢了怎么办", "人工")]
    for fields in (lines[0], *lines):
        assert (await town.citizens.deliver(PARENT, fields)).shown
    assert [row.text for row in await town.rows() if row.direction == "in"] == ["毕业证丢了怎么办", "人工"]


async def test_the_official_samples_are_different_messages(town: Bureau):
    """One id in all of them, and one second in two."""
    for kind in ("location", "link"):
        fields = {**town.platform.message(PARENT, kind, Title="通知", Label="文化路"), "MsgId": SAMPLE}
        await town.citizens.deliver(PARENT, fields)
    assert [row.kind for row in await town.rows() if row.direction == "in"] == ["location", "link"]


async def test_events_without_a_time_are_told_apart_by_what_else_they_say(town: Bureau):
    for menu in (1, 2, 2):
        event = town.platform.message(PARENT, "event", Event="CLICK", EventKey="人工", MenuID=menu)
        await town.citizens.deliver(PARENT, {**event, "CreateTime": ""})
    assert [row.kind for row in await town.rows() if row.direction == "in"] == ["menu", "menu"]


async def test_a_message_that_names_no_receiver_is_answered_in_the_known_name_or_later(town: Bureau):
    """A reply in no name would be shown as a fault of the account."""
    first, later = "毕业证丢了怎么办", "孩子转学要什么材料"
    verdict = await town.citizens.deliver(PARENT, message(town, PARENT, first, ToUserName=""))
    assert (verdict.shown, verdict.problem) == (None, None)
    await town.house.rounds.delivery.step()
    assert len(town.seen()) == 1
    await town.citizens.say(PARENT, "你好")
    assert (await town.citizens.deliver(PARENT, message(town, PARENT, later, ToUserName=""))).shown


async def test_nobody_is_ever_shown_anothers_answer(town: Bureau):
    """Whatever a channel makes of its ids."""
    mine, theirs = (
        Message(address=Address(channel="wechat", user=user), external_id="1", text="你好", received_at=town.clock())
        for user in (PARENT, OTHER)
    )
    assert (await town.house.reception.receive(mine)).replies
    with pytest.raises(NoResultFound):
        await town.house.reception.receive(theirs)
