"""Which metric family a series name belongs to, and of what type each is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalogue.metric import Metric, MetricType

_PARTS = {
    MetricType.HISTOGRAM: ("_bucket", "_sum", "_count", "_gsum", "_gcount"),
    MetricType.SUMMARY: ("_sum", "_count"),
}
_SUFFIXES = ("_total", "_bucket", "_sum", "_count", "_created", "_info", "_gsum", "_gcount")
_COUNTER_SUFFIXES = ("_total", "_bucket", "_sum", "_count")


@dataclass(frozen=True, slots=True)
class Families:
    """The families of one server: `of` maps each series name to its family."""

    all: tuple[Metric, ...]
    of: Mapping[str, Metric]


def group(names: Iterable[str], declared: Iterable[Metric]) -> Families:
    """Return the families that have series, typed as declared or else as their names tell."""
    series = set(names)
    families = {metric.name: metric for metric in declared}
    of = {name: _family(name, series, families) for name in series}
    found = {family.name: family for family in of.values()}
    return Families(tuple(found[name] for name in sorted(found)), of)


def series_type(name: str, family: Metric) -> MetricType:
    """Return the type that matters for `rate()`: that of the one series, not of its family."""
    if name == family.name:
        return family.type if family.type is not MetricType.UNKNOWN else type_from_name(name)
    if family.type in _PARTS or family.type is MetricType.UNKNOWN:
        return type_from_name(name)
    return MetricType.GAUGE if name.endswith("_created") else family.type


def type_from_name(name: str) -> MetricType:
    """Return the type that the suffix of a series promises, where nothing is declared."""
    return MetricType.COUNTER if name.endswith(_COUNTER_SUFFIXES) else MetricType.UNKNOWN


def _family(name: str, series: set[str], declared: Mapping[str, Metric]) -> Metric:
    if name in declared:
        return declared[name]
    for suffix in _SUFFIXES:
        base = name.removesuffix(suffix)
        if base == name:
            continue
        if base in declared:
            return _declared_part(name, suffix, declared[base])
        if guessed := _guessed_family(base, suffix, series):
            return guessed
    return Metric(name, type_from_name(name))


def _declared_part(name: str, suffix: str, family: Metric) -> Metric:
    if suffix in ("_total", "_info"):
        # OpenMetrics declares the family without the suffix that its only series carries.
        return Metric(name, family.type, family.help, family.unit)
    if suffix in _PARTS.get(family.type, ()) or suffix == "_created":
        return family
    return Metric(name, type_from_name(name))


def _guessed_family(base: str, suffix: str, series: set[str]) -> Metric | None:
    if suffix in _PARTS[MetricType.HISTOGRAM] and {f"{base}_bucket", f"{base}_count"} <= series:
        return Metric(base, MetricType.HISTOGRAM)
    if suffix in _PARTS[MetricType.SUMMARY] and {f"{base}_sum", f"{base}_count"} <= series:
        return Metric(base, MetricType.SUMMARY)
    return None
