"""Since which version Prometheus has what parts of PromQL.

Read from promql/parser/functions.go and lex.go of every release from 2.25 to 3.14.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Version = tuple[int, int]

AT, NEGATIVE_OFFSET, QUOTED_LABEL, FILL = "@", "a negative offset", "a label in quotes", "fill"

_EXPERIMENTAL_FUNCTIONS = "promql-experimental-functions"


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of PromQL with the version that brought it.

    Until `stable` (None: to this day) it works only where the server is started with `flag`.
    From `gone` on there is no such thing, but `instead`.
    """

    since: Version
    stable: Version | None = None
    flag: str = ""
    gone: Version | None = None
    instead: str = ""


_STABLE: Mapping[Version, str] = {
    (2, 26): "clamp last_over_time sgn",
    (2, 29): "present_over_time",
    (2, 31): "acos acosh asin asinh atan atan2 atanh cos cosh deg pi rad sin sinh tan tanh",
    (2, 36): "day_of_year",
    (2, 40): "histogram_count histogram_fraction histogram_sum",
    (2, 47): "histogram_stddev histogram_stdvar",
    (2, 51): "histogram_avg",
}
_EXPERIMENTAL: Mapping[Version, str] = {
    (2, 49): "mad_over_time sort_by_label sort_by_label_desc",
    (2, 54): "limit_ratio limitk",
    (2, 55): "info",
    (3, 0): "double_exponential_smoothing",
    (3, 5): "ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
    (3, 7): "ts_of_first_over_time",
    (3, 11): "histogram_quantiles",
    (3, 12): "end range start step",
    (3, 13): "max_of min_of",
}
_OTHERS: Mapping[str, Feature] = {
    AT: Feature((2, 25), (2, 33), "promql-at-modifier"),
    NEGATIVE_OFFSET: Feature((2, 26), (2, 33), "promql-negative-offset"),
    QUOTED_LABEL: Feature((3, 0), (3, 0)),
    FILL: Feature((3, 10), flag="promql-binop-fill-modifiers"),
    "first_over_time": Feature((3, 7), (3, 14), _EXPERIMENTAL_FUNCTIONS),
    "start_timestamp": Feature((3, 14), flag=f"{_EXPERIMENTAL_FUNCTIONS},use-start-timestamps"),
    "holt_winters": Feature((1, 0), (1, 0), gone=(3, 0), instead="double_exponential_smoothing"),
}


def _features() -> Iterator[tuple[str, Feature]]:
    for since, names in _STABLE.items():
        yield from ((name, Feature(since, since)) for name in names.split())
    for since, names in _EXPERIMENTAL.items():
        feature = Feature(since, flag=_EXPERIMENTAL_FUNCTIONS)
        yield from ((name, feature) for name in names.split())
    yield from _OTHERS.items()


FEATURES: Mapping[str, Feature] = dict(_features())
