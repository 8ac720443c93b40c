"""Late answers: how the desk's words enter the outbox, and how the desk reads a conversation."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keeping import media, store
from bot.keeping.store import Delivery, Stored
from bot.message import Address, Reply
from bot.outgoing.delivery import OUTBOX
from bot.outgoing.outbox import REST
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
TROUBLE = frozenset({Delivery.FAILED, Delivery.UNKNOWN})


class Late:
    """Gives the desk its two seams: `deliver` and `thread`."""

    def __init__(
        self, *, live: Live, clock: Callable[[], datetime], first_state: Callable[[Address], Delivery]
    ) -> None:
        self._live, self._clock, self._first_state = live, clock, first_state

    async def deliver(self, conn: AsyncConnection, conversation_id: int, text: str, key: str) -> None:
        """Keep an officer's words for the citizen, in the desk's own transaction; the same key only once."""
        address = await store.address_of(conn, conversation_id)
        await store.keep_reply(
            conn, conversation_id, address.channel, Reply(text=text), self._clock(), author="officer", key=key,
            delivery=self._first_state(address),
        )  # fmt: skip
        await self._live.signal(conn, conversation_topic(conversation_id))
        await self._live.signal(conn, OUTBOX)

    async def thread(self, conn: AsyncConnection, conversation_id: int, limit: int) -> list[Line]:
        """The newest of the conversation as officers see it, with what came along."""
        came = await media.standing(conn, conversation_id)
        thread = await store.thread(conn, conversation_id, limit=limit, without=REST)
        return [_line(one, *came.get(one.id, (None, None))) for one in thread]


def _line(one: Stored, link: str | None = None, remark: str | None = None) -> Line:
    """`remark`: why a file has no link."""
    who = {"citizen": "citizen", "bot": "bot", "officer": "officer"}.get(one.author, "system")
    late = one.author == "officer" and one.delivery is not Delivery.DONE
    return Line(
        id=one.id,
        at=one.created_at,
        who=who,  # type: ignore[arg-type]
        text=one.reply.text or _kind(one.kind, remark),
        key=one.key,
        choices=tuple(choice.label for choice in one.reply.choices),
        delivery=_standing(one) if late else None,
        trouble=late and one.delivery in TROUBLE,
        link=link,
    )


def _kind(kind: str, remark: str | None) -> str:
    return f"［{_KINDS.get(kind, '消息')}{f'，{remark}' if remark else ''}］"


def _standing(one: Stored) -> str | None:
    """What the officer should know of an answer on its way; why, where it did not arrive."""
    words = AT_DESK.get(one.delivery)
    return f"{words}：{one.error}" if words and one.error and one.delivery is Delivery.FAILED else words


_KINDS = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件", "location": "位置", "link": "链接",
          "subscribe": "关注", "unsubscribe": "取消关注", "menu": "点菜单"}  # fmt: skip
