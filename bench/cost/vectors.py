"""Writes queries over one selector: functions, aggregations, subqueries."""

from random import Random

from bench.cost.draft import Draft
from bench.cost.metrics import (
    BUCKET,
    COUNTERS,
    GAUGES,
    LOAD,
    MEMORY,
    OPEN_FILES,
    REQUESTS,
    RPC_QUANTILE,
    UP,
    Metric,
)
from bench.cost.selectors import instant, random_range, ranged

_COUNTER_FUNCTIONS = ("rate", "rate", "increase", "irate")
_GAUGE_FUNCTIONS = ("avg_over_time", "max_over_time", "count_over_time", "last_over_time", "deriv")
_OPERATORS = ("sum", "sum", "avg", "max", "count")
_OVER_SUBQUERIES = ("max_over_time", "avg_over_time", "min_over_time")
_RESOLUTIONS = ("30s", "1m", "1m", "5m", "")


def selected(random: Random) -> Draft:
    """Return a plain selector."""
    return instant(random, random.choice((*GAUGES, *COUNTERS)))


def range_function(random: Random) -> Draft:
    """Return a function over a range of a counter or of a gauge."""
    if random.random() < 0.5:
        return rate(random, random.choice(COUNTERS))
    inner = ranged(random, random.choice(GAUGES))
    if random.random() < 0.3:
        return _around("quantile_over_time(0.9, {})", inner)
    return _around(f"{random.choice(_GAUGE_FUNCTIONS)}({{}})", inner)


def rate(random: Random, metric: Metric) -> Draft:
    """Return how fast a counter goes."""
    return _around(f"{random.choice(_COUNTER_FUNCTIONS)}({{}})", ranged(random, metric))


def aggregation(random: Random) -> Draft:
    """Return an aggregation of a selector."""
    if random.random() < 0.15:
        inner = instant(random, random.choice((UP, OPEN_FILES, LOAD, RPC_QUANTILE)))
        return _around('count_values("value", {})', inner)
    metric = random.choice((*GAUGES, *COUNTERS))
    return _aggregated(random, metric, instant(random, metric))


def aggregated_rate(random: Random) -> Draft:
    """Return an aggregation of the rate of a counter."""
    metric = random.choice(COUNTERS)
    return _aggregated(random, metric, rate(random, metric))


def subquery(random: Random) -> Draft:
    """Return a function over a subquery of a gauge, aggregated or not."""
    metric = random.choice(GAUGES)
    inner = instant(random, metric)
    if random.random() < 0.4:
        inner = _aggregated(random, metric, inner)
    return _over_subquery(random, inner)


def subquery_of_rate(random: Random) -> Draft:
    """Return a function over a subquery of a rate, aggregated or not."""
    metric = random.choice(COUNTERS)
    inner = _around("rate({})", ranged(random, metric))
    if random.random() < 0.5:
        inner = _aggregated(random, metric, inner)
    return _over_subquery(random, inner)


def histogram_quantile(random: Random) -> Draft:
    """Return a quantile of buckets, added up or of each series."""
    rates = _around("rate({})", ranged(random, BUCKET))
    by = random.choice(("le", "le", "le, handler", "le, namespace", ""))
    inner = _around(f"sum by ({by})({{}})", rates) if by else rates
    return _around(f"histogram_quantile({random.choice(('0.5', '0.9', '0.99'))}, {{}})", inner)


def absent(random: Random) -> Draft:
    """Return whether there is nothing, which is so of one metric only."""
    if random.random() < 0.4:
        return _around("absent_over_time({})", ranged(random, random.choice((UP, LOAD))))
    metric = random.choice((REQUESTS.name, UP.name, "never_heard_of"))
    return Draft(f'absent({metric}{{job="{random.choice(("api", "batch", "worker"))}"}})')


def label_replace(random: Random) -> Draft:
    """Return a selector with one label more."""
    inner = instant(random, random.choice((MEMORY, REQUESTS, UP)))
    return _around('label_replace({}, "host", "$1", "instance", "(.*):.*")', inner)


def literal(random: Random) -> Draft:
    """Return what asks for no series."""
    return Draft(random.choice(("1", "time()", "vector(1)", "time() % 60", "1 + 2 * 3")))


def _aggregated(random: Random, metric: Metric, inner: Draft) -> Draft:
    grouping = _grouping(random, metric)
    match random.choices(("plain", "topk", "quantile"), weights=(7, 2, 1))[0]:
        case "topk":
            return _around(f"topk{grouping} ({random.choice((3, 10, 50))}, {{}})", inner)
        case "quantile":
            return _around(f"quantile{grouping} (0.9, {{}})", inner)
        case _:
            return _around(f"{random.choice(_OPERATORS)}{grouping} ({{}})", inner)


def _grouping(random: Random, metric: Metric) -> str:
    count = random.choices((0, 1, 2), weights=(2, 5, 2))[0]
    names = ", ".join(random.sample(metric.label_names, count))
    return f" {random.choice(('by', 'by', 'by', 'without'))} ({names})" if count else ""


def _over_subquery(random: Random, inner: Draft) -> Draft:
    span, seconds = random_range(random)
    resolution = random.choice(_RESOLUTIONS)
    function = random.choice(_OVER_SUBQUERIES)
    outer = _around(f"{function}(({{}})[{span}:{resolution}])", inner)
    return Draft(outer.promql, inner.reach_seconds + seconds)


def _around(template: str, inner: Draft) -> Draft:
    return Draft(template.replace("{}", inner.promql, 1), inner.reach_seconds)
