"""True sentences about who waits: when somebody answers, and by when, and that the desk has it."""

from datetime import datetime

from bot.dialogue.courtesy import asks
from bot.dialogue.turn import Turn
from bot.policy.book import SHANGHAI

_WEEKDAYS = "一二三四五六日"


def waiting(turn: Turn) -> str:
    """A true sentence about when somebody answers."""
    if turn.desk.on_duty:
        ahead = turn.say("ahead_some", count=turn.ahead) if turn.ahead else turn.say("ahead_none")
        return turn.say("waiting_on_duty", ahead=ahead)
    if turn.desk.next_open is None:
        return turn.say("waiting_no_calendar")
    return turn.say("waiting_off_duty", now=_now(turn.now), next=_moment(turn.desk.next_open, turn.now))


def noted_as(turn: Turn) -> str:
    """Which sentence says that the desk has it: a question is not noted as if it told; an accusation tells."""
    return "added_question" if asks(turn.text) else "added"


def _now(now: datetime) -> str:
    """周六 10:00: the day of the week says why nobody is there."""
    local = now.astimezone(SHANGHAI)
    return f"周{_WEEKDAYS[local.weekday()]} {local.hour}:{local.minute:02d}"


def _moment(at: datetime, now: datetime) -> str:
    """今天, 明天 or 周一 8:30; with the date when it is more than a week away."""
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    clock = f"{local.hour}:{local.minute:02d}"
    days = (local.date() - today).days
    if days == 0:
        return f"今天 {clock}"
    if days == 1:
        return f"明天 {clock}"
    day = f"周{_WEEKDAYS[local.weekday()]}" if days < 7 else f"{local.month} 月 {local.day} 日"
    return f"{day} {clock}"


def date_of(at: datetime) -> str:
    """11 月 24 日, in Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"
