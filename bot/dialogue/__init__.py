"""decide(): an ordered tuple of rules; the first that answers wins. Pure: no await, no clock, no database."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import (
    aftercare,
    alongside,
    anew,
    answering,
    asking,
    caring,
    carrying,
    clarifying,
    complaining,
    correcting,
    desk,
    distress,
    doubting,
    elsewhere,
    following,
    joining,
    next_lines,
    person,
    quoting,
    remarks,
    service,
    smalltalk,
)
from bot.dialogue.finishing import finish
from bot.dialogue.turn import Awaiting, Context, Decision, Handoff, Turn
from intents.match import Kind, Match

__all__ = ["RULES", "Context", "Decision", "Handoff", "Turn", "decide", "prepared"]

Rule = Callable[[Turn], Decision | None]

RULES: tuple[Rule, ...] = (
    # Danger, and whoever is with a person, come before everything.
    smalltalk.event,
    distress.no_danger,
    doubting.answered,
    doubting.perhaps,
    distress.urgent,
    distress.stay,
    remarks.asked_meanwhile,
    desk.with_the_desk,
    smalltalk.other_kinds,
    smalltalk.empty,
    smalltalk.fetched,
    desk.bot_off,
    # What was offered or awaited is taken, or put away.
    aftercare.rating_given,
    clarifying.declined,
    clarifying.several_taken,
    clarifying.choice_taken,
    remarks.unsure,
    clarifying.agreed,
    aftercare.verdict_given,
    # What is wanted of people, and of this service itself.
    person.human,
    aftercare.progress,
    aftercare.rating_word,
    correcting.meant,
    correcting.something_else,
    complaining.complaint,
    complaining.no_complaint,
    caring.misery,
    caring.about_danger,
    caring.cheated,
    service.hours,
    service.of_us,
    service.office,
    # A short line is about what was said before …
    next_lines.said,
    quoting.how_many,
    carrying.carry_over,
    following.follow_up,
    elsewhere.still_not_ours,
    joining.which_of_them,
    following.lapsed,
    next_lines.of_a_choice,
    clarifying.narrowed,
    remarks.pending,
    remarks.names_several,
    remarks.names_only,
    complaining.angry,
    clarifying.wrong_number,
    answering.two_questions,
    asking.answered_and_asked,
    joining.in_context,
    joining.which_in_context,
    alongside.of_this_matter,
    alongside.of_the_named_paper,
    quoting.said_here,
    joining.joined,
    quoting.again,
    # … or is a question of its own, is asked back about, or is nobody's here.
    answering.sure,
    remarks.still_open,
    following.detail,
    next_lines.not_said,
    asking.unclear,
    service.bureau,
    following.no_topic,
    smalltalk.chat,
    smalltalk.over,
    remarks.go_ahead,
    elsewhere.not_ours,
    smalltalk.unknown,
)


def prepared(turn: Turn) -> Turn:
    """As the rules see it: what is remembered still, what is in force today, what the line changes in the others."""
    context = turn.context.fresh(turn.now).within(turn.book.knows)
    turn = replace(turn, context=context, match=_as_of_today(turn, turn.match))
    return carrying.from_afar(anew.from_here(distress.calmed(doubting.after_a_denial(turn))))


def decide(turn: Turn) -> Decision:
    """The reply to one message. Every message gets one, but to a citizen who is with a person the bot is silent."""
    turn = prepared(turn)
    seen = _what_was_seen(turn)
    decision = next(decision for rule in RULES if (decision := rule(seen)) is not None)
    if seen is not turn and decision.handoff is None and decision.kind != "urgent":
        asked = turn.context
        context = replace(decision.context, awaiting=asked.awaiting, ticket=asked.ticket, offered=asked.offered)
        decision = replace(decision, context=context)
    if turn.ticket is not None and not decision.withdraw:
        decision = replace(decision, forward=True, contact=decision.contact or turn.phone)
    return finish(turn, decision)


def _what_was_seen(turn: Turn) -> Turn:
    """A question how content they are that still waits for this very reply cannot be meant by 「1」."""
    if not turn.parked or turn.context.awaiting is not Awaiting.RATING:
        return turn
    return replace(turn, context=replace(turn.context, offered=(), awaiting=Awaiting.NOTHING, ticket=None))


def _as_of_today(turn: Turn, match: Match) -> Match:
    """The engine knows an entry and its scheduled successor as one; from the first day on the successor is meant."""
    known = tuple(one for one in match.candidates if turn.book.knows(one.id))
    if not all(map(turn.book.knows, match.ids)):  # a reload took it away while the message was read
        return replace(match, kind=Kind.UNKNOWN, ids=(), candidates=known)
    ids = tuple(turn.book.current(one, turn.now) for one in match.ids)
    candidates = tuple(replace(one, id=turn.book.current(one.id, turn.now)) for one in known)
    other = _as_of_today(turn, match.other) if match.other else None
    return replace(match, ids=ids, candidates=candidates, other=other)
