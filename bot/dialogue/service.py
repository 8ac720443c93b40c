"""Rules for questions about the bureau and this service: phone, hours, names, who reads it, where to complain.

They are answered in every state, also while a ticket is open; what was being spoken of stays in mind.
"""

import re
from dataclasses import replace

from bot.dialogue.answering import settled
from bot.dialogue.desk import still_with_the_desk
from bot.dialogue.duty import waiting
from bot.dialogue.followups import asked_section, bare, names_nothing
from bot.dialogue.offices import asked_the_way, only_named
from bot.dialogue.offices import named as named_offices
from bot.dialogue.outside import is_of_another_office
from bot.dialogue.service_questions import OF_THE_TALK, OfUs, asked_of_us, asks_for_contact
from bot.dialogue.turn import Decision, Turn
from bot.message import Reply
from faq.answer import Section
from faq.local import Department
from handoff.ticket import TicketKind
from intents.match import Kind as Match

CONTACT = "edu_bureau_contact"  # faq/not_ours
COMPLAINTS = "discipline"  # of the departments in faq/local.yaml
SHORTEST_NAMING = 6  # characters of a question about hours that may hold another house's name
LONGEST = 16  # characters of a question about one section of the bureau
_OFFICIAL = re.compile(r"在吗|在不在|科长|主任|负责人|有人|电话|几楼|哪里?$|哪儿|地址|几号")
_RECORD = re.compile(r"成绩|分数|查分|录取|证书编号|查询")
_SENDS = re.compile(r"发|传|给你")
_OWN = re.compile(r"你们|局里|教育局|教体局|窗口")
_CLOCK = re.compile(r"\d[:：]\d\d")


def hours(turn: Turn) -> Decision | None:
    """「你们几点下班」: the bureau's own, unless the answer before tells the window's."""
    if asked_of_us(turn.text) is not OfUs.HOURS or asked_the_way(turn) or _of_another_house(turn):
        return None
    if turn.context.entry:
        where = turn.book.answers[turn.context.entry].part(Section.WHERE)
        if where and _CLOCK.search(where.text):
            return None
    return _contact(turn, rule="hours")


def _of_another_house(turn: Turn) -> bool:
    """「不动产登记中心周六上班吗」: a curator wrote whose that is; 「工作时间」 alone names nobody."""
    names = len(bare(turn.text)) > SHORTEST_NAMING and not _OWN.search(turn.text)
    return names and is_of_another_office(turn)


def of_us(turn: Turn) -> Decision | None:
    """「要实名吗」「会保密吗」「在哪投诉」, where no answer is open that may say it of its own matter."""
    asked = asked_of_us(turn.text)
    if asked is OfUs.LOOKUP:
        return None if turn.secrets else _not_looked_up(turn)  # a number is sent: see follow_up, pending
    if asked is OfUs.SENDING and turn.context.entry and not _SENDS.search(turn.text):
        return None  # 「照片要不要」 asks of the materials
    if asked in OF_THE_TALK:
        return _told_of_the_talk(turn, asked)
    if asked in (None, OfUs.HOURS) or turn.match.kind is Match.SURE:
        return None
    if asked is OfUs.ROUTE:
        ours = turn.book.local.bureau
        return _told(turn, turn.say("route", bureau=ours.name, place=ours.address, phone=ours.phone), rule="of_us")
    if turn.ticket is None and (turn.context.entry or (turn.context.elsewhere and asked is OfUs.COMPLAIN)):
        return None
    return _told(turn, _sentence(turn, asked), rule="of_us")


def _not_looked_up(turn: Turn) -> Decision:
    """「能帮我查一下吗」: one's own marks are looked up at the official place; where that is, if it was spoken of."""
    entry = turn.context.entry
    if entry and _RECORD.search(turn.book.entry(entry).title):
        return settled(turn, entry, before=turn.say("own_record"), rule="of_us")
    return _told(turn, turn.say("not_looked_up"), rule="of_us")


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
    ours, given = turn.book.local.bureau, _spoken_of(turn)
    other = given is not None and given.phone != ours.phone and ours.phone  # not the number that is not answered
    contact = "，".join(filter(None, (f"也可以打 {ours.phone}" if other else "上班时间才有人接", ours.hours)))
    text = turn.say(said, bureau=ours.name, waiting=waits, contact=contact)
    choices = (turn.to_a_person,)
    context = turn.remember(offered=choices)
    return Decision(replies=(Reply(text=text, choices=choices),), context=context, kind="chat", rule="of_us")


def _sentence(turn: Turn, asked: OfUs | None) -> str:
    if asked is OfUs.NAME:
        return turn.say("no_name_needed")
    phone = turn.book.department(COMPLAINTS).phone or ""
    if asked is OfUs.PRIVATE:
        return turn.say("who_reads_it", phone=phone)
    if turn.ticket is not None and turn.ticket.kind is TicketKind.COMPLAINT:
        return still_with_the_desk(turn)
    return turn.say("how_to_complain", phone=phone)


def office(turn: Turn) -> Decision | None:
    """「资助中心在哪个楼」「教师科的王科长在吗」「他电话多少」: a section's own room and phone."""
    if keys := _sought(turn):
        return _told(turn, "\n".join(_of(turn, turn.book.department(key)) for key in keys), rule="office")
    if turn.match.kind in (Match.SURE, Match.URGENT) or len(turn.text) > LONGEST:
        return None
    wanted = asked_section(turn.text) if names_nothing(turn.text) else None
    if wanted not in (Section.WHERE, Section.PHONE) or _is_told(turn, wanted):
        return None
    spoken_of = _spoken_of(turn)
    if spoken_of is None:
        return None
    told = _told(turn, _of(turn, spoken_of), rule="office")
    return replace(told, context=replace(told.context, question=turn.context.question))


def _sought(turn: Turn) -> tuple[str, ...]:
    """The sections that a line names and asks for; one that has a matter of its own beside it gets its answer."""
    if turn.match.kind is Match.URGENT:
        return ()
    if (keys := asked_the_way(turn)) or turn.match.kind is Match.SURE:
        return keys
    if not _goes_on(turn) and (keys := only_named(turn)):
        return keys  # 「基教科」, and nothing else was spoken of
    if len(turn.text) > LONGEST or not _OFFICIAL.search(turn.text):
        return ()
    return named_offices(turn, turn.text)


def _is_told(turn: Turn, wanted: Section) -> bool:
    """The answer has it, or whose matter it is was said with its number."""
    entry = turn.context.entry
    if entry is None:
        return turn.context.elsewhere is not None and wanted is Section.PHONE
    return turn.book.answers[entry].part(wanted) is not None


def _of(turn: Turn, office: Department) -> str:
    known = (office.place, f"电话 {office.phone}" if office.phone else None, turn.book.local.bureau.hours)
    return turn.say("bureau_only", bureau=office.name, contact="，".join(filter(None, known)))


def _spoken_of(turn: Turn) -> Department | None:
    """The section that the last answer is of, or that the citizen named before."""
    context = turn.context
    topic = turn.book.not_ours(context.elsewhere)
    if context.entry:
        return turn.book.department(turn.book.entry(context.entry).department)
    if topic is not None:
        return turn.book.department(topic.department) if topic.department else None
    before = named_offices(turn, context.question)
    return turn.book.department(before[0]) if before else None


def bureau(turn: Turn) -> Decision | None:
    """「你们电话多少」「你们在哪里」 where no matter was spoken of: the bureau's own."""
    named = asks_for_contact(turn.text)
    heard = turn.match.kind in (Match.UNKNOWN, Match.HUMAN) or (named and turn.match.kind is Match.CHAT)
    if not heard or not (named or turn.match.topic == CONTACT) or is_of_another_office(turn):
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
