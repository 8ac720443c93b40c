"""Rules for questions about the bureau and this service: phone, hours, names, who reads it, where to complain.

They are answered in every state, also while a ticket is open; what was being spoken of stays in mind.
"""

import re

from bot.dialogue.duty import waiting
from bot.dialogue.person import still_with_the_desk
from bot.dialogue.turn import Decision, Turn
from bot.message import Reply
from bot.service_questions import OF_THE_TALK, OfUs, asked_of_us, asks_for_contact
from faq.answer import Section
from handoff.ticket import TicketKind
from intents.match import Kind as Match

CONTACT = "edu_bureau_contact"  # faq/not_ours
_CLOCK = re.compile(r"\d[:：]\d\d")


def hours(turn: Turn) -> Decision | None:
    """「你们几点下班」: the bureau's own, unless the answer before tells the window's."""
    if asked_of_us(turn.text) is not OfUs.HOURS:
        return None
    if turn.context.entry:
        where = turn.book.answers[turn.context.entry].part(Section.WHERE)
        if where and _CLOCK.search(where.text):
            return None
    return _contact(turn, rule="hours")


def of_us(turn: Turn) -> Decision | None:
    """「要实名吗」「会保密吗」「在哪投诉」, where no answer is open that may say it of its own matter."""
    asked = asked_of_us(turn.text)
    if asked in OF_THE_TALK:
        return _told_of_the_talk(turn, asked)
    if asked in (None, OfUs.HOURS) or turn.match.kind is Match.SURE:
        return None
    if turn.ticket is None and (turn.context.entry or (turn.context.elsewhere and asked is OfUs.COMPLAIN)):
        return None
    return _told(turn, _sentence(turn, asked), rule="of_us")


def _told_of_the_talk(turn: Turn, asked: OfUs | None) -> Decision:
    """「是真人吗」「能发图片吗」「电话打不通」: asked about this very talk; nothing is opened, a person is offered."""
    assert asked is not None
    said, said_in_line = {
        OfUs.PERSON: ("not_a_person", "not_a_person_open"),
        OfUs.SENDING: ("can_send", "can_send_open"),
        OfUs.UNREACHED: ("unreached", "unreached_open"),
    }[asked]
    waits = waiting(turn)
    if turn.ticket is not None:
        return _told(turn, turn.say(said_in_line, number=turn.ticket.number, waiting=waits), rule="of_us")
    ours = turn.book.local.bureau
    contact = "，".join(filter(None, (f"电话 {ours.phone}" if ours.phone else ours.name, ours.hours)))
    text = turn.say(said, bureau=ours.name, waiting=waits, contact=contact)
    choices = (turn.to_a_person,)
    context = turn.remember(offered=choices)
    return Decision(replies=(Reply(text=text, choices=choices),), context=context, kind="chat", rule="of_us")


def _sentence(turn: Turn, asked: OfUs | None) -> str:
    if asked is OfUs.NAME:
        return turn.say("no_name_needed")
    phone = turn.book.local.bureau.phone or ""
    if asked is OfUs.PRIVATE:
        return turn.say("who_reads_it", phone=phone)
    if turn.ticket is not None and turn.ticket.kind is TicketKind.COMPLAINT:
        return still_with_the_desk(turn)
    return turn.say("how_to_complain", phone=phone)


def bureau(turn: Turn) -> Decision | None:
    """「你们电话多少」「你们在哪里」 where no matter was spoken of: the bureau's own."""
    named = asks_for_contact(turn.text)
    heard = turn.match.kind in (Match.UNKNOWN, Match.HUMAN) or (named and turn.match.kind is Match.CHAT)
    if not heard or not (named or turn.match.topic == CONTACT):
        return None
    return _contact(turn, rule="bureau")


def _contact(turn: Turn, *, rule: str) -> Decision:
    ours = turn.book.local.bureau
    known = (ours.address, f"电话 {ours.phone}" if ours.phone else None, ours.hours)
    said = "bureau_only" if _goes_on(turn) else "bureau"
    text = turn.say(said, bureau=ours.name, contact="，".join(filter(None, known)))
    return _told(turn, text, rule=rule)


def _told(turn: Turn, text: str, *, rule: str) -> Decision:
    """Nothing that was spoken of is forgotten; who waits for a person is not offered another."""
    if _goes_on(turn):
        return Decision(replies=(Reply(text=text),), context=turn.remember(), kind="unknown", rule=rule)
    choices = (turn.to_a_person,)
    context = turn.settle(offered=choices, question=turn.text, awaiting=turn.context.awaiting)
    return Decision(replies=(Reply(text=text, choices=choices),), context=context, kind="unknown", rule=rule)


def _goes_on(turn: Turn) -> bool:
    """Something is open that this does not end: a ticket, an answer, a question back, whose matter it is."""
    context = turn.context
    return turn.ticket is not None or bool(context.entry or context.elsewhere) or context.asked > 0
