"""Rules that answer: from the catalogue, section by section, in the light of what was said just before."""

import re
from dataclasses import replace

from bot.dialogue.turn import Decision, Turn
from bot.followups import asked_section, names_nothing, section_named, wants_other
from bot.message import Choice, Reply
from faq.answer import TITLES, Answer, Section, brief
from intents.match import Kind

MENU_ORDER = (
    Section.STEPS,
    Section.TIME_LIMIT,
    Section.CONDITIONS,
    Section.FEE,
    Section.ONLINE,
    Section.REMEDY,
    Section.VALIDITY,
    Section.MATERIALS,
    Section.WHERE,
    Section.PHONE,
    Section.SOURCES,
)
MENU_MOST = 6
_OWN_RECORD = re.compile(
    r"(我|俺|孩子|闺女|儿子|女儿)[的]?.{0,6}(成绩|分数|录取结果|证书编号)(是)?(多少|出来没|查一下|帮我查)|帮我查"
)


def answer_reply(turn: Turn, entry_id: str) -> Reply:
    """The first message about an entry: what was asked for and what is needed most, the rest by number."""
    if not turn.book.in_force(entry_id, turn.now):
        return _silent(turn, entry_id)
    answer = turn.book.answers[entry_id]
    text, rest = brief(answer, first=section_named(turn.text), tail=1 + bool(answer.office_decides))
    choices = menu(rest)
    lines = [text]
    if answer.office_decides:
        lines.append(answer.office_decides)
        choices = (*choices, Choice(key="person", label=turn.say("ask_person")))
    return Reply(text="\n".join(lines), choices=choices, entry_id=entry_id)


def menu(rest: tuple[Section, ...]) -> tuple[Choice, ...]:
    """The sections not shown yet, the most wanted first."""
    wanted = [section for section in MENU_ORDER if section in rest][:MENU_MOST]
    return tuple(Choice(key=f"section:{section}", label=TITLES[section]) for section in wanted)


def _silent(turn: Turn, entry_id: str) -> Reply:
    entry = turn.book.entry(entry_id)
    office = turn.book.department(entry.department)
    sentence = "not_yet" if turn.book.not_yet(entry_id, turn.now) else "not_in_force"
    start = f"{entry.effective.from_:%Y 年 %-m 月 %-d 日}"
    text = turn.say(sentence, title=entry.title, start=start, department=office.name, phone=office.phone)
    return Reply(text=text, choices=(Choice(key="person", label=turn.say("ask_person")),))


def settled(turn: Turn, entry_id: str, *, before: str = "", rule: str) -> Decision:
    """Answer one entry, or the one that has taken its place, and remember it."""
    entry_id = turn.book.current(entry_id, turn.now)
    reply = answer_reply(turn, entry_id)
    if before:
        reply = replace(reply, text=f"{before}\n{reply.text}")
    rest = tuple(one.id for one in turn.match.candidates if one.id != entry_id)
    context = turn.settle(entry=entry_id, offered=reply.choices, rest=rest, question=turn.text)
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def section_reply(turn: Turn, entry_id: str, section: Section) -> Reply:
    """One section of the entry by itself; the truth when the entry has none."""
    answer: Answer = turn.book.answers[entry_id]
    part = answer.part(section)
    if part is not None:
        return Reply(text=part.text, entry_id=entry_id, section=section.value)
    office = turn.book.department(answer.department)
    text = turn.say("no_section", section=TITLES[section], department=office.name, phone=office.phone)
    return Reply(text=text, entry_id=entry_id, section=section.value)


def section(turn: Turn, entry_id: str, wanted: Section, *, rule: str) -> Decision:
    """Give a section, and leave the menu of the entry as it was."""
    if not turn.book.in_force(entry_id, turn.now):
        return settled(turn, entry_id, rule=rule)
    context = turn.settle(entry=entry_id, offered=turn.context.offered, rest=turn.context.rest)
    return Decision(
        replies=(section_reply(turn, entry_id, wanted),), context=context, kind="sure", ids=(entry_id,), rule=rule
    )


def follow_up(turn: Turn) -> Decision | None:
    """「要带什么材料」 after an answer gives just that section of the same entry."""
    entry_id = turn.context.entry
    wanted = asked_section(turn.text)
    if entry_id is None or wanted is None or not turn.book.knows(entry_id):
        return None
    if not names_nothing(turn.text) and (turn.objects or _about_another(turn, entry_id)):
        return None
    return section(turn, entry_id, wanted, rule="follow_up")


def _about_another(turn: Turn, entry_id: str) -> bool:
    """A short question that is clearly another entry's is no follow-up."""
    return turn.match.kind is Kind.SURE and entry_id not in turn.match.ids


def lapsed(turn: Turn) -> Decision | None:
    """A follow-up to something that was said too long ago: say so, and offer to go on with it."""
    entry_id = turn.context.lapsed
    if entry_id is None or not turn.book.knows(entry_id) or not turn.book.in_force(entry_id, turn.now):
        return None
    if asked_section(turn.text) is None or not names_nothing(turn.text):
        return None
    choices = (Choice(key=f"entry:{entry_id}", label=turn.say("yes_this")),)
    reply = Reply(text=turn.say("expired_context", title=turn.book.entry(entry_id).title), choices=choices)
    context = turn.settle(offered=choices, question=turn.text)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=(entry_id,), rule="lapsed")


def carry_over(turn: Turn) -> Decision | None:
    """「那普通话证呢」「初中的呢」「外省的呢」: the same thing to do with another paper, level or place."""
    entry_id = turn.context.entry
    if entry_id is None or not _elliptic(turn.text):
        return None
    other = turn.carry(entry_id, turn.text)
    if other is None or not turn.book.knows(other) or other == entry_id:
        return None
    before = turn.say("carried", short=turn.book.short(other))
    return settled(turn, other, before=before, rule="carry_over")


def _elliptic(text: str) -> bool:
    bare = text.strip("。？！?! ，,")
    return len(bare) <= 14 and (
        bare.startswith(("那", "要是", "如果", "换成", "改成")) or bare.endswith(("呢", "的呢", "咧"))
    )


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates."""
    if not wants_other(turn.text) or (turn.context.entry is None and not turn.context.rest):
        return None
    rest = tuple(one for one in turn.context.rest if turn.book.in_force(one, turn.now))[:3]
    if not rest:
        person = (Choice(key="person", label=turn.say("ask_person")),)
        reply = Reply(text=turn.say("nothing_else"), choices=person)
        return Decision(replies=(reply,), context=turn.settle(offered=person), kind="unknown", rule="something_else")
    choices = (
        *(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in rest),
        Choice(key="person", label=turn.say("none_of_these") + "，" + turn.say("ask_person")),
    )
    reply = Reply(text=turn.say("which_else"), choices=choices)
    context = turn.settle(offered=choices, question=turn.context.question)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=rest, rule="something_else")


def two_questions(turn: Turn) -> Decision | None:
    """Two questions in one message: both answered, in order."""
    if turn.match.kind is not Kind.SURE or len(turn.match.ids) < 2:
        return None
    replies = tuple(replace(answer_reply(turn, one), choices=()) for one in turn.match.ids)
    replies = (replace(replies[0], text=f"{turn.say('two_answers')}\n{replies[0].text}"), *replies[1:])
    context = turn.settle(entry=turn.match.ids[-1], question=turn.text)
    return Decision(replies=replies, context=context, kind="sure", ids=turn.match.ids, rule="two_questions")


def sure(turn: Turn) -> Decision | None:
    """The answer; with just the section asked for when the question names one."""
    if turn.match.kind is not Kind.SURE:
        return None
    entry_id = turn.match.ids[0]
    before = turn.say("own_record") if _OWN_RECORD.search(turn.text) else ""
    return settled(turn, entry_id, before=before, rule="sure")
