"""The scrape interval is the setting, else the longest that targets tell, else 15 s."""

from typing import Any

import pytest

from app.errors import UnavailableError
from app.prometheus.scrape_interval import ScrapeInterval
from tests.fakes import EVER, PrometheusFake


def targets(*intervals: str) -> dict[str, Any]:
    return {"activeTargets": [{"scrapeInterval": interval} for interval in intervals] + [{}]}


@pytest.mark.parametrize(
    ("setting", "answer", "seconds"),
    [
        (30.0, UnavailableError("away"), 30.0),
        (None, targets("15s", "1m30s", "500ms"), 90.0),
        (None, targets("0s", "nonsense"), 15.0),
        (None, targets(), 15.0),
        (None, UnavailableError("away"), 15.0),
    ],
)
def test_the_interval_is_found_once(setting: float | None, answer: object, seconds: float) -> None:
    prometheus = PrometheusFake(answers={"targets": answer})
    interval = ScrapeInterval(prometheus, setting)
    assert [interval.seconds("", EVER) for _ in range(2)] == [seconds, seconds]
    asked = [] if setting else [("targets", [("state", "active")])]
    assert prometheus.asked == asked
