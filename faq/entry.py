"""What one curated entry holds: 一次性告知 (who, what to bring, how, how long, where), its sources and its dates."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,60}$")]


def _yes_or_no(value: object) -> object:
    """YAML scalars arrive as text; a clerk may write 是/否."""
    return {"true": True, "是": True, "可以": True, "false": False, "否": False}.get(str(value).lower(), value)


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class Strict(BaseModel):
    """Frozen and without extra keys: a mistyped field name is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(StrEnum):
    TRANSFER = "transfer"
    CERTIFICATES = "certificates"
    EXAMS = "exams"
    OTHER = "other"


class Audience(StrEnum):
    PARENT = "parent"
    STUDENT = "student"
    TEACHER = "teacher"
    GRADUATE = "graduate"


class State(StrEnum):
    """draft: only `yiwen check` and the hit-test see it; internal: the desk too; public: citizens too."""

    DRAFT = "draft"
    INTERNAL = "internal"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {State.DRAFT: "草稿", State.INTERNAL: "内部", State.PUBLIC: "公开"}
)


class Grade(StrEnum):
    """How good the evidence is: A law or official site; B press or official reprint; C third party."""

    A = "A"
    B = "B"
    C = "C"


class Omissible(StrEnum):
    """The parts of 一次性告知 that an entry may go without, if it says so."""

    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    REMEDY = "remedy"


class Material(Strict):
    """One paper to bring: original or copy, how many, and whether it may follow later (容缺受理)."""

    name: Text
    form: Text | None = None
    later: YesNo = False
    note: Text | None = None


class Source(Strict):
    """Where a sentence comes from; `number` is the 文号, `url` an official site only."""

    document: Text
    number: Text | None = None
    article: Text | None = None
    year: int
    grade: Grade = Grade.B
    url: Text | None = None


class Effective(Strict):
    """First and last day on which the answer may be given (Asia/Shanghai; `until` included)."""

    from_: Annotated[date, Field(alias="from")]
    until: date | None = None


class FollowUp(Strict):
    """What citizens ask next about some words of the answer, a section's title, or what it does not say (没写)."""

    about: Text
    asks: Annotated[tuple[Text, ...], Field(min_length=1)]


class FaqEntry(Strict):
    """A curated answer. Texts may name local parameters as {bureau_phone}; see faq/local.yaml.

    `reconfirmed`: the day on which somebody found it still right although a source was repealed.
    `supersedes`: the entry whose place this one takes on its first day; until then people ask the old one.
    `not_needed`: parts of 一次性告知 left out because they make no sense here.
    `phrasings` stand in faq/phrasings too, `follow_ups` in faq/follow_ups only.
    """

    id: EntryId
    title: Text
    short: Annotated[Text, StringConstraints(max_length=14)]
    area: Area
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    department: Text
    state: State = State.PUBLIC
    summary: Annotated[Text, StringConstraints(max_length=80)]
    conditions: tuple[Text, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[Text, ...] = ()
    time_limit: tuple[Text, ...] = ()
    validity: Text | None = None
    fee: Text | None = None
    where: Text | None = None
    online: Text | None = None
    phone: Text | None = None
    remedy: Text | None = None
    office_decides: Text | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    effective: Effective
    review_by: date
    reconfirmed: date | None = None
    supersedes: EntryId | None = None
    not_needed: tuple[Omissible, ...] = ()
    related: tuple[EntryId, ...] = ()
    phrasings: tuple[Text, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class Choice(Strict):
    """One way to answer a clarifying question; it leads to one entry."""

    label: Annotated[Text, StringConstraints(max_length=20)]
    entry: EntryId


class Clarify(Strict):
    """One short question that separates neighbours; asked when two of its entries are both likely.

    `phrasings` are what people type when it may be any of the choices: 「毕业证丢了」.
    """

    id: EntryId
    question: Annotated[Text, StringConstraints(max_length=40)]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]
    phrasings: tuple[Text, ...] = ()


class NotOursKind(StrEnum):
    """education: another desk of the bureau; government: another office; everyday: nobody's; school: the school or
    university itself; nearby: same paper or exam, another question; the rest is how to talk, not what to answer."""

    EDUCATION = "education"
    GOVERNMENT = "government"
    SCHOOL = "school"
    NEARBY = "nearby"
    EVERYDAY = "everyday"
    CHAT = "chat"
    HUMAN = "human"
    URGENT = "urgent"


class NotOurs(Strict):
    """What is not for an entry to answer: a kind word, who does answer, and examples to learn from."""

    id: EntryId
    title: Text
    kind: NotOursKind
    department: Text | None = None
    reply: Text
    phrasings: Annotated[tuple[Text, ...], Field(min_length=1)]
