"""Times as officers read them: in Asia/Shanghai, near ones in words."""

from datetime import datetime, timedelta

from handoff.worktime import SHANGHAI

NEAR = timedelta(hours=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"


def passed(since: datetime, now: datetime) -> str:
    """How long ago: 不到 1 分钟, 12 分钟, 2 小时 5 分, 3 天."""
    gone = max(now - since, timedelta())
    if gone < MINUTE:
        return "不到 1 分钟"
    if gone < HOUR:
        return f"{gone // MINUTE} 分钟"
    if gone < DAY:
        hours, minutes = gone // HOUR, gone % HOUR // MINUTE
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{gone // DAY} 天"


def waited(since: datetime, now: datetime) -> str:
    return "刚来" if now - since < MINUTE else f"等了 {passed(since, now)}"


def hour(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def clock(at: datetime, now: datetime) -> str:
    """09:12 today; otherwise with its day."""
    name = day(at, now)
    return hour(at) if name == "今天" else f"{name} {hour(at)}"


def day(at: datetime, now: datetime) -> str:
    """今天, 昨天, 明天, 11月23日, or with the year when it is another."""
    local, today = at.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    near = {-1: "昨天", 0: "今天", 1: "明天"}.get((local - today).days)
    if near:
        return near
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日"


def soon(at: datetime, now: datetime) -> str:
    """When duty begins: 14:30, 明天 08:30, 周一 08:30, or with the date when it is a week away."""
    local = at.astimezone(SHANGHAI)
    days = (local.date() - now.astimezone(SHANGHAI).date()).days
    return f"周{WEEKDAYS[local.weekday()]} {hour(at)}" if 1 < days < 7 else clock(at, now)


def due(at: datetime, now: datetime) -> str:
    """今天 18:00 前答复, how little time is left in the last hour, or by how much it is late."""
    if at < now:
        return f"已超时 {passed(at, now)}"
    left = f"，剩 {passed(now, at)}" if at - now < NEAR else ""
    return f"{day(at, now)} {hour(at)} 前答复{left}"


def pressing(at: datetime, now: datetime) -> bool:
    return at - now < NEAR


def exact(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local:%H:%M:%S}"
