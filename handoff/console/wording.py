"""Words that officers read for what the desk stores."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from handoff.ticket import EventKind, TicketKind

EVENT_WORDS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.OPENED: "转到值班台",
        EventKind.RAISED: "升为紧急",
        EventKind.TURNED: "改按市民说的登记",
        EventKind.HEARD: "市民又说了话",
        EventKind.CLAIMED: "接手",
        EventKind.RELEASED: "放回等候",
        EventKind.REPLIED: "答复",
        EventKind.NOTED: "留言",
        EventKind.TRANSFERRED: "转到",
        EventKind.CLOSED: "办结",
        EventKind.WITHDRAWN: "市民结束了对话",
        EventKind.REOPENED: "重新打开",
        EventKind.RATED: "市民评价",
        EventKind.ERASED: "按要求删除了内容",
    }
)

# Why the matter came to a person; an unknown reason is shown as it is.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "human": "市民要找人",
        "asked": "市民要找人",
        "unknown": "自动问答没有把握",
        "unresolved": "自动问答没有答好",
        "useless": "市民说答复没用",
        "not_ours": "可能不归本局",
        "office_decides": "需要人工判断",
        "urgent": "紧急",
        "angry": "市民着急了",
        "bot_off": "自动问答已停用",
        "complaint": "投诉",
        "help": "求助",
        "suggestion": "建议",
    }
)

BADGES: Mapping[TicketKind, str] = MappingProxyType(
    {
        TicketKind.CONSULT: "calm",
        TicketKind.HELP: "help",
        TicketKind.COMPLAINT: "complaint",
        TicketKind.SUGGESTION: "calm",
        TicketKind.URGENT: "urgent",
    }
)

# How most matters end; anything else is typed.
OUTCOMES = ("已答复", "已电话答复", "已转有关单位", "市民没有再回复")


def dialled(contact: str) -> str | None:
    """What a telephone can dial; None of what is masked or no number at all."""
    digits = re.sub(r"[\s-]", "", contact)
    return digits if re.fullmatch(r"\+?[0-9]{5,15}", digits) else None
