"""Rules that carry a question over to what is named now: 「那普通话证呢」「初中的呢」「外省的呢」."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.dialogue.answering import answer_reply, serves_any, settled
from bot.dialogue.following import LONGEST_ELLIPSIS, sections
from bot.dialogue.followups import asked_section, asked_sections, instead, names_nothing
from bot.dialogue.matters import CONDITIONS, SAYS_LITTLE, acts, described, registers_for_another, told
from bot.dialogue.matters import named as matters_named
from bot.dialogue.passages import said_of
from bot.dialogue.picking import apart, facts, of_facet
from bot.dialogue.quoting import in_short, quoted, remark
from bot.dialogue.searched import words_of
from bot.dialogue.turn import Decision, Turn
from faq.answer import Section
from faq.entry import Area
from intents.about import about, readings
from intents.carrying import carried
from intents.match import Kind, Match
from intents.text import normalise
from intents.words import cut, without_places

LONGEST_FACT = 8
LONGEST_NAME = 6
STILL = 0.5  # share of what was answered, to be meant by both lines too
LONGEST_ADDITION = 12
LONGEST_BEFORE = 80  # characters of a matter that are kept in mind
SHORTEST_TELLING = 2
_TELLING_APART = ("exam", "level", "place")
_SAME_PLACE = {"place:两省": "place:外省", "place:同省两地": "place:本省"}
_CIRCUMSTANCES = frozenset({"level", "place", "who", "home"})
_SAYS_NOTHING = re.compile(r"[^\w]|[那的呢吗么嘛啊呀是要也在有没不我他她它您你得还都就了个]|家里|孩子|娃")
_STARTS = re.compile(
    r"^(?:那|要是|如果|假如|若是|万一|换成?|改成?|还有|另外|顺便|再|我(?:说|问|指|讲)的?是|我是(?:说|问))|"
    r"^不是.{1,8}[，,。 ]"
)
_PURPOSE = re.compile(r"[要急得]用[的了]?$|用的$")  # 「考研政审要用」
_LACKING = re.compile(r"(?:我|孩子|娃)?(?:没|无|冇|缺)(?!了)")
AWAY = "我在外地"
_AWAY = re.compile(r"^(?:我|人|本人|现在|目前|都?一直)*在某地(?:这边|那边|打工|上班|工作|生活|住)?[了。]?$")
_ENDS = re.compile(
    r"(?:呢|咧|嘞|哩|捏|的话|也是(?:吗|么|不)?|一样(?:吗|么|不|的吗)?|相同吗|同样吗|也(?:行|可以|能|要|得|这样).{0,8}(?:吗|么|不)?|怎么说|又怎么办|怎么样)$"
)
_UNCHANGED = re.compile(r"[没不未](?:有|曾)?(?:动|变|搬|迁|换|改)(?![吗么不没])")


def carry_over(turn: Turn) -> Decision | None:
    """「那普通话证呢」「初中的呢」「外省的呢」: the same thing to do with another paper, level or place."""
    entry_id = turn.context.entry
    if entry_id is None or not elliptic(turn) or (asked_section(turn.text) and names_nothing(turn.text)):
        return None
    if turn.is_plain or registers_for_another(turn, entry_id):
        return None
    other, question = carry(turn, entry_id, instead(turn.text) or turn.text)
    if other is None or not turn.book.knows(other) or (other == entry_id and leads_beside(turn, entry_id)):
        return None
    wanted = asked_sections(turn.text)
    if wanted and not any(map(turn.book.answers[other].part, wanted)) and (said := _said_here(turn, entry_id)):
        return said  # 「普通话过期了」 among the conditions of something else
    if wanted not in ((), (Section.STEPS,)) and turn.book.in_force(other, turn.now):  # 「咋弄」 asks for all of it
        return _just_that(turn, other, wanted, question)
    if other == entry_id and set(turn.facts) <= set(about(turn.book.entry(entry_id).title).objects):
        return _said_here(turn, entry_id) or in_short(turn, entry_id, rule="carry_over")
    if other == entry_id:
        return remark(turn, entry_id, rule="carry_over")
    before = turn.say("carried", short=turn.book.short(other))
    return settled(turn, other, before=before, question=question, rule="carry_over")


def leads_beside(turn: Turn, entry_id: str) -> bool:
    """Sure by itself of what stands beside the open entry: 「实验小学说满了」 after 省内转学, but not after 复学."""
    other, entry = turn.sure_of, turn.book.entry(entry_id)
    if other in (None, entry_id) or (turn.facts and not _tells(turn.text)):
        return False
    its = turn.book.entry(other)
    return other in entry.related or (its.area is entry.area and bool(matters_named(its.title) & told(turn, entry_id)))


def _said_here(turn: Turn, entry_id: str) -> Decision | None:
    """What was answered is not read out again where some of its sentences are about just this."""
    return quoted(turn, entry_id, words_of(turn.text, turn.facts), rule="carry_over")


def carry(turn: Turn, entry_id: str, said: str) -> tuple[str | None, str]:
    """The entry about the other thing, and the whole question: in the citizen's own words first, else by title."""
    for match in _in_own_words(turn, apart(said)):
        if match.ids[:1] == (entry_id,) and match.best >= STILL and _only_adds(turn, entry_id, said):
            return entry_id, match.text  # 「高中转学」 → 「省内的」 is no other matter
        if match.kind is Kind.SURE and _takes_over(turn, entry_id, match.ids[0], said):
            return (entry_id if _was_left(turn, match.ids[0]) else match.ids[0]), match.text
        if match.kind is Kind.UNCLEAR and (near := _related(turn, entry_id, match)) and _beside(turn, entry_id, near):
            return near, match.text
    if beside := _beside_of_it(turn, entry_id):
        return beside, f"{turn.context.question}，{said}"
    other = turn.carry(entry_id, said)
    if other is None or not turn.book.knows(other) or not _takes_over(turn, entry_id, other, said):
        return None, said
    return other, turn.book.entry(other).title


def _was_left(turn: Turn, other: str) -> bool:
    """A circumstance does not lead back to what the last question alone is about, where another answer was given."""
    return is_circumstance(turn.facts) and was_it(turn, other)


def was_it(turn: Turn, other: str) -> bool:
    """The question before was that by itself already, and something else was answered for a reason."""
    return turn.understand is not None and turn.understand(turn.context.question).ids[:1] == (other,)


def _only_adds(turn: Turn, entry_id: str, said: str) -> bool:
    """A circumstance with nothing to do; 居住证 and what is told of a paper only where the answer speaks of it."""
    if acts(turn.text):
        return False
    spoken = bool(said_of(turn.book.answers[entry_id], words_of("", turn.facts)))
    plain = is_circumstance(turn.facts) and (spoken or CONDITIONS.isdisjoint(turn.facts))
    return plain or (spoken and _tells(said))


def _beside_of_it(turn: Turn, entry_id: str) -> str | None:
    """The one that the curators put beside it which is about the circumstance: 租房入学 says nothing of 居住证."""
    if not is_circumstance(turn.facts) or said_of(turn.book.answers[entry_id], words_of("", turn.facts)):
        return None
    related = [turn.book.entry(one) for one in turn.book.entry(entry_id).related if turn.book.knows(one)]
    near = [one.id for one in related if set(turn.facts) <= named(f"{one.title}，{one.summary}")]
    return near[0] if len(near) == 1 and _takes_over(turn, entry_id, near[0], turn.text) else None


def _in_own_words(turn: Turn, said: str) -> Iterator[Match]:
    """The last question with all that is said now; then about the thing that is named; then without other things."""
    question = turn.context.question
    if turn.understand and question and _tells(said):
        yield turn.understand(f"{question}，{said}")
    for before in (question, _without_things(question)):
        asked = carried(before, said)
        if asked and turn.understand:
            yield turn.understand(asked)


def _tells(said: str) -> bool:
    """「户口不在这边」 tells more than the name of a thing, which alone would not be the same."""
    left = normalise(said)
    named = readings(left)
    for _, spelling in named:
        left = left.replace(spelling, "")
    return bool(named) and len(_SAYS_NOTHING.sub("", left)) >= SHORTEST_TELLING


def _without_things(question: str) -> str:
    """「技校毕业证丢了」 → 「毕业证丢了」: without level, place and exam, which the new thing may exclude."""
    plain = normalise(question)
    for facet, spelling in readings(plain):
        if facet in ("level", "place", "exam", "who", "home"):
            plain = plain.replace(spelling, "")
    return plain


def _treats_of(turn: Turn, entry_id: str, said: str) -> bool:
    """Whether the entry is about the thing that was named."""
    entry = turn.book.entry(entry_id)
    return bool(set(about(said).objects) & set(about(described(entry)).objects))


def _beside(turn: Turn, entry_id: str, other: str) -> bool:
    """Where only a circumstance is named (外地户口), the same thing is to be done; a paper or exam may lead far."""
    if not is_circumstance(turn.facts):
        return True
    one, two = turn.book.entry(entry_id), turn.book.entry(other)
    done = [acts(f"{entry.title}，{entry.short}") for entry in (one, two)]
    papers = [set(about(entry.title).of("paper")) for entry in (one, two)]
    if all(papers) and papers[0].isdisjoint(papers[1]):
        return False
    return one.area == two.area and (not all(done) or not done[0].isdisjoint(done[1]))


def _takes_over(turn: Turn, entry_id: str, other: str, said: str) -> bool:
    if not _treats_of(turn, other, said) or not _beside(turn, entry_id, other):
        return False
    return _lives_there(turn, other) and not excludes(turn, entry_id, other)


def _lives_there(turn: Turn, other: str) -> bool:
    """「户口迁过来呢」 is of no rented home where nobody spoke of one."""
    homes = of_facet(about(turn.book.entry(other).title).objects, "home")
    return not homes or bool(homes & of_facet((*turn.facts, *turn.context.known), "home"))


def excludes(turn: Turn, entry_id: str | None, other: str) -> bool:
    """The other entry contradicts what was said, now or else before: 中考 after 高考, 省内转学 after 跨省转学."""
    before = f"{turn.context.question}，{turn.book.entry(entry_id).title if entry_id else ''}"
    meant = named(turn.book.entry(other).title)
    for facet in _TELLING_APART:
        said = of_facet(named(turn.text), facet) or of_facet(named(before), facet)
        if said and of_facet(meant, facet) and said.isdisjoint(meant):
            return True
    return False


def named(text: str) -> frozenset[str]:
    """The things a text names; 从郑州到西安 is 外省."""
    return frozenset(_SAME_PLACE.get(fact, fact) for fact in facts(text))


def which(turn: Turn, said: str) -> Match | None:
    """The question about the other thing where it may be several entries."""
    return next((match for match in _in_own_words(turn, said) if match.kind is Kind.UNCLEAR), None)


def _related(turn: Turn, entry_id: str, match: Match) -> str | None:
    """Of several that it may be, the one the curators put beside this entry; 代办 stands beside any."""
    near = [one for one in match.ids if one in turn.book.entry(entry_id).related]
    if len(near) != 1 or serves_any(turn, entry_id) or excludes(turn, entry_id, near[0]):
        return None
    return near[0] if _lives_there(turn, near[0]) else None


def _just_that(turn: Turn, entry_id: str, wanted: tuple[Section, ...], question: str) -> Decision:
    """「普通话证要钱吗」: that section of the other entry, and its menu from now on."""
    before = turn.say("about", short=turn.book.short(entry_id))
    decision = sections(turn, (entry_id,), wanted, before=before, rule="carry_over")
    whole = answer_reply(turn, entry_id)
    context = replace(decision.context, offered=decision.replies[0].choices or whole.choices, question=question)
    return replace(decision, context=context)


def only_names(turn: Turn) -> bool:
    """「高中的」 says nothing by itself, whatever it may resemble."""
    wanted = acts(turn.text) or asked_section(turn.text)
    short = len(turn.text.strip()) <= LONGEST_NAME and not _PURPOSE.search(turn.text)
    return short and bool(turn.facts) and not wanted


def names_a_circumstance(turn: Turn) -> bool:
    """「高中的」「外省的」「那社保呢」「没有学籍」, but not 「普通话证」: another paper or exam is another matter."""
    return only_names(turn) and (bool(_LACKING.match(turn.text)) or is_circumstance(turn.facts))


def is_circumstance(facts: Iterable[str]) -> bool:
    """Nothing but a level, a place, a person, a home or a paper that is only a condition."""
    kinds = {"level" if fact in CONDITIONS else fact.partition(":")[0] for fact in facts}
    return bool(kinds) and kinds <= _CIRCUMSTANCES


def is_unchanged(turn: Turn) -> bool:
    """「户口没动，也没搬家」: a circumstance that is told to be as ever."""
    return bool(_UNCHANGED.search(turn.text)) and is_circumstance(turn.facts)


def from_afar(turn: Turn) -> Turn:
    """「我在深圳」 about a paper is 「我在外地」: the town does not matter, unless it is the bureau's own."""
    entry_id, said = turn.context.entry, normalise(turn.text)
    if entry_id is None or turn.understand is None or turn.book.entry(entry_id).area is not Area.CERTIFICATES:
        return turn
    if not _AWAY.search(without_places(said)) or any(one in turn.book.bureau for one in cut(said) if len(one) > 1):
        return turn
    return replace(turn, text=AWAY, match=turn.understand(AWAY))


def in_whole(turn: Turn) -> str:
    """The line with the question it adds to: the first words of a matter are not lost behind 「村小」「2008年的」."""
    before, long = turn.context.question, len(turn.text) > LONGEST_ADDITION
    if not before or long or about(turn.text).strange or names_its_own(turn):
        return turn.text
    return f"{before[:LONGEST_BEFORE]}，{turn.text}"


def names_its_own(turn: Turn) -> bool:
    """Something to do, or a paper, exam or matter: 「村小」 and 「那时候」 name none."""
    things = set(about(turn.text).objects) - SAYS_LITTLE
    return bool(acts(turn.text) or (things and not is_circumstance(things)))


def elliptic(turn: Turn) -> bool:
    """A line that is no whole question: it begins or ends like a part of one, or only names a thing."""
    short = normalise(turn.text).strip("。？！，、 ")
    if len(short) > LONGEST_ELLIPSIS or about(short).strange or _UNCHANGED.search(short):
        return False  # 「普通话要几级」 asks something of its own; 「户口没动」 tells that nothing else is meant
    if _STARTS.search(short) or _ENDS.search(short) or only_names(turn):
        return True
    if turn.match.kind is Kind.SURE or (turn.match.ask and acts(short)):
        return False  # 「毕业证丢了」 is a whole question, which the curators ask back
    return bool(turn.facts) and (len(short) <= LONGEST_FACT or asked_section(short) is not None)
