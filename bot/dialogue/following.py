"""Rules that read a short line in the light of what was just said: a section, another paper, something else."""

import re
from dataclasses import replace

from bot.dialogue.answering import answer_reply, settled
from bot.dialogue.turn import Decision, Turn
from bot.followups import asked_section, asked_sections, bare, instead, names_nothing, section_named, wants_other
from bot.message import Choice, Reply
from faq.answer import TITLES, Answer, Section
from intents.match import Kind
from intents.text import normalise

MOST_HINTS = 2
LONGEST_ELLIPSIS = 16
LONGEST_FACT = 8
MOST_OTHERS = 3
_TOUCHES = {
    Section.ONLINE: re.compile(r"网上|网站|官网|平台|小程序|公众号|政务服务网|网报|在线|app", re.IGNORECASE),
    Section.FEE: re.compile(r"收费|免费|费用|工本费|不要钱|交费|缴费"),
    Section.VALIDITY: re.compile(r"有效|过期|保留"),
    Section.MATERIALS: re.compile(r"材料|户口|身份证|证明"),
    Section.TIME_LIMIT: re.compile(r"工作日|天内|当天|时间"),
}
_STARTS = re.compile(
    r"^(?:那|要是|如果|假如|若是|万一|换成?|改成?|还有|另外|顺便|再|我(?:说|问|指|讲)的?是|我是(?:说|问))|"
    r"^不是.{1,8}[，,。 ]"
)
_ENDS = re.compile(
    r"(?:呢|咧|嘞|哩|捏|的话|也是(?:吗|么|不)?|一样(?:吗|么|不|的吗)?|相同吗|同样吗|也(?:行|可以|能|要|得|这样).{0,8}(?:吗|么|不)?|怎么说|又怎么办|怎么样)$"
)


def section_reply(turn: Turn, entry_id: str, section: Section, *, before: str = "") -> Reply:
    """One section of the entry by itself; where it has none, what it says about it elsewhere, or who knows."""
    answer = turn.book.answers[entry_id]
    part = answer.part(section)
    if part is not None:
        return Reply(text=f"{before}{part.text}", entry_id=entry_id, section=section.value)
    office = turn.book.department(answer.department)
    named = {"section": TITLES[section], "department": office.name, "phone": office.phone}
    if lines := _hints(answer, section):
        text = turn.say("section_hint", lines="\n".join(lines), **named)
    else:
        text = turn.say("no_section", **named)
    near = [one for one in turn.book.entry(entry_id).related if _is_about(turn, one, section)][:MOST_OTHERS]
    choices = tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in near)
    return Reply(text=f"{before}{text}", choices=choices, entry_id=entry_id, section=section.value)


def _hints(answer: Answer, section: Section) -> list[str]:
    """Sentences of other sections that touch on the one which is not there."""
    words = _TOUCHES.get(section)
    if words is None:
        return []
    parts = (part for part in answer.parts if part.section is not Section.SOURCES)
    sentences = (one for part in parts for line in part.lines for one in re.findall(r"[^。；]+[。；]?", line))
    return [one for one in dict.fromkeys(sentences) if words.search(one)][:MOST_HINTS]


def _is_about(turn: Turn, entry_id: str, section: Section) -> bool:
    """Whether a related entry is in force and treats of just this: 「转学要带什么材料」."""
    if not turn.book.knows(entry_id) or not turn.book.in_force(entry_id, turn.now):
        return False
    return section_named(turn.book.entry(entry_id).title) is section


def sections(turn: Turn, ids: tuple[str, ...], wanted: tuple[Section, ...], *, before: str = "", rule: str) -> Decision:
    """Give sections, and leave the menu of the entry as it was."""
    entry_id = ids[-1]
    if not turn.book.in_force(entry_id, turn.now):
        return settled(turn, entry_id, rule=rule)
    one_by_one = tuple(
        section_reply(turn, one, section, before=before or _which(turn, one, ids)) for one in ids for section in wanted
    )
    offered = next((reply.choices for reply in one_by_one if reply.choices), None)
    context = turn.remember(entry=entry_id, also=ids[:-1], offered=offered or turn.context.offered, asked=0, misses=0)
    return Decision(replies=one_by_one, context=context, kind="sure", ids=ids, rule=rule)


def _which(turn: Turn, entry_id: str, ids: tuple[str, ...]) -> str:
    """Which matter it is about, where that is not plain."""
    if len(ids) > 1 or turn.context.misses:
        return turn.say("about", short=turn.book.short(entry_id))
    return ""


def follow_up(turn: Turn) -> Decision | None:
    """「要带什么材料」 after an answer gives just that section of the same entry."""
    entry_id = turn.context.entry
    wanted = asked_sections(turn.text)
    if not wanted and entry_id in turn.match.ids and (named := section_named(turn.text)):
        wanted = (named,)
    if entry_id is None or not wanted or not turn.book.knows(entry_id):
        return None
    if not names_nothing(turn.text) and _about_another(turn, entry_id):
        return None
    ids = (*turn.context.also, entry_id)
    return sections(turn, ids if names_nothing(turn.text) else (entry_id,), wanted, rule="follow_up")


def _about_another(turn: Turn, entry_id: str) -> bool:
    """A short question that is clearly another entry's is no follow-up, nor one that names another thing."""
    if turn.match.kind is Kind.SURE or entry_id in turn.match.ids:
        return entry_id not in turn.match.ids
    return bool(set(turn.facts) - set(turn.context.known))


def lapsed(turn: Turn) -> Decision | None:
    """A follow-up to something that was said too long ago: say so, and offer to go on with it."""
    entry_id = turn.context.lapsed
    if entry_id is None or not turn.book.knows(entry_id) or not turn.book.in_force(entry_id, turn.now):
        return None
    if asked_section(turn.text) is None or not names_nothing(turn.text):
        return None
    choices = (Choice(key=f"entry:{entry_id}", label=turn.say("yes_this")),)
    reply = Reply(text=turn.say("expired_context", title=turn.book.entry(entry_id).title), choices=choices)
    context = turn.settle(offered=choices, question=turn.text, asked=1)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=(entry_id,), rule="lapsed")


def carry_over(turn: Turn) -> Decision | None:
    """「那普通话证呢」「初中的呢」「外省的呢」: the same thing to do with another paper, level or place."""
    entry_id = turn.context.entry
    if entry_id is None or not _elliptic(turn) or (asked_section(turn.text) and names_nothing(turn.text)):
        return None
    other = turn.carry(entry_id, instead(turn.text) or turn.text)
    if other is None or not turn.book.knows(other) or other == entry_id:
        return None
    wanted = asked_sections(turn.text)
    if wanted and turn.book.in_force(other, turn.now):
        return _just_that(turn, other, wanted)
    before = turn.say("carried", short=turn.book.short(other))
    return settled(turn, other, before=before, rule="carry_over")


def _just_that(turn: Turn, entry_id: str, wanted: tuple[Section, ...]) -> Decision:
    """「普通话证要钱吗」: that section of the other entry, and its menu from now on."""
    before = turn.say("about", short=turn.book.short(entry_id))
    decision = sections(turn, (entry_id,), wanted, before=before, rule="carry_over")
    whole = answer_reply(turn, entry_id)
    context = replace(decision.context, offered=decision.replies[0].choices or whole.choices, question=turn.text)
    return replace(decision, context=context)


def _elliptic(turn: Turn) -> bool:
    """A line that is no whole question: it begins or ends like a part of one, or only names a thing."""
    short = normalise(turn.text).strip("。？！，、 ")
    if len(short) > LONGEST_ELLIPSIS:
        return False
    if _STARTS.search(short) or _ENDS.search(short):
        return True
    if turn.match.kind is Kind.SURE:
        return False
    return bool(turn.facts) and (len(short) <= LONGEST_FACT or asked_section(short) is not None)


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates; with what is meant instead, that is read."""
    offered = any(one.key.startswith("entry:") for one in turn.context.offered)
    if not wants_other(turn.text) or not (turn.context.entry or turn.context.rest or offered):
        return None
    if meant := _corrected(turn):
        return meant
    return others(turn)


def others(turn: Turn) -> Decision:
    """What else was likely; after that, a person."""
    shown = {turn.context.entry, *(one.key.removeprefix("entry:") for one in turn.context.offered)}
    rest = tuple(one for one in turn.context.rest if one not in shown and turn.book.in_force(one, turn.now))
    if not rest:
        person = (Choice(key="person", label=turn.say("ask_person")),)
        reply = Reply(text=turn.say("nothing_else"), choices=person)
        context = turn.settle(offered=person, question=turn.context.question, misses=1)
        return Decision(replies=(reply,), context=context, kind="unknown", rule="something_else")
    rest, later = rest[:MOST_OTHERS], rest[MOST_OTHERS:]
    choices = (
        *(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in rest),
        Choice(key="person", label=turn.say("none_of_these") + "，" + turn.say("ask_person")),
    )
    reply = Reply(text=turn.say("which_else"), choices=choices)
    context = turn.settle(offered=choices, rest=later, question=turn.context.question)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=rest, rule="something_else")


def _corrected(turn: Turn) -> Decision | None:
    """「不是这个，我问的是高中的」."""
    said = instead(turn.text)
    if not said or turn.understand is None:
        return None
    entry_id = turn.context.entry
    other = turn.carry(entry_id, said) if entry_id else None
    if other is None:
        match = turn.understand(said)
        other = match.ids[0] if match.kind is Kind.SURE else None
    if other is None or other == entry_id or not turn.book.knows(other):
        return None
    return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="something_else")


def no_topic(turn: Turn) -> Decision | None:
    """「要带什么材料」 as the first words: for what? The common matters to tap, or to be named."""
    if turn.context.entry is not None or turn.match.kind is not Kind.UNKNOWN or turn.ticket is not None:
        return None
    wanted = asked_section(turn.text)
    if wanted is None or not names_nothing(turn.text) or turn.context.asked:
        return None
    common = tuple(one for one in turn.book.common if turn.book.in_force(one, turn.now))[: MOST_OTHERS + 1]
    choices = tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in common)
    reply = Reply(text=turn.say("no_topic", section=TITLES[wanted]), choices=choices)
    context = turn.settle(offered=choices, asked=1, question=bare(turn.text))
    return Decision(replies=(reply,), context=context, kind="unclear", ids=common, rule="no_topic")
