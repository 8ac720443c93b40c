"""Rules for what is asked of any matter, while one is open: what it costs, by proxy, by post, online."""

import re
from collections.abc import Sequence

from bot.dialogue.answering import goes_along
from bot.dialogue.following import sections
from bot.dialogue.followups import section_named
from bot.dialogue.matters import acts, leaves
from bot.dialogue.quoting import found_in, or_all_of
from bot.dialogue.turn import Decision, Turn
from faq.answer import Section
from faq.sentences import sentences
from intents.about import about

_IN_ITS_OWN_WORDS = {
    "代办": re.compile(r"代办|委托|代领|代交|代为|本人(?:办|到|去|来|领|亲自)|别人.{0,3}代"),
    "邮寄": re.compile(r"邮寄|寄(?:回|来|到|出|送)|快递|EMS"),
    "登报": re.compile(r"登报|声明|遗失启事"),
}  # fmt: skip
POSSIBLE = 0.05  # share of the paper's own answer
_SECTIONS = frozenset({Section.FEE, Section.ONLINE})


def of_this_matter(turn: Turn) -> Decision | None:
    """「补发要钱吗」「我妈替我去行吗」: what the open answer says of it itself comes before what holds for any."""
    entry_id, general = turn.context.entry, turn.sure_of
    if entry_id is None or general is None or general == entry_id or leaves(turn, entry_id):
        return None
    if not turn.book.in_force(entry_id, turn.now):
        return None
    section = section_named(turn.book.entry(general).title)
    asked = section is not None and section is section_named(turn.text)
    if asked and section in _SECTIONS and turn.book.answers[entry_id].part(section):
        return sections(turn, (entry_id,), (section,), rule="of_this_matter")
    if not goes_along(turn, general) or goes_along(turn, entry_id) or general == turn.context.beside:
        return None
    said = found_in(turn, entry_id, _own(turn, entry_id, general), rule="of_this_matter")
    return None if said and turn.just_said(said.replies[0].text) else or_all_of(turn, general, said)


def of_the_named_paper(turn: Turn) -> Decision | None:
    """「教师资格证补发要多少钱」: the price of that, where its own answer tells it."""
    general = turn.sure_of
    if general is None:
        return None
    section = section_named(turn.book.entry(general).title)
    papers = {one for one in turn.facts if one.startswith("paper:")}
    if section not in _SECTIONS or not goes_along(turn, general) or not papers:
        return None
    for one in turn.match.candidates[1:]:
        told = about(turn.book.entry(one.id).title)
        does_it = acts(turn.text) <= set(told.actions)
        if (
            one.score >= POSSIBLE
            and does_it
            and papers <= set(told.objects)
            and turn.book.answers[one.id].part(section)
        ):
            before = turn.say("about", short=turn.book.short(one.id))
            return sections(turn, (one.id,), (section,), before=before, rule="of_the_named_paper")
    return None


def _own(turn: Turn, entry_id: str, general: str) -> Sequence[str]:
    acts = about(turn.book.entry(general).title).actions
    words = [_IN_ITS_OWN_WORDS[act] for act in acts if act in _IN_ITS_OWN_WORDS]
    return [one for one in sentences(turn.book.answers[entry_id]) if any(word.search(one) for word in words)]
