from collections import Counter

import promql_parser
import pytest

from bench.cost.queries import of_many_series, of_short_lived_series, queries
from bench.cost.query import Query, Shape
from bench.cost.targets import END, START
from bench.cost.windows import LOOKBACK_SECONDS


@pytest.fixture(scope="module")
def asked() -> list[Query]:
    return list(queries())


def others() -> list[Query]:
    return [*of_many_series(), *of_short_lived_series()]


def test_there_are_two_hundred_the_same_in_every_run(asked: list[Query]) -> None:
    assert len(asked) == 200
    assert list(queries()) == asked


def test_every_shape_has_some(asked: list[Query]) -> None:
    counts = Counter(query.shape for query in (*asked, *others()))
    assert set(counts) == set(Shape)


def test_all_of_them_are_promql(asked: list[Query]) -> None:
    for query in (*asked, *others()):
        promql_parser.parse(query.promql)


def test_no_window_leaves_the_data(asked: list[Query]) -> None:
    for query in asked:
        assert query.window.start_seconds >= START + LOOKBACK_SECONDS
        assert query.window.end_seconds < END


def test_there_are_instants_and_every_length_and_step(asked: list[Query]) -> None:
    windows = [query.window for query in asked]
    assert {one.step_seconds for one in windows} == {None, 15, 30, 60, 120, 300}
    assert {one.end_seconds - one.start_seconds for one in windows} == {0, 900, 1800, 3600}


def test_unusual_metrics_have_queries_of_their_own(asked: list[Query]) -> None:
    for metric in ("flow_bytes_total", "session_info", "ci_step_seconds_total"):
        assert not [query for query in asked if metric in query.promql]
        assert [query for query in others() if metric in query.promql]
