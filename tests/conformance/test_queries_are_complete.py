"""The list of queries names everything that PromQL has."""

import re
from collections import Counter

import pytest

from tests.conformance.exchange import Sent
from tests.conformance.queries import queries
from tests.conformance.release import Release
from tests.conformance.through_the_proxy import Observed

# promql/parser/functions.go of Prometheus 3.5, those behind a feature flag among them.
FUNCTIONS = frozenset(
    "abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp"
    " clamp_max clamp_min cos cosh count_over_time day_of_month day_of_week day_of_year"
    " days_in_month deg delta deriv double_exponential_smoothing exp floor histogram_avg"
    " histogram_count histogram_fraction histogram_quantile histogram_stddev histogram_stdvar"
    " histogram_sum hour idelta increase info irate label_join label_replace last_over_time ln"
    " log10 log2 mad_over_time max_over_time min_over_time minute month pi predict_linear"
    " present_over_time quantile_over_time rad rate resets round scalar sgn sin sinh sort"
    " sort_by_label sort_by_label_desc sort_desc sqrt stddev_over_time stdvar_over_time"
    " sum_over_time tan tanh time timestamp ts_of_last_over_time ts_of_max_over_time"
    " ts_of_min_over_time vector year".split()
)
FUNCTIONS_OF_2 = frozenset({"holt_winters"})
AGGREGATIONS = frozenset(
    "avg bottomk count count_values group limit_ratio limitk max min quantile stddev stdvar sum"
    " topk".split()
)
OPERATORS = frozenset("+ - * / % ^ == != > < >= <= and or unless atan2".split())
KEYWORDS = frozenset("by without on ignoring group_left group_right offset bool".split())

_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`|#.*')
_WORD = re.compile(r"[A-Za-z_]\w*")
_OPERATOR = re.compile(r"[=!<>]=|[-+*/%^<>]")


def right_texts() -> list[str]:
    """Return the queries that are answered, without what stands in strings and comments."""
    refused = {"errors", "range_errors"}
    return [
        _STRING_OR_COMMENT.sub("''", query.text)
        for query in queries()
        if query.theme not in refused
    ]


def words() -> set[str]:
    return {word for text in right_texts() for word in _WORD.findall(text)}


def test_there_are_hundreds_of_queries() -> None:
    assert len(queries()) >= 300


def test_no_query_stands_twice() -> None:
    assert [name for name, count in Counter(map(str, queries())).items() if count > 1] == []


def test_each_function_is_called() -> None:
    called = {name for text in right_texts() for name in re.findall(r"(\w+)\s*\(", text)}
    assert (FUNCTIONS | FUNCTIONS_OF_2) - called == set()


def test_each_aggregation_stands_with_and_without_grouping() -> None:
    texts = right_texts()

    def never(pattern: str) -> list[str]:
        return [
            name
            for name in sorted(AGGREGATIONS)
            if not any(re.search(pattern.format(name), text) for text in texts)
        ]

    assert never(r"\b{0}\s*\(") == []
    assert never(r"\b{0}\s+(?:by|without)\b|\b{0}\s*\(.*\)\s*(?:by|without)\b") == []


def test_each_operator_and_keyword_stands_somewhere() -> None:
    signs = {sign for text in right_texts() for sign in _OPERATOR.findall(text)}
    assert OPERATORS - signs - words() == set()
    assert KEYWORDS - words() == set()


def test_each_comparison_stands_with_bool() -> None:
    compared = {
        sign for text in right_texts() for sign in re.findall(r"([=!<>]=|[<>])\s*bool\b", text)
    }
    assert compared == {"==", "!=", ">", "<", ">=", "<="}


@pytest.mark.prometheus
def test_the_functions_listed_here_are_those_of_the_server(
    observed: Observed, prometheus_release: Release
) -> None:
    names = FUNCTIONS if prometheus_release.is_3 else FUNCTIONS_OF_2
    answers = {
        name: observed.direct.send(Sent.get(f"/api/v1/query?query={name}(")) for name in names
    }
    assert [name for name, answer in answers.items() if b"unknown function" in answer.body] == []
