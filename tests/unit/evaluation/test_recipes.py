"""A recipe is tested by asking its own questions, where what it needs is there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.deadline import Deadline
from app.domain import Failure, FailureKind, Question, Translation
from app.errors import ExecutionError
from app.evaluation.evaluation import Evaluation
from app.evaluation.recipes import Answered, AskedRecipe, RecipeTests
from app.evaluation.recipes_report import text
from app.pipeline.llm.builtin.recipe_book import Prepared, RecipeBook
from app.recipes.loading import Held
from app.recipes.recipe import Recipe
from tests.fakes import NOON, CataloguesFake, checks, counting

ROWS = [{"job": "api", "status": "200"}, {"job": "api", "status": "500"}]
ONE, TWO = {"job": "api"}, {"job": "web"}


def catalogue() -> Catalogue:
    names = {"hits_total": MetricType.COUNTER, "queue_length": MetricType.GAUGE}
    metrics = [Metric(name, kind) for name, kind in names.items()]
    return Catalogue.of(metrics, labels=FixedLabels(dict.fromkeys(names, ROWS)))


def prepared(**fields: Any) -> Prepared:
    told = {
        "id": "queue",
        "phrases": ["queue length"],
        "needs": ["queue_length"],
        "promql": "queue_length",
        "unit": "count",
        "tests": [{"ask": "length of the queue", "promql": "queue_length"}],
    }
    recipe = Recipe.model_validate({**told, **fields})
    return RecipeBook.of([Held(recipe, Path("mine.yaml"))]).recipes[0]


def outcome_of(
    recipe: Prepared, given: str | None, results: dict[str, list[dict[str, str]] | Exception]
) -> AskedRecipe:
    """Test a recipe where the service gives some PromQL, with what each PromQL evaluates to."""
    prometheus, held = counting(), catalogue()
    counted = prometheus.answers["query"]

    def evaluated(asked: dict[str, str]) -> Any:
        found = results.get(asked["query"])
        if isinstance(found, Exception):
            raise found
        if found is None:
            return counted(asked)
        vector = [{"metric": labels, "value": [0, "7"]} for labels in found]
        return {"resultType": "vector", "result": vector}

    prometheus.answers["query"] = evaluated

    def translate(_question: Question, _deadline: Deadline) -> Translation:
        if given is not None:
            return Translation(given, "", "fake", "m")
        return replace(
            Translation(None, "", "fake", "m"), failure=Failure(FailureKind.REFUSED, "no idea")
        )

    examining = checks(prometheus, CataloguesFake(held))
    return RecipeTests(Evaluation(translate, examining, prometheus, NOON), held).of(recipe)


def only(found: AskedRecipe) -> Answered:
    assert not found.lacks
    assert len(found.answers) == 1
    return found.answers[0].answered


@pytest.mark.parametrize(
    ("given", "expected", "answered"),
    [
        ([ONE], [ONE], Answered.BY_IT),
        ([ONE], [TWO], Answered.OTHERWISE),
        ([ONE | {"status": "200"}], [ONE], Answered.BY_IT),
        ([ONE | {"status": "200"}, ONE | {"status": "500"}], [ONE], Answered.OTHERWISE),
        ([], [ONE], Answered.OTHERWISE),
        ([ONE], ExecutionError("many-to-many"), Answered.FAILED),
    ],
)
def test_answers_are_compared_with_the_recipe_s_own(
    given: list[dict[str, str]], expected: Any, answered: Answered
) -> None:
    results = {"queue_length + 0": given, "queue_length": expected}
    assert only(outcome_of(prepared(), "queue_length + 0", results)) is answered


def test_a_recipe_that_never_tells_anything_is_empty() -> None:
    assert only(outcome_of(prepared(), "queue_length", {"queue_length": []})) is Answered.EMPTY


def test_what_is_refused_is_told_with_the_reason() -> None:
    found = outcome_of(prepared(), None, {})
    assert only(found) is Answered.REFUSED
    assert found.failures[0].reason == "no idea"


def test_nothing_is_right_where_nothing_passes_the_bound() -> None:
    asked = "queue_length > 99"
    recipe = prepared(tests=[{"ask": "queue length above 99", "promql": asked}])
    found = outcome_of(recipe, asked, {asked: [], "queue_length": [ONE]})
    assert only(found) is Answered.NOTHING_NOW
    assert found.failures == ()


@pytest.mark.parametrize("given", ["queue_length > 98", "hits_total > 99"])
def test_nothing_by_another_bound_or_metric_is_not_the_recipe_s(given: str) -> None:
    asked = "queue_length > 99"
    recipe = prepared(tests=[{"ask": "queue length above 99", "promql": asked}])
    found = outcome_of(recipe, given, {given: [], asked: [], "queue_length": [ONE]})
    assert only(found) is Answered.OTHERWISE


def test_what_a_recipe_expects_is_called_as_it_is_here() -> None:
    here = (
        'sum by (job) (rate(hits_total{status=~"5.."}[1m])) / sum by (job) (rate(hits_total[1m]))'
    )
    recipe = prepared(
        needs=[["requests_total", "hits_total"]],
        labels={"code": "status"},
        promql=here.replace("1m", "$window")
        .replace("hits_total", "requests_total")
        .replace("status", "code")
        .replace("job", "groups"),
        by="job",
        unit="ratio",
        tests=[
            {
                "ask": "share of errors",
                "promql": here.replace("hits_total", "requests_total").replace("status", "code"),
            }
        ],
    )
    found = outcome_of(recipe, here, {here: [ONE]})
    assert only(found) is Answered.BY_IT
    assert found.answers[0].expected == here


def test_a_recipe_is_not_asked_without_what_it_needs() -> None:
    found = outcome_of(prepared(needs=["gone"], promql="gone"), "queue_length", {})
    assert (found.lacks, found.answers) == (("gone",), ())


def test_a_recipe_is_not_asked_where_its_filters_let_nothing_through() -> None:
    found = outcome_of(prepared(promql='queue_length{job="none"}'), "queue_length", {})
    assert found.lacks == ("series that its own filters let through",)


def test_the_report_tells_failures_and_what_is_not_here() -> None:
    wrong = outcome_of(
        prepared(), "queue_length + 0", {"queue_length": [ONE], "queue_length + 0": []}
    )
    absent = outcome_of(prepared(id="away", needs=["gone"], promql="gone"), "queue_length", {})
    told = text({"mine": [wrong, absent]})
    assert "| mine    |    1 |        1 |         1 |     0 |" in told
    assert "Not here, and not asked: 1\n- away needs gone\n" in told
    assert (
        "Failed: 1\n- queue (otherwise): length of the queue\n"
        "    expected: queue_length\n    given: queue_length + 0\n" in told
    )


def test_the_report_names_what_was_answered_with_nothing() -> None:
    asked = "queue_length > 99"
    recipe = prepared(tests=[{"ask": "queue length above 99", "promql": asked}])
    told = text({"mine": [outcome_of(recipe, asked, {asked: [], "queue_length": [ONE]})]})
    assert "nothing is so now: 1\n- queue: queue length above 99\n" in told
    assert "Failed: 0" in told
