"""How long endpoints ask to wait."""

from datetime import UTC, datetime

import pytest

from app.pipeline.llm.retry_after import pause_seconds


def noon():
    return datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("Thu, 01 Jan 2026 12:00:20 GMT", 20.0),
        ("Thu, 01 Jan 2026 12:00:20 -0000", 20.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        (None, 1.0),
        ("", 1.0),
        ("soon", 1.0),
        ("inf", 1.0),
        ("nan", 1.0),
        ("Thu, 99 Jan 2026 12:00:20 GMT", 1.0),
    ],
)
def test_seconds_and_dates_are_read(header, seconds):
    assert pause_seconds(header, noon) == seconds
