"""A query with questions that may not run is refused with the whole why."""

from collections.abc import Iterator

import pytest

from app.domain import Window
from app.errors import BadRequestError, ExecutionError, ProxyError, UnavailableError
from tests.fakes import raw_server
from tests.unit.approvals.test_usage import Counts
from tests.unit.house import UNKNOWN, A, GateFake, House, asking, headers


@pytest.fixture
def house() -> Iterator[House]:
    with raw_server([]) as server:
        yield House(server, Counts())


NOT_RUN = "the query was not run"
RUN_BY = "approve it with POST /api/v1/validate_query. PromQL: up"


@pytest.mark.parametrize(
    ("hold", "from_alert", "reason"),
    [
        (True, False, "it waits"),
        (True, True, "alert rules run approved ones only"),
        (False, True, "alert rules run approved ones only"),
    ],
)
def test_what_is_not_approved_waits_and_says_where_to_approve(
    house: House, hold: bool, from_alert: bool, reason: str
) -> None:
    answering = house.answering(GateFake({"a": ("up", "")}), hold=hold)
    with pytest.raises(ExecutionError) as caught:
        answering.answer(asking('ask{query="a"}', from_alert=from_alert))
    assert str(caught.value) == f"the PromQL is not approved, and {reason}: {RUN_BY} (hash {A})"
    assert caught.value.headers == headers("up", "pending")
    assert house.server.received == []


@pytest.mark.parametrize(
    ("promql", "by", "series", "window", "told"),
    [
        ("htp_total", "", 2, None, f"{NOT_RUN}: {UNKNOWN}. PromQL: htp_total (hash {A})"),
        (
            "up",
            "alice",
            11,
            None,
            "the query was not run: the answer would hold 11 series, at most 10 are allowed (ask"
            f" for a sum, a top ten, or one namespace, job or instance). PromQL: up (hash {A})",
        ),
        (
            "up",
            "alice",
            2,
            Window(0, 11_001, 1),
            "the query was not run: 11002 points a series are asked for, at most 11001 are allowed"
            f" (the smallest step for this time range is 2s). PromQL: up (hash {A})",
        ),
    ],
)
def test_errors_of_the_checks_refuse(
    house: House, promql: str, by: str, series: int, window: Window | None, told: str
) -> None:
    answering = house.answering(GateFake({"a": (promql, by)}), series=series)
    with pytest.raises(ExecutionError) as caught:
        answering.answer(asking('ask{query="a"}', window=window))
    assert str(caught.value) == told
    assert caught.value.headers == headers(promql, "approved" if by else "pending")
    assert house.server.received == []


def test_without_a_catalogue_what_is_pending_does_not_run(house: House) -> None:
    with pytest.raises(UnavailableError) as caught:
        house.answering(GateFake({"a": ("up", "")}), away=True).answer(asking('ask{query="a"}'))
    assert str(caught.value) == f"no metrics (hash {A})"


@pytest.mark.parametrize(
    ("query", "promql", "error", "told"),
    [
        (
            f'ask{{query="{"x" * 101}"}}',
            "",
            BadRequestError,
            "the question is longer than 100 characters: ask shorter",
        ),
        (
            'sum(ask{query="a"})',
            "up{",
            ExecutionError,
            "the query with its questions put in does not parse: unexpected character inside"
            " braces: ')'. PromQL: up{",
        ),
        (
            'rate(ask{query="a"}[5m:])',
            "up[5m]",
            ExecutionError,
            "the query with its questions put in does not parse: subquery is only allowed on"
            " vector, got matrix instead. PromQL: up[5m]",
        ),
    ],
)
def test_what_cannot_be_composed_is_told(
    house: House, query: str, promql: str, error: type[ProxyError], told: str
) -> None:
    with pytest.raises(error) as caught:
        house.answering(GateFake({"a": (promql, "")})).answer(asking(query))
    assert str(caught.value) == told
