"""Structured logs: one JSON line for each event, without personal data.

A path may name a record and an exception's message may quote a row, so neither is written: a route instead of a path,
and of an exception its class and the places in the code it came through.
"""

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

KEEP_FRAMES = 12
# Exceptions whose message speaks of the code, never of a row.
ABOUT_CODE = (ImportError, AttributeError, NameError, OSError)


def frames(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replaces exception information by the class and the innermost frames: file, line and function, no values."""
    info: Any = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if info:
        event.update(_of_exception(info))
    return event


def _of_exception(info: ExcInfo | BaseException) -> dict[str, Any]:
    fault = info if isinstance(info, BaseException) else info[1]
    summary = traceback.extract_tb(fault.__traceback__)[-KEEP_FRAMES:]
    message = {"message": str(fault)} if isinstance(fault, ABOUT_CODE) else {}
    return {"exception": type(fault).__name__, **message, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in summary]}


class WithoutPath(logging.Filter):
    """Django's own messages about requests end in the path: keep what they say, drop where."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition(":")[0], ()
        record.__dict__.pop("request", None)
        return True


SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    frames,
]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """One JSON line for each record, of structlog's or of the standard library's."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=SHARED,
    )


# The check service has its own, the same without Django, for uvicorn to read: check_logs.json.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_path": {"()": "comity.wiring.logs.WithoutPath"}},
    "formatters": {"json": {"()": "comity.wiring.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "comity": {"level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["without_path"]},
        "django.security": {"level": "ERROR", "filters": ["without_path"]},
        "uvicorn": {"handlers": [], "level": "INFO", "propagate": True},
        "uvicorn.access": {"level": "CRITICAL", "propagate": False},  # it would write paths
    },
}


def configure() -> None:
    """Makes structlog write through the standard library's logging, so that both come out alike."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
