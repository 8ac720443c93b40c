"""Rules for 「不是这个」 and 「我问的是…」: what else was likely, what was meant instead, what was spoken of before."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.alternatives import others
from bot.dialogue.answering import settled
from bot.dialogue.asking import unclear
from bot.dialogue.carrying import carry, is_circumstance
from bot.dialogue.elsewhere import not_ours
from bot.dialogue.following import sections
from bot.dialogue.followups import QUESTION, asked_sections, bare, corrects, instead, names_nothing, wants_other
from bot.dialogue.matters import ASKING, asked, described, done_by, named, returns, told
from bot.dialogue.outside import is_of_a_section, plainly_no_answer
from bot.dialogue.picking import entries_of
from bot.dialogue.quoting import in_short, nearby, quoted
from bot.dialogue.searched import beside_its_name, words_of
from bot.dialogue.turn import Decision, Turn
from intents.about import about
from intents.match import Kind, Match

_I_MEAN = re.compile(
    r"(?:^|[，,。！!？?\s])(?:(?:不是|不对|唉|哎|哦|[，, ])*(?:我|俺|咱)(?:们)?(?:刚才|刚刚|前面|一直|就|都|在)*"
    r"(?:是(?:问|说|指|讲)|(?:问|说|指|讲)的(?:就|都)?是|(?:问|说)(?!一?下|问|过|不|你|一?句)的?)|(?:问|说)的(?:就|都)?是|就(?:是)?问)"
    r"(?:的|那个|[：:，, ])*(?P<that>.{2,})"
)
_BEFORE = re.compile(
    r"^(?:那|再|对了|还有|说回|回到|还是|就是|[，, ])*(?:刚才|刚刚|前面|之前|先前|一开始|开头)(?:我)?"
    r"(?:说|问|讲|提|聊)(?:到|过)?的?(?:那个|那件)?(?P<that>.{2,})"
)

_DENIED = re.compile(
    r"(?<![要是])(?:又|都|真|也|先)?(?:不是|不要|别说|不问|没说|没问)(?:问|说|要|找)?"
    r"(?P<what>[^，,。！!？? 不是我要]{1,8})"
)
STANDS = 0.6  # share of another answer that is meant by itself
SHORTEST = 3  # characters of what somebody says they asked
_LEADS = re.compile(r"^(?:(?:都)?说了(?:是)?|我|问的|说的|而|是(?!不是)|要(?!不要)|[，,。！!？? ])+")


def meant(turn: Turn) -> Decision | None:
    """「我问的是普通话证」「不是会考，是中考」「那刚才说的转学呢」: the matter that is named, of those spoken of.

    It is the line before, read once more as a line about that matter.
    """
    said, context = _said_instead(turn), turn.context
    if not said or context.asked:
        return None
    before = bool(_BEFORE.search(turn.text)) or said == turn.text
    entry_id = _spoken_of(turn, said, before=before)
    if entry_id is not None and not before and (plainly := _plainly_another(turn, entry_id, said)):
        return plainly
    if entry_id is None and before:
        return None
    if entry_id is None:
        only_asks = asked_sections(said) and names_nothing(said)  # 「我是问时间 几天能拿到」
        first, second = (_missed, _understood) if only_asks else (_understood, _missed)
        return first(turn, said) or second(turn, said)
    if before:
        context = replace(context, line="")  # which is of what is left now
    if not turn.book.in_force(entry_id, turn.now):
        return None
    on_it = replace(turn, context=replace(context, entry=entry_id, question=asked(turn, entry_id), beside=None))
    open_line = "" if bare(context.line) == bare(on_it.context.question) else context.line
    return _about_it(replace(on_it, text=_both(open_line, said)), entry_id, said, open_line)


def _plainly_another(turn: Turn, entry_id: str, said: str) -> Decision | None:
    """「我问认定下半年什么时候报名」 after 认定 is an answer by itself; 「我要办证，不是查分」 is of no score."""
    if turn.understand is None:
        return None
    match, denied = turn.understand(said), about(_denied(turn.text)).actions
    denies_it = not done_by(turn.book.entry(entry_id)).isdisjoint(denied)
    if entry_id in match.ids or not all(map(turn.book.knows, match.ids)):
        return None
    if match.kind is Kind.SURE and (denies_it or match.best >= STANDS):
        before = turn.say("carried", short=turn.book.short(match.ids[0]))
        return settled(turn, match.ids[0], before=before, question=said, rule="meant")
    alone = replace(turn, text=said, match=match)
    if plainly_no_answer(match) and is_of_a_section(alone):
        return not_ours(alone)  # 「我问普通话啥时候考」 after a lost certificate of it
    return unclear(alone) if denies_it else None


def _said_instead(turn: Turn) -> str:
    """Without what is denied: 「我说的是四级不是自考」; empty where nothing is corrected or gone back to."""
    found = _BEFORE.search(turn.text) or _I_MEAN.search(turn.text)
    denied, entry_id = _denied(turn.text), turn.context.entry
    if found is None and not (entry_id and denied and (corrects(turn.text) or _is_spoken_of(turn, entry_id, denied))):
        another = turn.match.kind is Kind.SURE and turn.match.ids[0] != turn.context.before
        return turn.text if returns(turn, turn.text) and (denied or not another) else ""
    left = _DENIED.sub("，", found["that"] if found else turn.text)
    return _LEADS.sub("", left).strip("，,。！! ")


def _denied(text: str) -> str:
    return "，".join(one["what"] for one in _DENIED.finditer(text))


def _about_it(whole: Turn, entry_id: str, said: str, open_line: str) -> Decision:
    """The section that is asked for, the sentence that answers the open line, or what was answered in short."""
    short = whole.book.short(entry_id)
    answer = whole.book.answers[entry_id]
    just_that = not beside_its_name(whole, entry_id, said)
    if just_that and (wanted := tuple(filter(answer.part, asked_sections(said) or asked_sections(open_line)))):
        return sections(whole, (entry_id,), wanted, before=whole.say("about", short=short), rule="meant")
    words = words_of(whole.text, whole.facts)
    if found := quoted(whole, entry_id, words, rule="meant") or nearby(whole, entry_id, words, rule="meant"):
        return found
    return in_short(whole, entry_id, rule="meant")


def _understood(turn: Turn, said: str) -> Decision | None:
    """Of nothing that was spoken of: what is meant by itself, then with the line or the question before it."""
    if turn.understand is None:
        return None
    alone = replace(turn, text=said, match=turn.understand(said))
    if is_of_a_section(alone) and not is_circumstance(alone.facts) and (of_others := not_ours(alone)):
        return of_others  # 「啥学区，我在说老师补课」; 「我说的是大学的」 is no matter by itself
    if not named(said):
        return None
    not_that = named(_denied(turn.text))
    for text in (said, _both(turn.context.line, said), _both(turn.context.question, said)):
        match = turn.understand(text)
        other = match.ids[0] if match.kind is Kind.SURE and turn.book.knows(match.ids[0]) else None
        if other is None or not not_that.isdisjoint(named(turn.book.entry(other).title)):
            continue
        if other == turn.context.entry:
            return _about_it(replace(turn, text=said), other, said, "")
        before = turn.say("carried", short=turn.book.short(other))
        return settled(turn, other, before=before, question=text, rule="meant")
    return None


def _missed(turn: Turn, said: str) -> Decision | None:
    """「我问要不要交学费，你答非所问」 of the open matter: another sentence of it, or that it says nothing of that."""
    entry_id = turn.context.entry
    if entry_id is None or not corrects(turn.text) or turn.understand is None:
        return None
    if asked_sections(said) and not _denied(turn.text) and not beside_its_name(turn, entry_id, said):
        return _about_it(replace(turn, text=said), entry_id, said, "")
    another = about(said).objects and not _denied(turn.text)
    if len(bare(said)) < SHORTEST or (another and not QUESTION.search(said)):
        return None  # 「不是，我说的是大学的」 names another matter
    if turn.understand(said).kind in (Kind.SURE, Kind.HUMAN, Kind.URGENT):
        return None
    meant = replace(turn, text=said)
    found = quoted(meant, entry_id, words_of(said, meant.facts), rule="meant")
    return found if found and not turn.just_said(found.replies[0].text) else in_short(turn, entry_id, rule="meant")


def _both(line: str, said: str) -> str:
    return f"{line}，{said}" if line else said


def _spoken_of(turn: Turn, said: str, *, before: bool) -> str | None:
    """The open matter or the one before it, whichever the words name; 「刚才」 looks at the one before first."""
    context = turn.context
    order = (context.before, context.entry) if before or returns(turn, said) else (context.entry, context.before)
    not_that = {one for one in about(_denied(turn.text)).objects if not one.startswith("level:")}
    left = [one for one in order if one and not_that.isdisjoint(about(turn.book.entry(one).title).objects)]
    if not_that and context.before in left and context.entry not in left and not named(said):
        return context.before  # 「我没说跨省，就县里一中转二中」
    return next((one for one in left if _is_spoken_of(turn, one, said)), None)


def _is_spoken_of(turn: Turn, entry_id: str, said: str) -> bool:
    """By the papers, exams and matters named; where none is, by all that is."""
    if things := named(said):
        return things <= told(turn, entry_id)
    words, its = about(said), about(f"{described(turn.book.entry(entry_id))}，{asked(turn, entry_id)}")
    all_named = {*words.objects, *words.actions} - ASKING
    return bool(all_named) and all_named <= {*its.objects, *its.actions}


def something_else(turn: Turn) -> Decision | None:
    """「不是这个」「还有别的吗」 offers the next candidates; with what is meant instead, that is read."""
    offered = entries_of(turn.context.offered)
    if not wants_other(turn.text) or not (turn.context.entry or turn.context.rest or offered):
        return None
    if turn.sure_of in offered:  # 「不是残疾，是打球摔的，还有8天就考了」
        return None
    if meant := _corrected(turn):
        return meant
    return others(turn)


def _corrected(turn: Turn) -> Decision | None:
    """「不是这个，我问的是高中的」."""
    said = instead(turn.text)
    if not said or turn.understand is None:
        return None
    entry_id = turn.context.entry
    meant = replace(turn, text=said)
    other = carry(turn, entry_id, said)[0] if entry_id else None
    not_that = named(_denied(turn.text)) - named(said)
    sure = (match.ids[0] for match in _readings(meant) if match.kind is Kind.SURE and turn.book.knows(match.ids[0]))
    other = other or next((one for one in sure if not_that.isdisjoint(named(turn.book.entry(one).title))), None)
    if other is not None and other == entry_id:
        found = quoted(meant, entry_id, words_of(said, meant.facts), rule="something_else")
        return found or in_short(meant, entry_id, rule="something_else")
    if other is not None and turn.book.knows(other):
        return settled(turn, other, before=turn.say("carried", short=turn.book.short(other)), rule="something_else")
    return unclear(replace(turn, match=turn.understand(said), context=replace(turn.context, asked=0)))


def _readings(meant: Turn) -> Iterator[Match]:
    """By itself, then with the question before it."""
    if meant.understand is not None:
        yield meant.understand(meant.text)
        yield meant.understand(meant.whole)
