"""Log lines: JSON on a pipe, readable on a terminal."""

import logging
import sys
from collections.abc import Collection
from typing import Any

import structlog


def configure(level: str, secrets: Collection[str] = ()) -> None:
    """Send all log lines of this process to standard error in one form.

    None of the `secrets` stands in a line, also where an upstream or a model said it.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _hiding(secrets),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("urllib3", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("gunicorn.error", "gunicorn.access"):
        server = logging.getLogger(name)
        server.handlers = []
        server.propagate = True


def _hiding(secrets: Collection[str]) -> structlog.typing.Processor:
    longest_first = sorted(secrets, key=len, reverse=True)

    def hide(_logger: Any, _name: str, event: structlog.typing.EventDict) -> Any:
        return {key: _without(value, longest_first) for key, value in event.items()}

    return hide


def _without(value: Any, secrets: Collection[str]) -> Any:
    if not isinstance(value, str):
        return value
    for secret in secrets:
        value = value.replace(secret, "***")
    return value
