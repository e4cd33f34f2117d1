from app.catalogue.metric import Match
from app.pipeline.instructions import INSTRUCTIONS
from app.pipeline.prompt import MAX_PROMPT_TOKENS
from app.pipeline.token_count import estimated_tokens
from bench.catalogue.full_labels import FullLabels
from bench.catalogue.prompt_figures import Prompts, characters, tokens
from bench.catalogue.prompts import Written, refused, written
from bench.catalogue.recall import catalogue_of
from bench.catalogue.retrieval_data import Wanted
from tests.unit.bench.catalogue.worlds import REQUESTS, SMALL, UP

WANTED = [Wanted("http requests per second", ("http_requests_total",))]
KINDS = [Prompts("long values", [Written("a b", "a b c"), Written("abcdefg", "d")])]


def test_a_last_attempt_is_told_what_was_wrong_with_the_others() -> None:
    (one,) = written(catalogue_of(SMALL.families), WANTED)
    assert one.first.startswith(INSTRUCTIONS)
    assert "earlier_attempts" not in one.first.removeprefix(INSTRUCTIONS)
    assert one.last.count('"problem":') == 2
    assert '"not_this":[' in one.last


def test_no_prompt_is_longer_than_the_service_lets_it_be() -> None:
    catalogue = catalogue_of(SMALL.families)
    full = type(catalogue)(catalogue.names, catalogue.index, FullLabels())
    (one,) = written(full, WANTED)
    assert 800 < estimated_tokens(one.first) <= MAX_PROMPT_TOKENS


def test_an_attempt_names_all_that_was_found() -> None:
    attempt = refused([Match(UP.metric, 1.0), Match(REQUESTS.metric, 0.5)])
    assert attempt.promql == (
        'sum by (namespace, pod) (rate(up{namespace="shop-0"}[5m]))'
        ' / sum by (namespace, pod) (rate(http_requests_total{namespace="shop-1"}[5m]))'
    )
    assert [problem.suggestions for problem in attempt.problems] == [("up", "http_requests_total")]
    assert refused([]).promql


def test_the_largest_prompt_of_each_kind_counts() -> None:
    assert [(one.name, one.value) for one in characters(KINDS)] == [
        ("prompt: first attempt, long values", 7),
        ("prompt: last attempt, long values", 5),
    ]
    assert [one.value for one in tokens(KINDS, lambda text: len(text.split()))] == [2, 3]
    assert [one.at_most for one in tokens(KINDS, len)] == [2500, 2500]
