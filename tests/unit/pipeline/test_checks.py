"""Generated PromQL is filled, parsed, linted and costed in one go."""

import pytest

from app.domain import Problem, Severity
from app.errors import UnavailableError
from app.pipeline.checks import errors
from app.pipeline.parse import ParseError
from app.prometheus.client import NoSuchPathError, UpstreamRefusedError
from tests.fakes import (
    EVER,
    NOON,
    SOON,
    CataloguesFake,
    PrometheusFake,
    Window,
    catalogue,
    checks,
    counting,
    hour,
)


def test_the_rules_are_told_before_the_cost() -> None:
    examined = checks(counting(6)).examine("rate(up[$__rate_interval]) + nope", "", hour(), SOON)
    found = examined.findings
    assert [(problem.rule, problem.severity) for problem in found] == [
        ("unknown-metric", Severity.ERROR),
        ("rate-on-gauge", Severity.ERROR),
        ("returned-series", Severity.WARNING),
    ]
    assert [problem.rule for problem in errors(found)] == ["unknown-metric", "rate-on-gauge"]


def test_good_promql_has_no_findings() -> None:
    promql = "sum by (job) (rate(http_requests_total[$__rate_interval]))"
    assert checks().examine(promql, "", hour(), SOON).findings == ()


def test_placeholders_are_filled_by_the_window_and_the_scrape_interval() -> None:
    found = checks().fill("rate(x[$__rate_interval]) / x[$__range]", "", hour(300), EVER)
    assert found == "rate(x[315s]) / x[1h]"


def test_nothing_is_asked_where_there_is_nothing_to_fill() -> None:
    prometheus = PrometheusFake()
    assert checks(prometheus).fill("up", "", hour(), EVER) == "up"
    assert prometheus.asked == []


@pytest.mark.parametrize("promql", ["up{", "rate(up[$__other])", "(" * 20_000])
def test_what_is_not_promql_is_told(promql: str) -> None:
    examined = checks().examine(promql, "", hour(), EVER)
    (problem,) = examined.findings
    assert (problem.rule, problem.severity, examined.cost) == ("syntax", Severity.ERROR, None)
    with pytest.raises(ParseError):
        checks().lint(promql, "", hour(), EVER)


SAID = "Prometheus cannot read it: unknown function"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("up", []),
        (UpstreamRefusedError(400, "bad_data", "unknown function"), [(Severity.ERROR, SAID)]),
        (UpstreamRefusedError(404, "not_found", "no such page"), []),
        (NoSuchPathError("no such page"), []),
        (
            UnavailableError("away"),
            [
                (
                    Severity.WARNING,
                    "Prometheus could not be asked whether it can read the query: away",
                )
            ],
        ),
    ],
)
def test_the_server_is_asked_whether_it_can_read_the_query(
    answer: object, found: list[tuple[Severity, str]]
) -> None:
    prometheus = counting(2)
    prometheus.answers["format_query"] = answer
    findings = checks(prometheus).examine("up", "", hour(), SOON).findings
    assert [(problem.severity, problem.short) for problem in findings] == found


def test_what_the_server_refuses_itself_is_told_once() -> None:
    upstream = counting(version="3.5.0")
    upstream.answers["format_query"] = UpstreamRefusedError(
        400, "bad_data", "limitk is not enabled"
    )
    found = checks(upstream).examine("limitk(1, up)", "", hour(), SOON).findings
    assert [(problem.rule, problem.severity) for problem in found] == [("syntax", Severity.ERROR)]
    upstream.answers["format_query"] = "limitk(1, up)"
    taken = checks(upstream).examine("limitk(1, up)", "", hour(), SOON).findings
    assert [(problem.rule, problem.severity) for problem in taken] == [
        ("server-feature", Severity.WARNING)
    ]


def test_the_server_is_not_asked_about_what_is_wrong_already() -> None:
    prometheus = counting(2)
    checks(prometheus).examine("rate(up[5m])", "", hour(), SOON)
    assert "format_query" not in [path for path, _ in prometheus.asked]


def test_a_catalogue_that_is_away_is_told() -> None:
    away = CataloguesFake(catalogue(), UnavailableError("away"))
    with pytest.raises(UnavailableError):
        checks(catalogues=away).lint("up", "", hour(), EVER)


def test_now_is_an_instant() -> None:
    assert checks().now() == Window(NOON, NOON)


def test_notes_and_warnings_refuse_nothing() -> None:
    mild = tuple(Problem("x", severity, "", "") for severity in (Severity.NOTE, Severity.WARNING))
    assert errors(mild) == ()
