"""Generated PromQL is filled, parsed, linted and costed in one go."""

import pytest

from app.domain import Problem, Severity
from app.errors import UnavailableError
from app.pipeline.checks import errors
from app.pipeline.parse import ParseError
from tests.fakes import (
    EVER,
    NOON,
    CataloguesFake,
    PrometheusFake,
    Window,
    catalogue,
    checks,
    counting,
    hour,
)


def test_the_rules_are_told_before_the_cost() -> None:
    found = checks(counting(6)).check("rate(up[$__rate_interval]) + nope", "", hour(), EVER)
    assert [(problem.rule, problem.severity) for problem in found] == [
        ("unknown-metric", Severity.ERROR),
        ("rate-on-gauge", Severity.ERROR),
        ("returned-series", Severity.WARNING),
    ]
    assert [problem.rule for problem in errors(found)] == ["unknown-metric", "rate-on-gauge"]


def test_good_promql_has_no_findings() -> None:
    promql = "sum by (job) (rate(http_requests_total[$__rate_interval]))"
    assert checks().check(promql, "", hour(), EVER) == ()


def test_placeholders_are_filled_by_the_window_and_the_scrape_interval() -> None:
    found = checks().fill("rate(x[$__rate_interval]) / x[$__range]", "", hour(300), EVER)
    assert found == "rate(x[315s]) / x[1h]"


def test_nothing_is_asked_where_there_is_nothing_to_fill() -> None:
    prometheus = PrometheusFake()
    assert checks(prometheus).fill("up", "", hour(), EVER) == "up"
    assert prometheus.asked == []


@pytest.mark.parametrize("promql", ["up{", "rate(up[$__other])", "(" * 20_000])
def test_what_is_not_promql_is_told(promql: str) -> None:
    with pytest.raises(ParseError):
        checks().check(promql, "", hour(), EVER)


def test_a_catalogue_that_is_away_is_told() -> None:
    away = CataloguesFake(catalogue(), UnavailableError("away"))
    with pytest.raises(UnavailableError):
        checks(catalogues=away).lint("up", "", EVER)


def test_now_is_an_instant() -> None:
    assert checks().now() == Window(NOON, NOON)


def test_notes_and_warnings_refuse_nothing() -> None:
    mild = tuple(Problem("x", severity, "", "") for severity in (Severity.NOTE, Severity.WARNING))
    assert errors(mild) == ()
