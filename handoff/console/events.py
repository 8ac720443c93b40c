"""Signals to open pages over SSE: which topic changed, never what; the page fetches its part again."""

import re
from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import PlainTextResponse, Response

from handoff.console.composition import Console
from handoff.console.guard import Endpoint, Visit, guarded, who
from handoff.live import DESK
from handoff.officers import Right

TOPIC = re.compile(rf"{DESK}|ticket:[0-9]{{1,12}}")
MOST_TOPICS = 4
LOOK_EVERY = 30.0  # seconds after which a quiet stream asks whether its session still stands
RECONNECT_MS = 3000


def events_endpoint(console: Console) -> Endpoint:
    async def stream(visit: Visit) -> Response:
        topics = visit.request.query_params.getlist("topic")
        if not 0 < len(topics) <= MOST_TOPICS or not all(TOPIC.fullmatch(topic) for topic in topics):
            return PlainTextResponse("topic?", status_code=400)
        return EventSourceResponse(signals(visit, topics), ping=20)

    return guarded(console, stream)


async def signals(visit: Visit, topics: list[str]) -> AsyncIterator[ServerSentEvent]:
    """Ends when the session is revoked, ran out, or lost its right."""
    async with visit.console.live.subscribe(*topics) as changes:
        yield ServerSentEvent(event="hello", data="", retry=RECONNECT_MS)
        while True:
            topic = await changes.wait(LOOK_EVERY)
            if not await _still_allowed(visit):
                return
            if topic is not None:
                yield ServerSentEvent(event="changed", data=topic)


async def _still_allowed(visit: Visit) -> bool:
    officer = await who(visit.console, visit.request)
    return officer is not None and officer.may(Right.ANSWER)
