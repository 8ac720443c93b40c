"""Rules that answer a whole question from the catalogue, within one screen."""

import re
from dataclasses import replace
from typing import Any

from bot.dialogue.followups import section_named
from bot.dialogue.leading import leading
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.answer import TITLES, Section, brief
from intents.about import about
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
    r"(?:我|俺|咱|孩子|娃|闺女|女儿|儿子)(?:家|们)?(?:孩子|娃|闺女|女儿|儿子)?的?(?:.{0,8})(?:成绩|分数?|录取结果|证书?编号|证号|考生号|学籍号|学籍|档案|名次)"
    r"(?:是|在)?(?:多少|几分|哪里|出来没|查一下|帮我查|啥情况|过没过|过了没)|(?:帮|给|替)(?:我|忙)(?:们)?(?:查|看)|我考了多少|我(?:被)?录取(?:了)?(?:没|吗)|录取了没有?"
)

_WITH_ANY = frozenset({"代办", "邮寄", "费用", "登报"})
_STEPWISE = re.compile(r"流程|步骤|程序|顺序|第一步|先干|一步")


def answer_reply(turn: Turn, entry_id: str, *, above: int = 0) -> Reply:
    """The first message about an entry: what was asked for and what is needed most, the rest by number.

    `above` is how many lines will stand before it in the same message.
    """
    if not turn.book.in_force(entry_id, turn.now):
        return _silent(turn, entry_id)
    answer = turn.book.answers[entry_id]
    room = above + _BELOW + bool(answer.office_decides)
    text, rest = brief(answer, first=_wanted(turn), tail=room)
    choices = menu(rest)
    lines = [text]
    if answer.office_decides:
        lines.append(answer.office_decides)
        choices = (*choices, turn.to_a_person)
    return Reply(text="\n".join(lines), choices=choices, entry_id=entry_id)


_BELOW = 2  # lines that WeChat adds: the menu and the address of the whole page


def _wanted(turn: Turn) -> Section | None:
    """The section that was asked for, now or before we had to ask back."""
    pending = section_named(turn.context.question) if turn.context.asked else None
    wanted = section_named(turn.text) or pending
    return (
        None if wanted is Section.STEPS and not _STEPWISE.search(turn.text) else wanted
    )  # 「怎么办」 asks for all of it


def not_said(turn: Turn, entry_id: str) -> Reply:
    """Where an answer says nothing of it: who knows, and a person."""
    return Reply(text=turn.say("detail", **turn.who_knows(entry_id)), choices=(turn.to_a_person,))


def menu(rest: tuple[Section, ...]) -> tuple[Choice, ...]:
    """The sections not shown yet, the most wanted first."""
    wanted = [section for section in MENU_ORDER if section in rest][:MENU_MOST]
    return tuple(Choice(key=f"section:{section}", label=TITLES[section]) for section in wanted)


def _silent(turn: Turn, entry_id: str) -> Reply:
    entry = turn.book.entry(entry_id)
    sentence = "not_yet" if turn.book.not_yet(entry_id, turn.now) else "not_in_force"
    start = f"{entry.effective.from_:%Y 年 %-m 月 %-d 日}"
    text = turn.say(sentence, title=entry.title, start=start, **turn.who_knows(entry_id))
    return Reply(text=text, choices=(turn.to_a_person,))


def settled(
    turn: Turn, entry_id: str, *, before: str = "", rest: tuple[str, ...] | None = None, question: str = "", rule: str
) -> Decision:
    """Answer one entry, or the one that has taken its place, and remember it.

    `rest` is for 「不是这个」; `question` says in whole what the citizen's words only hint at.
    """
    entry_id = turn.book.current(entry_id, turn.now)
    first = leading(turn, entry_id, question or turn.text)
    reply = answer_reply(turn, entry_id, above=bool(before) + bool(first))
    if first in reply.text:
        first = ""  # it is near enough to the top
    reply = replace(reply, text="\n".join(filter(None, (before, first, reply.text))))
    others = tuple(one.id for one in turn.match.candidates) if rest is None else rest
    context = turn.settle(offered=reply.choices, rest=tuple(one for one in others if one != entry_id),
                          **_spoken_of(turn, entry_id, question or turn.text))  # fmt: skip
    return Decision(replies=(reply,), context=context, kind="sure", ids=(entry_id,), rule=rule)


def answered_along(turn: Turn, noted: Decision) -> Decision:
    """What goes to a person, with the bureau's own answer where the line is sure of one."""
    if turn.match.kind is not Kind.SURE or not turn.book.knows(turn.match.ids[0]):
        return noted
    before = f"{noted.replies[0].text.strip()}{turn.say('meanwhile')}"
    answered = settled(turn, turn.match.ids[0], before=before, rule=noted.rule)
    return replace(noted, replies=answered.replies, context=answered.context, ids=answered.ids)


def _spoken_of(turn: Turn, entry_id: str, question: str) -> dict[str, Any]:
    """What is spoken of from now on; 代办 and 邮寄 only come beside the matter they are for."""
    context = turn.context
    if context.entry is not None and goes_along(turn, entry_id) and not goes_along(turn, context.entry):
        return {"beside": entry_id}
    now = {"entry": entry_id, "question": question}
    if context.entry in (None, entry_id):
        return now
    return {**now, "before": context.entry, "before_asked": context.question}


def serves_any(turn: Turn, entry_id: str) -> bool:
    """「能不能请人代办」「邮寄」: an answer that names no thing of its own goes with any matter."""
    return all(name.startswith("who:") for name in about(turn.book.entry(entry_id).title).objects)


def goes_along(turn: Turn, entry_id: str) -> bool:
    """Of those what is done with any paper: whoever asks it still speaks of theirs."""
    return serves_any(turn, entry_id) and not _WITH_ANY.isdisjoint(about(turn.book.entry(entry_id).title).actions)


def together(turn: Turn, ids: tuple[str, ...], *, rule: str) -> Decision:
    """Several entries in one breath, one message each."""
    ids = tuple(dict.fromkeys(turn.book.current(one, turn.now) for one in ids))
    replies = tuple(replace(answer_reply(turn, one, above=1), choices=()) for one in ids)
    replies = (replace(replies[0], text=f"{turn.say('two_answers')}\n{replies[0].text}"), *replies[1:])
    context = turn.settle(entry=ids[-1], also=ids[:-1], question=turn.text)
    return Decision(replies=replies, context=context, kind="sure", ids=ids, rule=rule)


def two_questions(turn: Turn) -> Decision | None:
    """Two questions in one message: both answered, in order."""
    if turn.match.kind is not Kind.SURE or len(turn.match.ids) < 2:
        return None
    return together(turn, turn.match.ids, rule="two_questions")


def sure(turn: Turn) -> Decision | None:
    """The answer; what the question names stands first in it."""
    if turn.match.kind is not Kind.SURE:
        return None
    return settled(turn, turn.match.ids[0], before=own_record(turn), rule="sure")


def looked_up(turn: Turn) -> str:
    """The same where they send their number, to be looked up by it; empty where they don't."""
    return own_record(turn) if turn.secrets else ""


def own_record(turn: Turn) -> str:
    """One's own marks and certificates are looked up at the official place, never guessed here."""
    return turn.say("own_record") if _OWN_RECORD.search(turn.text) else ""
