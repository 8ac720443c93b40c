"""Late answers: how the desk's words enter the outbox, and how the desk reads a conversation."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import store
from bot.delivery import OUTBOX
from bot.message import Reply
from bot.store import Delivery, Stored
from handoff.desk import Line
from handoff.live import Live, conversation_topic

AT_DESK = {
    Delivery.PENDING: "正在发送",
    Delivery.SENDING: "正在发送",
    Delivery.PARKED: "等市民下次来信时送到",
    Delivery.FAILED: "没有送到",
    Delivery.UNKNOWN: "可能未送达",
    Delivery.SENT: "已送达",
}


class Late:
    """Gives the desk its two seams: `deliver` and `thread`."""

    def __init__(self, *, live: Live, clock: Callable[[], datetime], first_state: Callable[[str], Delivery]) -> None:
        self._live, self._clock, self._first_state = live, clock, first_state

    async def deliver(self, conn: AsyncConnection, conversation_id: int, text: str, key: str, author: str) -> None:
        """Keep an officer's words for the citizen, in the desk's own transaction; the same key only once."""
        address = await store.address_of(conn, conversation_id)
        await store.keep_reply(
            conn, conversation_id, address.channel, Reply(text=text), self._clock(), author="officer", key=key,
            delivery=self._first_state(address.channel),
        )  # fmt: skip
        await self._live.signal(conn, conversation_topic(conversation_id))
        await self._live.signal(conn, OUTBOX)

    async def thread(self, conn: AsyncConnection, conversation_id: int) -> list[Line]:
        """The whole conversation as officers see it."""
        return [_line(one) for one in await store.thread(conn, conversation_id)]


def _line(one: Stored) -> Line:
    who = {"citizen": "citizen", "bot": "bot", "officer": "officer"}.get(one.author, "system")
    late = one.author == "officer" and one.delivery is not Delivery.DONE
    return Line(
        at=one.created_at,
        who=who,  # type: ignore[arg-type]
        text=one.reply.text or f"［{_KINDS.get(one.kind, '消息')}］",
        choices=tuple(choice.label for choice in one.reply.choices),
        delivery=AT_DESK.get(one.delivery) if late else None,
    )


_KINDS = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件", "location": "位置", "link": "链接",
          "subscribe": "关注", "unsubscribe": "取消关注", "menu": "点菜单"}  # fmt: skip
