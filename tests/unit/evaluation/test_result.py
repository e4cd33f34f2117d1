"""Two results are the same answer where labels, times and values are the same."""

from typing import Any

import pytest

from app.evaluation.questions import Case
from app.evaluation.result import Result, narrowed, result_of, same


def vector(*rows: tuple[dict[str, str], str]) -> Result:
    found = [{"metric": labels, "value": [5, value]} for labels, value in rows]
    return result_of({"resultType": "vector", "result": found})


def case(**fields: Any) -> Case:
    return Case(id="a", question="q", gold="g", **fields)


A, B = {"a": "1"}, {"a": "2"}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (vector((A, "1")), vector((A, "1")), True),
        (vector((A, "1"), (B, "2")), vector((B, "2"), (A, "1")), True),
        (vector(({**A, "__name__": "x"}, "1")), vector((A, "1")), True),
        (vector((A, "1")), vector((A, "1.0000001")), True),
        (vector((A, "1")), vector((A, "1.001")), False),
        (vector((A, "1")), vector((B, "1")), False),
        (vector((A, "1")), vector((A, "1"), (B, "1")), False),
        (vector((A, "NaN")), vector((A, "NaN")), True),
        (vector((A, "+Inf")), vector((A, "+Inf")), True),
        (vector((A, "+Inf")), vector((A, "-Inf")), False),
        (vector((A, "0")), vector((A, "NaN")), False),
        (vector((A, "100")), vector((A, "1")), False),
        (vector(), vector(), True),
    ],
)
def test_labels_and_values_decide(one: Result, other: Result, *, is_same: bool) -> None:
    assert same(one, other, case()) is is_same


@pytest.mark.parametrize(
    ("value", "fields", "is_same"),
    [
        ("50", {"percent_ok": True}, True),
        ("0.005", {"percent_ok": True}, True),
        ("60", {"percent_ok": True}, False),
        ("30", {"unit_ok": "time"}, True),
        ("1800", {"unit_ok": "time"}, True),
        ("512", {"unit_ok": "bytes"}, True),
        ("512", {"unit_ok": "time"}, False),
    ],
)
def test_other_units_are_right_where_the_question_leaves_them_open(
    value: str, fields: dict[str, Any], *, is_same: bool
) -> None:
    assert same(vector((A, "0.5")), vector((A, value)), case(**fields)) is is_same


def test_one_factor_has_to_fit_all_values() -> None:
    one, other = vector((A, "1"), (B, "1")), vector((A, "100"), (B, "1"))
    assert not same(one, other, case(percent_ok=True))


def test_ranges_are_compared_sample_by_sample() -> None:
    def matrix(*values: list[Any]) -> Result:
        rows = [{"metric": A, "values": list(values)}]
        return result_of({"resultType": "matrix", "result": rows})

    assert same(matrix([1, "1"], [2, "2"]), matrix([1, "1"], [2, "2"]), case())
    assert not same(matrix([1, "1"], [2, "2"]), matrix([1, "1"], [3, "2"]), case())
    assert not same(matrix([1, "1"], [2, "2"]), matrix([1, "1"]), case())


def test_a_scalar_is_a_vector_of_one() -> None:
    scalar = result_of({"resultType": "scalar", "result": [5, "1"]})
    assert same(scalar, vector(({}, "1")), case())


def test_labels_may_be_left_out_that_tell_nothing_apart() -> None:
    found = vector(({**A, "b": "1"}, "1"), ({**B, "b": "1"}, "2"))
    assert found.labels == {"a", "b"}
    assert narrowed(found, frozenset({"a"})) == vector((A, "1"), (B, "2"))
    assert narrowed(found, frozenset({"b"})) is None
