"""Bytes of an answer, compared with answers written as Prometheus writes them."""

import json

import pytest

from app.pipeline.cost.answer_size import answer_bytes, labels_bytes, value_chars
from app.pipeline.parse import parse

LABELS = {"__name__": "x", "instance": "10.0.0.1:80"}


def written(points: int, series: int, value: str) -> int:
    values = [[1_700_000_000, value]] * points
    kind, key = ("matrix", "values") if points > 1 else ("vector", "value")
    result = [
        {"metric": LABELS, key: values if points > 1 else [1_700_000_000.123, value]}
    ] * series
    data = {"status": "success", "data": {"resultType": kind, "result": result}}
    return len(json.dumps(data, separators=(",", ":")))


@pytest.mark.parametrize("points", [1, 2, 61, 1000])
@pytest.mark.parametrize("series", [1, 20])
@pytest.mark.parametrize(
    ("promql", "value"), [("x", "12345"), ("rate(x[5m])", "0.123456789012345")]
)
def test_the_size_is_that_of_an_answer(points: int, series: int, promql: str, value: str) -> None:
    labels = labels_bytes([frozenset(LABELS.items())])
    found = answer_bytes(parse(promql), series, labels, points)
    assert found == pytest.approx(written(points, series, value), rel=0.1)


@pytest.mark.parametrize(
    ("promql", "chars"),
    [
        ("sum(x)", 5),
        ("max_over_time(x[5m])", 5),
        ("x + y", 5),
        ("avg(x)", 17),
        ("x / y", 17),
        ("sum(rate(x[5m]))", 17),
    ],
)
def test_what_is_computed_has_more_digits(promql: str, chars: int) -> None:
    assert value_chars(parse(promql)) == chars


def test_without_a_series_labels_have_a_usual_length() -> None:
    assert labels_bytes([]) == 90
