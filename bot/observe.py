"""What operators see: structured logs without personal data, and counters for Prometheus."""

import logging
import sys
from time import perf_counter

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REGISTRY = CollectorRegistry()
MESSAGES = Counter("yiwen_messages", "Messages understood", ["channel", "kind"], registry=REGISTRY)
DELIVERIES = Counter("yiwen_deliveries", "Late answers sent", ["channel", "outcome"], registry=REGISTRY)
SECONDS = Histogram("yiwen_request_seconds", "Time until a request was answered", ["route"], registry=REGISTRY)


class Timed:
    """How long each route takes until its answer begins: a stream is open for hours, and WeChat waits 5 seconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")  # never the path itself: anybody can make those up
                SECONDS.labels(route=route).observe(perf_counter() - started)
            await send(message)

        await self.app(scope, receive, timed if scope["type"] == "http" else send)


def start_logging(*, as_json: bool = False, level: int = logging.INFO) -> None:
    """Log to stderr; JSON for machines, short lines for people."""
    render = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), pad_event_to=24
    )  # fmt: skip
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
