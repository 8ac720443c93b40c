"""Rules for what is no matter of this house's: whose it is, and what is asked about it after that."""

import re

from bot.dialogue.answering import settled
from bot.dialogue.asking import FAINT
from bot.dialogue.carrying import in_whole, is_unchanged, names_a_circumstance, names_its_own
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.followups import QUESTION, asked_section, corrects, names_nothing
from bot.dialogue.joining import is_half
from bot.dialogue.matters import CONDITIONS, acts, described, done_by, named
from bot.dialogue.outside import ELSEWHERE, OF_EDUCATION, REDIRECTED, of_others, told_of, whose
from bot.dialogue.passages import closest_of
from bot.dialogue.quoting import remark
from bot.dialogue.service_questions import OfUs, asked_of_us, asks_for_contact
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.answer import Section
from faq.entry import NotOurs
from faq.sentences import cut
from intents.about import about
from intents.match import Kind as Match

# 「要社保吗」 may be about what was just answered; a whole matter is not.
_BESIDE = re.compile(r"^.{1,7}[吗呢不么?？]$")
_OURS = re.compile(r"你们|局里|教育局")  # 「你们电话多少」 wants this house
_POINTS = re.compile(r"问我|告诉我们")
_WHO = re.compile(r"哪|谁|电话|地址")
LIKELY = 0.5  # share of an answer of ours that is worth asking about instead
STANDS = 0.75  # share of an answer that a statement is of by itself, whatever was spoken of
OWN = 0.3  # share of another matter than the one told of, for a question to be of that
LONGEST_REMARK = 6
LONGEST_DETAIL = 24  # characters that may only add to the line before


def not_ours(turn: Turn) -> Decision | None:
    """Another desk's or another office's matter: say whose it is, and offer a person."""
    topic = of_others(turn)
    if turn.match.kind is not Match.UNKNOWN or topic is None:
        return None
    if again := _told_already(turn):
        return again
    if turn.context.entry and topic.kind in ELSEWHERE and _is_of_this(turn, turn.context.entry):
        return remark(turn, turn.context.entry, rule="not_ours")
    choices = () if turn.ticket else (_person(turn),)  # whoever waits for one is not offered another
    beside = _BESIDE.search(turn.text) or (len(turn.text) <= LONGEST_REMARK and not turn.facts)
    kept = turn.context.entry if beside or not QUESTION.search(turn.text) else None
    context = turn.settle(entry=kept, offered=choices, misses=1, question=in_whole(turn), **told_of(turn, topic))
    reply = Reply(text=whose(turn, topic, offers=bool(choices)), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", rule="not_ours")


def _is_of_this(turn: Turn, entry_id: str) -> bool:
    """「注册完证上会盖章吗」 in the middle of 定期注册 is of no nurse's paper; 「户口没动」 tells a circumstance."""
    if is_unchanged(turn):
        return True
    wanted, entry = acts(turn.text), turn.book.entry(entry_id)
    papers = CONDITIONS & set(turn.facts)
    its = "，".join((described(entry), *(one.name for one in entry.materials)))
    if papers and not wanted and papers <= set(about(its).objects):
        return True  # 「居住证才办了两个月」「房产证还没下来」 where these are asked for
    return bool(wanted) and wanted <= done_by(turn.book.entry(entry_id))


def _person(turn: Turn) -> Choice:
    return Choice(key="person:not_ours", label=turn.say("yes_person"))


def still_not_ours(turn: Turn) -> Decision | None:
    """「学校不管」「什么时候发」「骨折了」 right after that: who knows, rather than which of our own matters it is."""
    if turn.context.entry is not None:
        return None
    if again := _told_already(turn):
        return again
    topic = turn.book.not_ours(turn.context.elsewhere)
    if topic is not None and turn.match.kind is not Match.SURE and (said := _said_of_it(turn, topic)):
        return _told_again(turn, topic, said)
    if topic is None or turn.context.asked or _is_another(turn) or not _is_about_that(turn, topic):
        return None
    return _ours_after_all(turn, topic) or _who_knows(turn, topic)


def _ours_after_all(turn: Turn, topic: NotOurs) -> Decision | None:
    """「几月份报」 of 自考 is answered under 考试报名时间."""
    if turn.understand is None or topic.kind not in OF_EDUCATION or not QUESTION.search(turn.text):
        return None
    asked = f"{topic.title}，{turn.text}"
    both = turn.understand(asked)
    if both.kind is not Match.SURE or both.best < STANDS or not turn.book.knows(both.ids[0]):
        return None
    before = turn.say("carried", short=turn.book.short(both.ids[0]))
    return settled(turn, both.ids[0], before=before, question=asked, rule="still_not_ours")


def _told_already(turn: Turn) -> Decision | None:
    """Whose matter it is was said before: what else is asked of it stands nowhere here, and no menu of ours fits."""
    topic = turn.book.not_ours(turn.match.topic)
    if topic is None or topic.id not in turn.context.told_of or topic.kind not in REDIRECTED:
        return None
    slight = turn.match.kind is Match.UNCLEAR and turn.match.best < LIKELY
    return _who_knows(turn, topic) if slight or turn.match.kind is Match.UNKNOWN else None


def _is_another(turn: Turn) -> bool:
    """「午餐有补助不」 after a word about the school bus has a reply of its own, and so has 「不是校外，是学校的」."""
    own = turn.book.not_ours(turn.match.topic)
    asks = QUESTION.search(turn.text) and not names_nothing(turn.text) and asked_of_us(turn.text) is None
    asks = asks and turn.match.topic_share >= OWN
    return (
        turn.match.kind is Match.UNKNOWN
        and bool(asks or corrects(turn.text))
        and own is not None
        and own.id not in (turn.context.elsewhere, *turn.context.told_of)
        and own.kind in REDIRECTED
    )


def _is_about_that(turn: Turn, topic: NotOurs) -> bool:
    """It names nothing of its own, or both lines together are that matter still."""
    if _OURS.search(turn.text) and asks_for_contact(turn.text):
        return False
    if asked_of_us(turn.text) is OfUs.COMPLAIN or (asked_section(turn.text) and names_nothing(turn.text)):
        return True
    if turn.match.kind is Match.HUMAN:
        return True  # 「12315先打还是先找你们」 asks, or a person would have been called by now
    tells = turn.match.best < STANDS and not QUESTION.search(turn.text) and topic.kind in REDIRECTED
    half = is_half(turn) or _is_of_nothing_else(turn) or tells
    unsure = turn.match.kind is Match.UNCLEAR and turn.match.best < LIKELY
    faint = turn.match.kind is Match.UNKNOWN and 0 < turn.match.topic_share < OWN
    if topic.kind in OF_EDUCATION and (faint or _resembles_only(turn)):
        return True  # 「特困就不用交学费了吗」
    vague = (unsure and not names_its_own(turn)) or (turn.match.kind is Match.SURE and not about(turn.text).objects)
    if turn.understand is None or len(turn.text) > LONGEST_DETAIL or not (half or vague or _says_no_matter(turn)):
        return False
    if unsure and turn.match.best < FAINT and not names_its_own(turn):
        return True  # 「明年还会不会变」
    both = turn.understand(turn.whole)
    if half and both.kind is not Match.SURE:
        return True  # 「错过了」「民办的」 name no matter
    found = turn.book.not_ours(both.topic)
    return both.kind is Match.UNKNOWN and found is not None and found.department == topic.department


def _resembles_only(turn: Turn) -> bool:
    """「往届生能考吗」 after 教师招聘 is likest to 高考, which nobody named."""
    if turn.match.kind is not Match.SURE or (turn.is_plain and named(turn.text)):
        return False
    its = named(turn.book.entry(turn.match.ids[0]).title)
    return bool(its) and its.isdisjoint(named(turn.whole)) and not names_its_own(turn)


def _is_of_nothing_else(turn: Turn) -> bool:
    """「我是2019年贷的」 tells, and 「会不会上征信」 asks of nobody's matter by itself."""
    if turn.match.kind not in (Match.UNKNOWN, Match.CHAT) or is_small_talk(turn):
        return False
    return turn.match.kind is Match.CHAT or turn.match.topic is None or not QUESTION.search(turn.text)


def _says_no_matter(turn: Turn) -> bool:
    """「几点到」 is nobody's by itself, and 「外地户口」 is only a circumstance."""
    if names_a_circumstance(turn):
        return True
    heard = turn.match.kind is Match.UNCLEAR or (turn.match.kind is Match.UNKNOWN and turn.match.topic is None)
    return heard and not about(turn.text).objects


def _who_knows(turn: Turn, topic: NotOurs) -> Decision:
    choices = (_person(turn),)
    question = turn.context.question if corrects(turn.text) else in_whole(turn)
    context = turn.remember(offered=choices, question=question, **told_of(turn, topic))
    reply = Reply(text=_in_words(turn, topic), choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", rule="still_not_ours")


def _said_of_it(turn: Turn, topic: NotOurs) -> str | None:
    """「有年龄限制吗」 stands in what was said of 自考; what only points elsewhere says nothing."""
    told = [one for one in cut(topic.reply) if not _POINTS.search(one)]
    return closest_of(turn, told) if QUESTION.search(turn.text) else None


def _told_again(turn: Turn, topic: NotOurs, said: str) -> Decision:
    choices = () if turn.ticket else (_person(turn),)
    context = turn.remember(offered=choices, **told_of(turn, topic))
    missed = turn.say("missed") if corrects(turn.text) else ""
    reply = Reply(text=missed + said, choices=choices)
    return Decision(replies=(reply,), context=context, kind="unknown", rule="still_not_ours")


def _in_words(turn: Turn, topic: NotOurs) -> str:
    missed = turn.say("missed") if corrects(turn.text) else ""
    wanted = asked_section(turn.text)
    if topic.kind not in REDIRECTED:
        if wanted in (Section.WHERE, Section.PHONE) or _WHO.search(turn.text):
            return turn.say("elsewhere", reply=topic.reply)  # who and where was said, and is asked once more
        asks = missed or wanted or QUESTION.search(turn.text)
        return missed + turn.say("still_elsewhere" if asks else "noted_elsewhere")
    office = turn.book.department(topic.department)
    if asked_of_us(turn.text) is OfUs.COMPLAIN or wanted is Section.REMEDY:
        said = "then_to_us"
    elif wanted is Section.PHONE:
        said = "call_them"
    else:  # 「小学二年级」 is what was asked for
        said = "still_not_ours" if missed or QUESTION.search(turn.text) else "told_of_it"
    return missed + turn.say(said, department=office.name, phone=office.phone)
