"""What operators see: structured logs without personal data, and counters for Prometheus."""

import logging
import sys

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
MESSAGES = Counter("yiwen_messages", "Messages understood", ["channel", "kind"], registry=REGISTRY)
DELIVERIES = Counter("yiwen_deliveries", "Late answers sent", ["channel", "outcome"], registry=REGISTRY)
SECONDS = Histogram("yiwen_request_seconds", "Time a request took", ["route"], registry=REGISTRY)


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
