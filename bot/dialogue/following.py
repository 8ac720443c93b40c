"""Rules that read a short line in the light of what was just said: which part of the answer is wanted."""

import re

from bot.dialogue.answering import looked_up, settled
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.followups import (
    QUESTION,
    asked_section,
    asked_sections,
    bare,
    happened,
    is_refused,
    names_nothing,
    section_named,
)
from bot.dialogue.matters import acts, done_by, leaves, named, registers_for_another
from bot.dialogue.outside import is_of_another_office
from bot.dialogue.passages import closest, hints
from bot.dialogue.quoting import STANDS_OUT, all_of, found_in, nearby, not_found, quoted, remark
from bot.dialogue.searched import beside_its_name, names_a_thing, words_of
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Reply
from faq.answer import TITLES, Section
from intents.about import about
from intents.lexicon import any_of
from intents.match import Kind

LONGEST_ELLIPSIS = 16
LONGEST_DETAIL = 10
GRUMBLE = "edu_bureau_service"  # faq/not_ours: 「还没收到」 by itself is that; after an answer it is about it
_AND_THEN = re.compile(
    r"^(?:那|这|我|现在|该|又|可|要|应该)*(?:怎么|咋个?|如何|啷个)(?:办|整|弄|搞|好)(?:了|呢|啊|呀|嘛|哦|才好)*$"
)
_IN_TROUBLE = re.compile(
    r"没(?:有)?(?:学上|书读|地方|办法|人|了|[摇考录报]|满|过)|(?:上|办|读|开|弄|报|转|领)不[了成上到]|来不及|错过|"
    r"不(?:满|够|符合)|(?:别的|其他|其它|还有)(?:什么|啥)?(?:路|办法|法子|门路)"
)
LIKELY = 0.3  # share of an answer worth asking about
MOST_OTHERS = 3
_HOW = re.compile(r"(?:怎么|咋个?|如何|怎样)[^，, ]{1,4}$")
_THING = re.compile(
    r"户口[本簿页]|身份证|照片|结婚证|房产证|居住证|出生证|委托书|申请书|社保|合同|营业执照|成绩单|体检|接种证|疫苗本?|复印件|原件"
)
_FORMS = ("原件", "复印件")
_ALSO = {
    "户口本": ("户口",), "户口簿": ("户口",), "户口页": ("户口",), "疫苗": ("接种", "疫苗"), "疫苗本": ("接种", "疫苗"),
    "照片": ("照片", "证件照", "相片", "彩照"),
    "复印件": ("复印",), "原件": ("原件", "原证"), "出生证": ("出生",), "房产证": ("房产", "不动产"),
}  # fmt: skip
# What one brings for 代办 is asked of that; what it costs and how long it takes, of what is to be done.
_OF_WHAT_IS_BESIDE = frozenset({Section.MATERIALS, Section.STEPS})


def section_reply(turn: Turn, entry_id: str, section: Section, *, before: str = "") -> Reply:
    """One section of the entry by itself; where it has none, what it says about it elsewhere, or who knows."""
    answer = turn.book.answers[entry_id]
    part = answer.part(section)
    if part is not None:
        return Reply(text=f"{before}{part.text}", entry_id=entry_id, section=section.value)
    named = {"section": TITLES[section], **turn.who_knows(entry_id)}
    if lines := hints(answer, section):
        text = turn.say("section_hint", lines="\n".join(lines), **named)
    else:
        text = turn.say("no_section", **named)
    near = [one for one in turn.book.entry(entry_id).related if _is_about(turn, one, section)][:MOST_OTHERS]
    choices = tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in near)
    return Reply(text=f"{before}{text}", choices=choices, entry_id=entry_id, section=section.value)


def _is_about(turn: Turn, entry_id: str, section: Section) -> bool:
    """Whether a related entry is in force and treats of just this: 「转学要带什么材料」."""
    if not turn.book.knows(entry_id) or not turn.book.in_force(entry_id, turn.now):
        return False
    return section_named(turn.book.entry(entry_id).title) is section


def sections(turn: Turn, ids: tuple[str, ...], wanted: tuple[Section, ...], *, before: str = "", rule: str) -> Decision:
    """Give sections, and leave the menu of the entry as it was."""
    entry_id = ids[-1]
    if not turn.book.in_force(entry_id, turn.now):
        return settled(turn, entry_id, rule=rule)
    one_by_one = tuple(
        section_reply(turn, one, section, before=before or _which(turn, one, ids)) for one in ids for section in wanted
    )
    offered = next((reply.choices for reply in one_by_one if reply.choices), None)
    on_it = {"beside": entry_id} if entry_id == turn.context.beside else {"entry": entry_id, "beside": None}
    context = turn.remember(**on_it, also=ids[:-1], offered=offered or turn.context.offered, asked=0, misses=0)
    return Decision(replies=one_by_one, context=context, kind="sure", ids=ids, rule=rule)


def _which(turn: Turn, entry_id: str, ids: tuple[str, ...]) -> str:
    """Which matter it is about, where that is not plain."""
    if len(ids) > 1 or turn.context.misses:
        return turn.say("about", short=turn.book.short(entry_id))
    return ""


def follow_up(turn: Turn) -> Decision | None:
    """「要带什么材料」 after an answer gives just that section of the same entry."""
    entry_id = turn.context.entry
    if entry_id is None:
        return None
    if before := looked_up(turn):
        return sections(turn, (entry_id,), (Section.WHERE,), before=f"{before}\n", rule="follow_up")
    if registers_for_another(turn, entry_id):
        return None
    if leaves(turn, entry_id) and not _THING.search(turn.text):
        return None
    wanted = _sections_of(turn, entry_id)
    if not wanted and turn.context.beside and (said := _said_beside(turn, turn.context.beside)):
        return said
    if not wanted and entry_id in turn.match.ids:
        wanted = _said_at_the_end(turn)
    if not wanted:
        return None
    if named := _one_thing(turn, entry_id, wanted):
        return named
    if names_nothing(turn.text) and not _does_another(turn, entry_id):
        beside = turn.context.beside if not _OF_WHAT_IS_BESIDE.isdisjoint(wanted) else None
        return sections(turn, (beside,) if beside else (*turn.context.also, entry_id), wanted, rule="follow_up")
    if _about_another(turn, entry_id):
        return None
    if wanted == (Section.CONDITIONS,) and names_a_thing(turn.text):
        return remark(turn, entry_id, rule="follow_up")  # 「要先考一门才能转吗」 asks for one of them, if that
    if wanted == (Section.REMEDY,) and is_refused(turn.text):
        return sections(turn, (entry_id,), wanted, rule="follow_up")  # 「户口本是对的 学校拖着不给改」
    return _said_elsewhere(turn, entry_id, wanted) or sections(turn, (entry_id,), wanted, rule="follow_up")


def _said_beside(turn: Turn, beside: str) -> Decision | None:
    """「邮费谁出」 after 邮寄 is said there, and 「多少钱」 is of what is sent."""
    return found_in(turn, beside, closest(turn, beside, words_of(turn.text), enough=STANDS_OUT), rule="follow_up")


def _sections_of(turn: Turn, entry_id: str) -> tuple[Section, ...]:
    """What is asked for; 「那怎么办」 after 「学校说没档案」 asks what to do then, not how it is done at all."""
    wanted = asked_sections(turn.text) or _how_it_is_done(turn, entry_id)
    if wanted and not QUESTION.search(turn.text) and not names_nothing(turn.text) and turn.match.kind is not Kind.SURE:
        return ()  # 「手机号也换了」「明天截止啊」 tells something
    in_trouble = (turn.context.trouble and _AND_THEN.search(bare(turn.text))) or _IN_TROUBLE.search(turn.text)
    if wanted != (Section.STEPS,) or not (in_trouble or happened(turn.text)):
        return wanted
    return (Section.REMEDY,) if turn.book.answers[entry_id].part(Section.REMEDY) else wanted


def _how_it_is_done(turn: Turn, entry_id: str) -> tuple[Section, ...]:
    """「怎么复核」 of what is done there, and of nothing else."""
    done = acts(turn.text)
    of_it = bool(done) and done <= done_by(turn.book.entry(entry_id)) and not named(turn.text)
    return (Section.STEPS,) if of_it and _HOW.match(bare(turn.text)) else ()


def _one_thing(turn: Turn, entry_id: str, wanted: tuple[Section, ...]) -> Decision | None:
    """「要户口本吗」「复印件行吗」: what the list of materials says of it, not the whole list."""
    thing = _THING.search(turn.text)
    part = turn.book.answers[entry_id].part(Section.MATERIALS)
    if thing is None or part is None or wanted != (Section.MATERIALS,) or not QUESTION.search(turn.text):
        return None
    named = any_of(_ALSO.get(thing[0], (thing[0],)))
    own = sorted(one for one in turn.book.answers[entry_id].own if re.search(named, one))
    lines = [*(line for line in part.lines if re.search(named, line)), *own]  # 「照片几寸」: and the bureau's own rule
    more = len(words_of(turn.text)) > 1 or not lines or thing[0] in _FORMS  # 「身份证要原件吗」
    if more and (said := all_of(turn, entry_id, thing=named, rule="follow_up")):
        return said
    if found := found_in(turn, entry_id, lines, section=Section.MATERIALS, rule="follow_up"):
        return found
    before = turn.say("thing_not_listed", thing=thing[0])
    return sections(turn, (entry_id,), wanted, before=f"{before}\n", rule="follow_up")


def _said_elsewhere(turn: Turn, entry_id: str, wanted: tuple[Section, ...]) -> Decision | None:
    """「体检要去哪」: where the section that is asked for says nothing of it, sentences of the others may.

    「多久改好」 names nothing but what is done anyway.
    """
    if not names_a_thing(turn.text) or wanted == (Section.FEE,):
        return None
    words = beside_its_name(turn, entry_id, turn.text)
    parts = (turn.book.answers[entry_id].part(section) for section in wanted)
    if not words or any(word.search(part.text) for part in parts if part for word in words):
        return None
    return quoted(turn, entry_id, words, rule="follow_up") or nearby(turn, entry_id, words, rule="follow_up")


def _said_at_the_end(turn: Turn) -> tuple[Section, ...]:
    """The section a longer question about the same matter ends with; 「怎么办」 alone only where the engine is sure."""
    named = section_named(turn.text)
    if named is None or (named is Section.STEPS and turn.match.kind is not Kind.SURE):
        return ()
    return (named,)


def _about_another(turn: Turn, entry_id: str) -> bool:
    """A short question that is clearly another entry's is no follow-up, nor one that names another thing."""
    if turn.match.kind is Kind.SURE or entry_id in turn.match.ids:
        return entry_id not in turn.match.ids
    known = {*about(turn.context.question).actions, *about(turn.book.entry(entry_id).title).actions}
    return bool(set(turn.facts) - set(turn.context.known)) or bool(acts(turn.text) - known)


def _does_another(turn: Turn, entry_id: str) -> bool:
    """「申请认证要多久」 after 查不到学历: something else is to be done, and that is an answer by itself."""
    wanted = acts(turn.text)
    other = turn.sure_of not in (None, entry_id)
    return other and bool(wanted) and wanted.isdisjoint(done_by(turn.book.entry(entry_id)))


def lapsed(turn: Turn) -> Decision | None:
    """A follow-up to something that was said too long ago: say so, and offer to go on with it."""
    entry_id = turn.context.lapsed
    if entry_id is None or not turn.book.in_force(entry_id, turn.now):
        return None
    if asked_section(turn.text) is None or not names_nothing(turn.text):
        return None
    choices = (Choice(key=f"entry:{entry_id}", label=turn.say("yes_this")),)
    reply = Reply(text=turn.say("expired_context", title=turn.book.entry(entry_id).title), choices=choices)
    context = turn.settle(offered=choices, question=turn.text, asked=1)
    return Decision(replies=(reply,), context=context, kind="unclear", ids=(entry_id,), rule="lapsed")


def detail(turn: Turn) -> Decision | None:
    """「能加急吗」 after an answer that does not say: who knows, rather than a menu of other matters."""
    entry_id = turn.context.entry
    if entry_id is None or not _says_no_matter(turn):
        return None
    said, entry = about(turn.text), turn.book.entry(entry_id)
    if len(bare(turn.text)) > LONGEST_DETAIL or said.objects or said.strange:
        return None
    if {entry_id, *entry.related} & set(turn.match.ids) or _may_be_another(turn):
        return None
    words = words_of(turn.text)
    if found := quoted(turn, entry_id, words, rule="detail") or nearby(turn, entry_id, words, rule="detail"):
        return found
    return not_said_here(turn, entry_id, "detail")


def not_said_here(turn: Turn, entry_id: str, rule: str) -> Decision:
    reply = not_found(turn, entry_id, words_of(turn.text))
    context = turn.remember(offered=reply.choices, misses=turn.context.misses + 1)
    return Decision(replies=(reply,), context=context, kind="unknown", rule=rule)


def _says_no_matter(turn: Turn) -> bool:
    """Not understood by itself: a question, or a statement that is no other office's and no small talk."""
    if turn.match.kind in (Kind.UNKNOWN, Kind.UNCLEAR):
        return bool(QUESTION.search(turn.text)) or turn.match.topic in (None, GRUMBLE)
    return turn.match.kind is Kind.CHAT and not is_small_talk(turn)


def _may_be_another(turn: Turn) -> bool:
    """A question that points somewhere else is asked back about; so is 「登记表呢」."""
    if turn.match.kind is not Kind.UNCLEAR:
        return False
    return turn.match.best >= LIKELY or bare(turn.text).endswith("呢")


def no_topic(turn: Turn) -> Decision | None:
    """「要带什么材料」 as the first words: for what? The common matters to tap, or to be named."""
    if turn.context.entry is not None or turn.match.kind is not Kind.UNKNOWN or turn.ticket is not None:
        return None
    if is_of_another_office(turn):
        return None  # 「狗证怎么办」
    wanted = asked_section(turn.text)
    if wanted is None or not names_nothing(turn.text) or turn.context.asked:
        return None
    common = tuple(one for one in turn.book.common if turn.book.in_force(one, turn.now))[: MOST_OTHERS + 1]
    choices = tuple(Choice(key=f"entry:{one}", label=turn.book.short(one)) for one in common)
    reply = Reply(text=turn.say("no_topic", section=TITLES[wanted]), choices=choices)
    context = turn.settle(offered=choices, asked=1, question=bare(turn.text))
    return Decision(replies=(reply,), context=context, kind="unclear", ids=common, rule="no_topic")
