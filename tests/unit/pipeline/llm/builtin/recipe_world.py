"""A catalogue that has what recipes and their own questions speak of, and nothing else."""

import re
from collections.abc import Iterable, Mapping
from itertools import product

from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import FixedLabels
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Matcher, Selector
from app.pipeline.llm.builtin.recipe_rewriting import parts, selectors
from app.pipeline.llm.builtin.recipe_template import GROUPS, compile_template
from app.recipes.recipe import EACH, Recipe

COUNTING = ("rate", "increase", "irate", "resets")
HISTOGRAM_PARTS = ("_bucket", "_sum", "_count")


def world_of(recipes: Iterable[Recipe]) -> Catalogue:
    """Return a catalogue of the recipes' first metrics, with labels and values."""
    values: dict[str, dict[str, set[str]]] = {}
    counters: set[str] = set()
    for recipe in recipes:
        exprs = [written(recipe.promql), *(written(test.promql) for test in recipe.tests)]
        groups = {name for expr in exprs for name in grouped_by(expr)} | set(recipe.by)
        for selector in (each for expr in exprs for each in selectors(expr)):
            labels = values.setdefault(
                selector.name, {"instance": {"one:80", "two:80"}, "job": {"j"}}
            )
            for matcher in selector.matchers:
                labels.setdefault(matcher.label, set()).update(passing(matcher))
            for label in groups - {GROUPS, EACH}:
                labels.setdefault(label, set()).update({f"{label}-a", f"{label}-b"})
        counters |= {each.name for expr in exprs for each in counted(expr)}
    metrics = [metric(name, name in counters) for name in sorted(values)]
    series = {name: rows(labels) for name, labels in values.items()}
    return Catalogue.of(dict.fromkeys(metrics), names=list(values), labels=FixedLabels(series))


def written(text: str) -> Expr:
    """Return expected PromQL as an expression."""
    return compile_template(re.sub(r"\$__(rate_interval|range)", "$window", text))


def grouped_by(expr: Expr) -> Iterable[str]:
    for part in parts(expr):
        if isinstance(part, Aggregate):
            yield from part.by
        if isinstance(part, Binary):
            inside = " ".join(re.findall(r"\(([^)]*)\)", part.matching))
            yield from filter(None, re.split(r"[ ,]+", inside))


def counted(expr: Expr) -> Iterable[Selector]:
    for part in parts(expr):
        if isinstance(part, Call) and part.function in COUNTING:
            yield from selectors(part)


def metric(name: str, counts: bool) -> Metric:
    for suffix in HISTOGRAM_PARTS if name.endswith("_bucket") else ():
        if name.endswith(suffix):
            return Metric(name.removesuffix(suffix), MetricType.HISTOGRAM)
    return Metric(name, MetricType.COUNTER if counts else MetricType.GAUGE)


def passing(matcher: Matcher) -> set[str]:
    """Return values of a label of which some pass and, where it is told apart, some do not."""
    if matcher.op == "=":
        return {matcher.value, "other"} if matcher.value else {"", "other"}
    if matcher.op == "=~":
        values = matcher.value.strip("()").split("|")
        return {v.replace(".+", "x").replace(".*", "x").replace(".", "0") for v in values} | {
            "other"
        }
    return {"some", "other"}


def rows(labels: Mapping[str, set[str]]) -> list[dict[str, str]]:
    return [dict(zip(labels, each, strict=True)) for each in product(*map(sorted, labels.values()))]
