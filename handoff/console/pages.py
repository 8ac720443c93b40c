"""Templates to responses; everything a page may say is escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from handoff.console import moments
from handoff.console.composition import Console
from handoff.console.wording import BADGES, EVENT_WORDS, REASONS
from handoff.officers import Role

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
        "due": moments.due,
        "hour": moments.hour,
        "reason": lambda reason: REASONS.get(reason, reason),
    }
    made.globals |= {"EVENT_WORDS": EVENT_WORDS, "ROLE_LABELS": ROLE_LABELS, "BADGES": BADGES}
    return made


ENVIRONMENT = _environment()


def page(console: Console, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page or a part of one; `officer` is None where nobody is signed in."""
    known = {"bureau": console.bureau, "officer": None, "now": console.clock(), "desk": None, "waiting": None,
             "warning": console.notice()}  # fmt: skip
    return HTMLResponse(ENVIRONMENT.get_template(template).render(known | context), status_code=status)
