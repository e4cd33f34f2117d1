import re

import pytest

from app.pipeline.reading.durations import DURATION, promql, seconds
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", 90),
        ("1.5h", 5400),
        ("1,5 hours", 5400),
        ("24 h", 86400),
        ("hour", 3600),
        ("two days", 172800),
        ("half an hour", 1800),
        ("a couple of minutes", 120),
        ("15-minute", 900),
        ("500ms", 0.5),
        ("a week", 604800),
        ("1h30m", 5400),
    ],
)
def test_lengths_are_read_as_people_write_them(text: str, length: float) -> None:
    assert re.match(DURATION, text)
    assert seconds(text) == pytest.approx(length)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (90, "90s"),
        (5400, "90m"),
        (3600, "1h"),
        (86400, "1d"),
        (604800, "1w"),
        (0.5, "500ms"),
        (0, "1ms"),
    ],
)
def test_lengths_are_written_in_the_largest_unit_that_fits(length: float, text: str) -> None:
    assert promql(length) == text


@pytest.mark.parametrize(
    "fragment",
    ["5 minutes ", "twenty s ", "s ein ", "9", "1h1h30m", "a s ", "between 5 min and ", " /"],
)
def test_a_question_that_only_repeats_itself_is_read_in_no_time(fragment: str) -> None:
    # Where reading took exponential time this would not end.
    assert read((fragment * 2000)[:2000]).calendar is None
