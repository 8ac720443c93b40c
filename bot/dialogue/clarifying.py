"""Rules around offered choices: one short question, answered by tap, number or words; a fresh question wins."""

import re

from bot.dialogue.aftercare import rate
from bot.dialogue.answering import section, settled
from bot.dialogue.person import ask_for_person
from bot.dialogue.turn import Context, Decision, Turn
from bot.message import Choice, Reply
from faq.answer import Section
from intents.match import Kind

MOST_CHOICES = 4
MOST_ASKED = 2
LONGEST_DETAIL = 20  # characters of a line that only adds to the one before
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_NUMBER = re.compile(
    r"^(?:我?(?:选|要|是|看)?第?\s*)([0-9]{1,2}|[一二两三四五六七八九])\s*(?:个|项|种|条|号|吧|的|、|\.|。)*$"
)
_AGREE = re.compile(
    r"^(好的?|行|可以|要|要的|嗯+|是的?|对的?|转吧?|帮我转|麻烦了?|ok|yes|y)[吧啊呀嘛了的。！!~]*$", re.IGNORECASE
)


def chosen(context: Context, text: str, tapped: str | None) -> Choice | None:
    """The offered choice that a message means, or None."""
    by_tap = next((choice for choice in context.offered if choice.key == tapped), None)
    if by_tap or not context.offered:
        return by_tap
    number = number_of(text)
    if number is not None:
        return context.offered[number - 1] if 1 <= number <= len(context.offered) else None
    said = _plain(text)
    exact = [choice for choice in context.offered if said and said == _plain(choice.label)]
    if exact:
        return exact[0]
    # 「高中」 for 「高中（普高）」: a short answer that only one label contains, or that contains one label's words.
    partly = [choice for choice in context.offered if 2 <= len(said) <= 8 and said in _plain(choice.label)]
    words = [choice for choice in context.offered if len(said) <= 12 and any(w in said for w in _words(choice.label))]
    for found in (partly, words):
        if len(found) == 1:
            return found[0]
    return None


def number_of(text: str) -> int | None:
    """1, １, 一, 第一个, 选2, ③."""
    bare = text.strip().strip("。.!！，, ")
    if len(bare) == 1 and bare in _CIRCLED:
        return _CIRCLED.index(bare) + 1
    found = _NUMBER.match(bare)
    if not found:
        return None
    return _DIGITS.get(found[1]) or int(found[1])


def _plain(text: str) -> str:
    return re.sub(r"[\s。？！?!，,、（）()“”\"「」]|^(是|我是|我的是|就是|选)|(的|吧|啊|呀|呢)$", "", text)


def _words(label: str) -> list[str]:
    """The separate words that a label offers: 「小学或初中」 → 小学, 初中."""
    return [word for word in re.split(r"[、，,（）()/或和 ]", label) if len(word) >= 2]


def choice_taken(turn: Turn) -> Decision | None:
    """What was offered and is now chosen: an answer, a section, a person, a rating; never another menu."""
    choice = chosen(turn.context, turn.text, turn.message.choice)
    if choice is None or (turn.message.choice is None and _fresh_question(turn, choice)):
        return None
    verb, _, what = choice.key.partition(":")
    if verb == "entry" and turn.book.knows(what):
        return settled(turn, what, rule="choice")
    if verb == "section" and turn.context.entry:
        return section(turn, turn.context.entry, Section(what), rule="choice")
    if verb == "person":
        return ask_for_person(turn, reason=what or "asked", subject=turn.context.question)
    if verb == "star":
        return rate(turn, int(what))
    return None


def _fresh_question(turn: Turn, choice: Choice) -> bool:
    """A whole new question that happens to contain a label's words is a question, not a choice."""
    if number_of(turn.text) is not None or len(_plain(turn.text)) <= 6:
        return False
    verb, _, what = choice.key.partition(":")
    return turn.match.kind is Kind.SURE and not (verb == "entry" and what in turn.match.ids)


def agreed(turn: Turn) -> Decision | None:
    """「好」「要」 after the desk was offered as the first choice."""
    first = turn.context.offered[0] if turn.context.offered else None
    if first and first.key.startswith("person") and _AGREE.match(turn.text.strip()):
        return ask_for_person(turn, reason="asked", subject=turn.context.question)
    return None


def wrong_number(turn: Turn) -> Decision | None:
    """A number that stands for nothing: say which there are."""
    if number_of(turn.text) is None or not turn.context.offered:
        return None
    reply = Reply(text=turn.say("number_out", last=len(turn.context.offered)), choices=turn.context.offered)
    return Decision(replies=(reply,), context=turn.remember(), kind="unclear", rule="wrong_number")


def narrowed(turn: Turn) -> Decision | None:
    """「四年级」 after 「孩子转学」 was asked back: the two lines are read as one; the result is an answer."""
    offered = [one.key.removeprefix("entry:") for one in turn.context.offered if one.key.startswith("entry:")]
    if not (offered and turn.context.question and turn.understand) or not turn.context.asked:
        return None
    if len(turn.text) > LONGEST_DETAIL or turn.match.kind not in (Kind.UNKNOWN, Kind.UNCLEAR):
        return None
    both = turn.understand(f"{turn.context.question}，{turn.text}")
    likely = [one.id for one in both.candidates if one.id in offered]
    if both.kind is Kind.SURE and turn.book.knows(both.ids[0]):
        return settled(turn, both.ids[0], rule="narrowed")
    if both.kind is Kind.UNCLEAR and len(set(both.ids) & set(offered)) == 1 and likely:
        return settled(turn, likely[0], rule="narrowed")
    return None


def unclear(turn: Turn) -> Decision | None:
    """One question back, at most twice in a row; then a person is offered."""
    if turn.match.kind is not Kind.UNCLEAR or turn.context.asked >= MOST_ASKED:
        return None
    ids = tuple(one for one in turn.match.ids if turn.book.in_force(one, turn.now))[:MOST_CHOICES]
    if not ids:
        return None
    text, choices = _question(turn, ids)
    if turn.context.asked:
        text = turn.say("clarify_again", question=text)
    rest = tuple(one.id for one in turn.match.candidates if one.id not in ids)
    context = turn.settle(
        offered=choices, rest=rest, asked=turn.context.asked + 1, question=turn.text, entry=turn.context.entry
    )
    return Decision(
        replies=(Reply(text=text, choices=choices),), context=context, kind="unclear", ids=ids, rule="unclear"
    )


def _question(turn: Turn, ids: tuple[str, ...]) -> tuple[str, tuple[Choice, ...]]:
    """The curators' own question when one separates these entries; else their names to choose from."""
    none = Choice(key="person", label=turn.say("none_of_these") + "，" + turn.say("ask_person"))
    if len(ids) == 1:
        only = (Choice(key=f"entry:{ids[0]}", label=turn.say("yes_this")), none)
        return turn.say("clarify_one", title=turn.book.entry(ids[0]).title), only
    question = turn.book.clarify(turn.match.ask)
    labels = {choice.entry: choice.label for choice in question.choices} if question else {}
    if len({labels.get(one) for one in ids}) < len(ids):
        labels = {}  # an own question is asked only where its choices tell all of these apart
    choices = tuple(Choice(key=f"entry:{one}", label=labels.get(one) or turn.book.short(one)) for one in ids)
    text = question.question if question and labels else turn.say("clarify_generic")
    return text, (*choices, none)
