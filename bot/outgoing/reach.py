"""How a citizen can be reached just now: where a late answer begins, and how much more may be said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel import Channel
from bot.keeping import quota, store
from bot.keeping.erasing import is_erased
from bot.keeping.store import Delivery
from bot.message import Address

GONE = "市民已取消关注，资料已删除，写了也送不到。"
MUTE = "这个账号现在不能主动发消息。写好的先存着，市民一来信就送到；急事请打电话。"


class Reach:
    """Looks at the channels as they are at the moment of asking; the list may still grow while the house is built."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = channels

    def first_state(self, address: Address) -> Delivery:
        """On the page at once, in the outbox, or waiting for the citizen to write."""
        if is_erased(address):
            return Delivery.FAILED
        if address.channel == "web":
            return Delivery.DONE
        return Delivery.PENDING if self._can_push(address) else Delivery.PARKED

    async def quota_text(self, conn: AsyncConnection, conversation_id: int, now: datetime) -> str | None:
        """For the officer, before they write; None where nothing limits them."""
        address = await store.address_of(conn, conversation_id)
        if is_erased(address):
            return GONE
        if address.channel == "web":
            return None
        return await quota.quota_text(conn, conversation_id, now) if self._can_push(address) else MUTE

    def _can_push(self, address: Address) -> bool:
        return any(one.name == address.channel and one.can_push for one in self._channels)
