"""Log lines are JSON on a pipe, and hold no secret, whoever said it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.logs import configure


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_line_is_json_without_what_is_secret(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", {"s3cret", "s3cret-and-more", 'quo"ted\\'})
    structlog.get_logger().warning("upstream said", reason='s3cret-and-more, s3cret, quo"ted\\')
    try:
        raise ValueError("s3cret in a trace")
    except ValueError:
        logging.getLogger("elsewhere").exception("oh")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["reason"]) == ("upstream said", "***, ***, ***")
    assert "*** in a trace" in second["exception"]
    assert "s3cret" not in json.dumps([first, second])
