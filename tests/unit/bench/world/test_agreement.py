import math

from bench.world.agreement import agree
from bench.world.asking import Line
from bench.world.questions import Question, Set
from bench.world.weakening import weakened


def asked(**freedom: bool) -> Question:
    return Question("q", "?", Set.OPEN, "now", 1, gold="up", **freedom)  # type: ignore[arg-type]


def lines(*values: float) -> list[Line]:
    return [Line({"n": str(number)}, ((0.0, value),)) for number, value in enumerate(values)]


def test_order_and_labels_do_not_matter() -> None:
    assert agree(lines(1, 2), lines(2, 1), asked())
    assert agree(lines(math.nan, 2), lines(2, math.nan), asked())
    assert not agree(lines(1, 2), lines(1, 2.1), asked())
    assert not agree(lines(1, 2), lines(1, 2, 2), asked())


def test_percent_and_units_are_free_where_the_question_says_so() -> None:
    assert agree(lines(0.5), lines(50), asked(percent_ok=True))
    assert not agree(lines(0.5), lines(50), asked())
    assert agree(lines(7200), lines(2), asked(unit_ok=True))
    assert not agree(lines(7200), lines(2), asked(percent_ok=True))


def test_a_query_is_weakened_by_one_thing_at_a_time() -> None:
    query = 'sum(rate(a_total{b="1", c!~"2|3"}[5m] offset 1h))'
    assert dict(weakened(query)) == {
        'b="1"': 'sum(rate(a_total{c!~"2|3"}[5m] offset 1h))',
        'c!~"2|3"': 'sum(rate(a_total{b="1"}[5m] offset 1h))',
        "offset 1h": 'sum(rate(a_total{b="1", c!~"2|3"}[5m]))',
    }
