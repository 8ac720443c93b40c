"""Templates to responses; everything a page may say is escaped."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from handoff.console import moments
from handoff.console.composition import Console
from handoff.console.wording import BADGES, EVENT_WORDS, OUTCOMES, REASONS, dialled
from handoff.officers import Right, Role
from handoff.switch import WHOLE

if TYPE_CHECKING:
    from handoff.console.guard import Visit

TEMPLATES = Path(__file__).parent / "templates"
ROLE_LABELS = {
    Role.OFFICER: "值班员",
    Role.SUPERVISOR: "值班负责人",
    Role.CURATOR: "答复编辑",
    Role.STRANGER: "无权限",
}


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clock": moments.clock,
        "day": moments.day,
        "exact": moments.exact,
        "passed": moments.passed,
        "waited": moments.waited,
        "due": moments.due,
        "soon": moments.soon,
        "pressing": moments.pressing,
        "hour": moments.hour,
        "dialled": dialled,
        "reason": lambda reason: REASONS.get(reason, reason),
    }
    made.globals |= {
        "EVENT_WORDS": EVENT_WORDS,
        "ROLE_LABELS": ROLE_LABELS,
        "BADGES": BADGES,
        "OUTCOMES": OUTCOMES,
        "Right": Right,
    }
    # A bot's long answer is folded after its beginning: the officer looks for the citizen.
    made.globals |= {"LONG": 160, "BEGINNING": 60, "MOST_CHORES": 20}
    return made


ENVIRONMENT = _environment()


def page(
    console: Console, template: str, *, status: int = 200, visit: "Visit | None" = None, **context: Any
) -> HTMLResponse:
    """A page or a part of one; without a `visit` nobody is signed in, without a `bar` the page does not show it."""
    known = {
        "bureau": console.bureau(),
        "officer": visit.officer if visit else None,
        "now": visit.now if visit else console.clock(),
        "warning": console.notice(),
        "areas": {WHOLE: "全部"} | dict(console.areas),
        "bar": None,
    }
    return HTMLResponse(ENVIRONMENT.get_template(template).render(known | context), status_code=status)
