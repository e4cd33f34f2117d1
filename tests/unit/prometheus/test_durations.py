"""Times and durations are read as Prometheus reads them, and no others."""

import pytest

from app.prometheus.durations import duration_seconds, seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1m30s", 90), ("1h", 3600), ("250ms", 0.25), ("1y2w3d", 33_004_800), ("", 0), ("5", 0),
     ("1.5h", 0), ("-5s", 0), ("5 s", 0), ("5M", 0),
     ("1d1d", 0), ("1s1m", 0), ("\u0665m", 0), ("1y2w3d4h5m6s7ms", 33_019_506.007)],
)  # fmt: skip
def test_durations_are_read_as_prometheus_writes_them(text: str, seconds: float) -> None:
    assert duration_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1m30s", 90), ("1.5", 1.5), ("1e3", 1000), (" 5 ", None), ("\u0665", None), ("inf", None),
     ("", None), ("0", 0), ("-1", -1)],
)  # fmt: skip
def test_a_parameter_is_seconds_or_a_duration(text: str, found: float | None) -> None:
    assert seconds(text) == found
