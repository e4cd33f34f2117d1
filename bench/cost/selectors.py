"""Writes selectors: a metric, none to two matchers, a range, an offset."""

from collections.abc import Mapping
from random import Random

from bench.cost.draft import Draft
from bench.cost.metrics import Metric

# Many ask for minutes, few for an hour.
_RANGES = {"1m": 60, "2m": 120, "5m": 300, "10m": 600, "30m": 1800, "1h": 3600}
_RANGE_WEIGHTS = (2, 2, 6, 3, 2, 1)
_OFFSETS = {"1m": 60, "5m": 300, "20m": 1200}
_OFFSET_PROBABILITY = 0.2
# Nobody excludes the only value that a label of a metric has.
_OF_ALL_SERIES = ("job", "cluster")


def selector(random: Random, metric: Metric) -> str:
    """Return the metric with none to two matchers on labels of one of its series."""
    count = random.choices((0, 1, 2), weights=(3, 4, 2))[0]
    labels = _of_one_series(random, metric)
    names = random.sample(sorted(labels), count)
    matchers = ",".join(_matcher(random, name, labels[name]) for name in names)
    return f"{metric.name}{{{matchers}}}" if matchers else metric.name


def instant(random: Random, metric: Metric) -> Draft:
    """Return a selector, now and then with an offset."""
    text, seconds = _offset(random)
    return Draft(f"{selector(random, metric)}{text}", seconds)


def ranged(random: Random, metric: Metric) -> Draft:
    """Return a selector with a range, now and then with an offset."""
    text, seconds = _offset(random)
    span, span_seconds = random_range(random)
    return Draft(f"{selector(random, metric)}[{span}]{text}", span_seconds + seconds)


def random_range(random: Random) -> tuple[str, int]:
    """Return a range as PromQL has it, and its seconds."""
    return random.choices(tuple(_RANGES.items()), weights=_RANGE_WEIGHTS)[0]


def _offset(random: Random) -> tuple[str, int]:
    if random.random() >= _OFFSET_PROBABILITY:
        return "", 0
    text, seconds = random.choice(tuple(_OFFSETS.items()))
    return f" offset {text}", seconds


def _of_one_series(random: Random, metric: Metric) -> Mapping[str, str]:
    own = {name: random.choice(values) for name, values in metric.labels.items()}
    return {**random.choice(metric.job.targets).labels, **own}


def _matcher(random: Random, name: str, value: str) -> str:
    if name in _OF_ALL_SERIES:
        return f'{name}="{value}"'
    start = value[:-1].replace(".", "[.]").replace("+", "[+]")
    kinds = (f'="{value}"', f'!="{value}"', f'=~"{start}.*"', f'!~"{start}.*"')
    return name + random.choices(kinds, weights=(4, 1, 4, 1))[0]
