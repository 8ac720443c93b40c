"""Coverage against error: what answering more questions would cost, as numbers and as a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from intents.evaluate import NONE, Figures, Outcome
from intents.match import Kind

WIDTH, HEIGHT, LEFT, TOP = 640, 420, 70, 60
PLOT_W, PLOT_H = 540, 290
BLUE, RED = "#1f5fbf", "#c0392b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Answering whenever the first candidate scores so much or more: shares of ours answered, of ours answered
    wrongly, and of what is not ours answered."""

    coverage: float
    wrong: float
    none_answered: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A question as a ranking sees it: how strongly its first candidate is backed, and whether that one is right."""

    score: float
    ours: bool
    right: bool


def ranked(outcomes: Iterable[Outcome]) -> list[Ranked]:
    """Questions that are ours or not; what was heard as urgent, chat or asking for a person is never answered."""
    return [
        Ranked(score=_score(one), ours=one.case.ours, right=one.top(1))
        for one in outcomes
        if one.case.ours or one.case.only(NONE)
    ]


def _score(one: Outcome) -> float:
    heard = one.match.kind in (Kind.URGENT, Kind.HUMAN, Kind.CHAT)
    return float("-inf") if heard or not one.match.candidates else one.match.candidates[0].score


def curve(questions: Iterable[Ranked]) -> list[Point]:
    """One point a distinct score, from answering nothing to answering all that has a candidate."""
    order = sorted(questions, key=lambda one: -one.score)
    ours, others = (sum(one.ours is flag for one in order) or 1 for flag in (True, False))
    answered = wrong = false = 0
    points = [Point(coverage=0, wrong=0, none_answered=0)]
    for _, tied in groupby((one for one in order if one.score > float("-inf")), key=lambda one: one.score):
        for one in tied:
            answered += one.ours
            wrong += one.ours and not one.right
            false += not one.ours
        points.append(Point(coverage=answered / ours, wrong=wrong / ours, none_answered=false / others))
    return points


def drawn(points: Sequence[Point], decided: Figures) -> str:
    """The curve as SVG, with a ring at what the decision really does."""
    top = min(1.0, max(0.1, *(max(point.wrong, point.none_answered) for point in points)))
    at = decided["answered"].value or 0.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 28, "多答一些，会多错多少", size=17),
        *_axes(top),
    ]
    for key, name, colour, place in (("wrong", "答错", BLUE, 0), ("none_answered", "不归我们却答了", RED, 1)):
        line = " ".join(_xy(point.coverage, getattr(point, key) / top) for point in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = _xy(at, (decided[key].value or 0.0) / top).split(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="5" fill="#fff" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(LEFT + 12, TOP + 18 + 20 * place, f"{name}（○ 现在：{decided[key]}）", colour=colour))
    return "\n".join([*parts, "</svg>\n"])


def _xy(across: float, up: float) -> str:
    return f"{LEFT + PLOT_W * across:.1f},{TOP + PLOT_H * (1 - up):.1f}"


def _axes(top: float) -> list[str]:
    parts = [_text(LEFT + PLOT_W / 2 - 80, HEIGHT - 18, "归我们的问题里答了多少（不反问）")]
    for step in range(6):
        share = step / 5
        (x, low), (left, y) = _xy(share, 0).split(","), _xy(0, share).split(",")
        parts.append(f'<path d="M{left},{y}H{LEFT + PLOT_W}" stroke="#ddd"/>')
        parts.append(_text(float(x) - 12, float(low) + 20, f"{share:.0%}"))
        parts.append(_text(LEFT - 46, float(y) + 4, f"{share * top:.1%}"))
    return parts


def _text(x: float, y: float, words: str, *, size: int = 13, colour: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}">{escape(words)}</text>'
