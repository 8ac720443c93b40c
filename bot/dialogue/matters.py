"""Which matter a line is of: the papers, exams and matters it names, beside those that were spoken of."""

import re

from bot.dialogue.turn import Turn
from faq.entry import Area, FaqEntry
from intents.about import about

CONDITIONS = frozenset(
    f"paper:{name}" for name in ("身份证", "户口", "居住证", "社保", "房产证")
)  # kept, not asked for
SAYS_LITTLE = frozenset({"matter:校内事务"})  # 收费, 作业: of any matter
NEAR = 0.4  # share of an answer that is worth asking about, whatever is open
_OF_A_MATTER = ("paper:", "exam:", "matter:")
# What one does to find out; any other action that was not spoken of before makes it another matter.
_HOW_AND_WHEN = ("时间", "地点", "流程", "线上", "进度", "有效期", "领取", "打印", "报名", "补办")
ASKING = frozenset((*_HOW_AND_WHEN, "条件", "材料", "费用", "被拒", "证明", "申诉", "年龄"))
_SITS = re.compile(r"(?:^|[，,。 那我再要想去]|重新)考(?:个)?(?:普通话|教资|教师资格|[四六]级|计算机|自考|成考)")
_LOST = frozenset({"丢失", "补办"})


def named(text: str) -> frozenset[str]:
    """Papers, exams and matters; not a level or a place, nor a paper that is only a condition."""
    return frozenset(one for one in about(text).objects if one.startswith(_OF_A_MATTER)) - CONDITIONS - SAYS_LITTLE


def neighbours(turn: Turn, entry_id: str) -> tuple[str, ...]:
    """What the curators put beside an entry, and what was spoken of before it."""
    near = (*turn.book.entry(entry_id).related, turn.context.before)
    return tuple(dict.fromkeys(one for one in near if one and one != entry_id and turn.book.knows(one)))


def described(entry: FaqEntry) -> str:
    """In a few words, for what an entry is about."""
    return f"{entry.title}，{entry.short}，{entry.summary}"


def acts(text: str) -> frozenset[str]:
    """What is to be done: not what anybody asks of anything, how, when and where."""
    return frozenset(about(text).actions) - ASKING


def done_by(entry: FaqEntry) -> frozenset[str]:
    """All that is done by what an entry is about, asking included."""
    return frozenset(about(described(entry)).actions)


def asked(turn: Turn, entry_id: str) -> str:
    """The question that an entry was the answer to, if it is spoken of now or was before."""
    context = turn.context
    return {context.before: context.before_asked, context.entry: context.question}.get(entry_id, "")


def told(turn: Turn, entry_id: str) -> frozenset[str]:
    """What an entry is about, and the question it was the answer to."""
    return named(f"{described(turn.book.entry(entry_id))}，{asked(turn, entry_id)}")


def strays(turn: Turn) -> bool:
    """Sure of an entry about what nobody named, neither now nor before: 「能补考吗」 is of no 学考.

    「明年还是8月份报名吗」 after 一年级 names nothing at all, and is of no exam.
    """
    entry_id, other = turn.context.entry, turn.sure_of
    if entry_id is None or other is None:
        return False
    here, there = turn.book.entry(entry_id), turn.book.entry(other)
    if here.area is not there.area and {here.area, there.area} == {Area.TRANSFER, Area.EXAMS} and not named(turn.text):
        return other not in here.related and not turn.is_plain
    return other != entry_id and other not in turn.book.entry(entry_id).related and unnamed(turn, entry_id, other)


def unnamed(turn: Turn, entry_id: str, other: str) -> bool:
    """Nothing that the other entry is about was named, neither now nor with the one that is open."""
    its = named(turn.book.entry(other).title)
    if turn.book.entry(other).area is turn.book.entry(entry_id).area:
        its = frozenset(one for one in its if not one.startswith("matter:"))  # 入学 and 转学 go without saying
    return bool(its) and its.isdisjoint(named(turn.text) | told(turn, entry_id))


def leaves(turn: Turn, entry_id: str) -> bool:
    """It names a matter, and none that this entry is about."""
    said = named(turn.text)
    return bool(said) and said.isdisjoint(told(turn, entry_id))


def registers_for_another(turn: Turn, entry_id: str) -> bool:
    """「那明年考研啥时候报名」 after 考研查分: no registering was spoken of, and an answer of its own comes near.

    「考普通话要多少钱」 is not what a lost certificate costs.
    """
    if _SITS.search(turn.text) and _LOST & set(about(turn.book.entry(entry_id).title).actions):
        return True
    if "报名" not in about(turn.text).actions or "报名" in about(turn.book.entry(entry_id).title).actions:
        return False
    likely = turn.match.candidates[0] if turn.match.candidates else None
    return likely is not None and likely.id != entry_id and likely.score >= NEAR


def returns(turn: Turn, text: str) -> bool:
    """It names a matter that is not what is spoken of now, but what was spoken of before."""
    context, said = turn.context, named(text)
    if context.before is None or context.entry is None or not said:
        return False
    its = named(described(turn.book.entry(context.before)))  # not what was asked, which may have been misheard
    return said.isdisjoint(told(turn, context.entry)) and said <= its
