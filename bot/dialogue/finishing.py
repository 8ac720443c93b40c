"""What is added to any decision: an area that is switched off, a notice, a word about numbers and length."""

from dataclasses import replace

from bot.dialogue.answering import not_said
from bot.dialogue.desk import ALL
from bot.dialogue.duty import noted_as, waiting
from bot.dialogue.person import NUMBER, open_ticket
from bot.dialogue.picking import number_of
from bot.dialogue.turn import Decision, Handoff, Turn, checksum
from bot.message import Reply


def finish(turn: Turn, decision: Decision) -> Decision:
    """The decision as the citizen gets it."""
    for step in (
        _say_nothing_twice,
        _leave_to_the_desk,
        _stay_gentle,
        _keep_in_line,
        _give_notice,
        _mention_phone,
        _mention_secrets,
        _mention_length,
    ):
        decision = step(turn, decision)
    return decision


def _say_nothing_twice(turn: Turn, decision: Decision) -> Decision:
    """Another line that would get the very same words has not been understood: who knows is said instead."""
    if not decision.replies or decision.kind not in ("sure", "unclear"):
        return decision
    text = decision.replies[-1].text
    whole = decision.replies[-1].section is None  # a section that was asked for is what was asked for
    again = whole and turn.just_said(text) and not turn.is_repeated and not turn.message.choice
    decision = replace(decision, context=replace(decision.context, said=checksum(text)))
    entry_id = next(iter(decision.ids), None) if decision.kind == "sure" else turn.context.entry
    if not again or entry_id is None or number_of(turn.text) is not None:
        return decision
    reply = not_said(turn, entry_id)
    context = replace(decision.context, offered=reply.choices, misses=turn.context.misses + 1)
    return replace(decision, replies=(reply,), kind="unknown", context=context)


def _leave_to_the_desk(turn: Turn, decision: Decision) -> Decision:
    """An area that is switched off is answered by people only."""
    areas = {turn.book.entry(one).area.value for one in decision.ids}
    if not areas or not areas <= turn.off:
        return decision  # a question back that leads elsewhere too may still be asked
    handoff = Handoff(reason="bot_off", subject=turn.text, department=turn.book.entry(decision.ids[0]).department)
    text = turn.say("area_off", number=NUMBER, waiting=waiting(turn))
    return replace(open_ticket(turn, text, handoff, rule="area_off"), forward=turn.ticket is not None)


def _stay_gentle(turn: Turn, decision: Decision) -> Decision:
    """While somebody in danger waits, an answer comes with a hand on the shoulder, and without a menu."""
    if turn.ticket is None or not _in_danger(turn, decision) or not _answers(decision):
        return decision
    first, *more = (replace(one, choices=()) for one in decision.replies)
    first = replace(first, text=f"{turn.say('urgent_meanwhile', number=turn.ticket.number)}\n{first.text}")
    return replace(decision, replies=(first, *more), context=replace(decision.context, offered=()))


def _in_danger(turn: Turn, decision: Decision) -> bool:
    return turn.ticket is not None and turn.ticket.urgent and decision.context.calm != turn.ticket.id


def _answers(decision: Decision) -> bool:
    """An answer, a question back, or whose it is."""
    return decision.kind in ("sure", "unclear") or decision.rule == "not_ours"


def _keep_in_line(turn: Turn, decision: Decision) -> Decision:
    """Whoever waits for a person is answered meanwhile, and hears that the request stands; the rest is noted."""
    ticket = turn.ticket
    if ticket is None or turn.with_person or decision.handoff or _in_danger(turn, decision):
        return decision
    if decision.kind == "unknown" and decision.rule in ("unknown", "detail", "still_not_ours"):
        noted = Reply(text=turn.say(noted_as(turn), number=ticket.number))
        return replace(decision, replies=(noted,), context=turn.remember(), kind="human")
    if not _answers(decision) or decision.rule == "topic":
        return decision  # the first line on what it is about has its own thanks
    if decision.context.in_line == ticket.id:
        return decision  # once is enough
    first, *more = decision.replies
    first = replace(first, text=f"{turn.say('in_line', number=ticket.number)}\n{first.text}")
    return replace(decision, replies=(first, *more), context=replace(decision.context, in_line=ticket.id))


def _give_notice(turn: Turn, decision: Decision) -> Decision:
    """Once to each citizen, with the first reply that it concerns; never to somebody in need or with a person."""
    if not decision.replies or decision.kind in ("urgent", "human"):
        return decision
    areas = {ALL, *(turn.book.entry(one).area.value for one in decision.ids)}
    new = [one for one in turn.notices if one.area in areas and one.id not in turn.context.notices]
    if not new:
        return decision
    told = tuple(Reply(text=turn.say("notice", text=one.text)) for one in new)
    seen = (*decision.context.notices, *(one.id for one in new))
    return replace(decision, replies=(*told, *decision.replies), context=replace(decision.context, notices=seen))


def _keeps_phone(turn: Turn, decision: Decision) -> bool:
    """A number that goes along with a ticket, be it opened just now."""
    return turn.phone is not None and (turn.ticket is not None or decision.handoff is not None)


def _mention_phone(turn: Turn, decision: Decision) -> Decision:
    """Whoever leaves a number is told that it is kept, whatever the answer is about."""
    if not _keeps_phone(turn, decision) or turn.with_person or decision.withdraw:
        return decision
    thanks = turn.say("contact_thanks").partition("，")[0]
    if any(thanks in reply.text for reply in decision.replies):
        return decision
    return replace(decision, replies=(*decision.replies, Reply(text=turn.say("contact_thanks"))))


def _mention_secrets(turn: Turn, decision: Decision) -> Decision:
    """Tell kindly that a number is not needed here; one left on purpose for a call back is."""
    kept = _keeps_phone(turn, decision)
    kinds = [kind for kind in turn.secrets if not (kind == "phone" and kept)]
    if not kinds:
        return decision
    named = "、".join(turn.say(f"secret_{kind}") for kind in kinds)
    return replace(decision, replies=(*decision.replies, Reply(text=turn.say("secret", kinds=named))))


def _mention_length(turn: Turn, decision: Decision) -> Decision:
    if not turn.cut or turn.with_person:
        return decision
    return replace(decision, replies=(*decision.replies, Reply(text=turn.say("too_long"))))
