"""By which labels the series of two metrics belong together."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from app.catalogue.labels import LabelSet

Row = Mapping[str, str]

# What tells which of two series is meant only together with something else.
_GENERAL = frozenset(
    "job env environment region zone cluster dc datacenter stage tier prometheus endpoint"
    " metrics_path namespace container version state status type kind code mode reason".split()
)
_CHANGING = frozenset({"uid", "id", "container_id", "image", "pod_ip", "host_ip"})
# Names inside a namespace are written with it, though they may be the only ones so far.
_INSIDE_NAMESPACES = frozenset(
    "pod container deployment statefulset daemonset replicaset persistentvolumeclaim".split()
)
# Where there are too many series to know them all.
_USUAL = (("namespace", "pod"), ("node",), ("instance",))
_MOST_LABELS = 3
_LEAST_COMMON = 0.5


def keys(many: LabelSet, one: LabelSet, copied: frozenset[str] | None) -> tuple[str, ...]:
    """Return the labels that lead from each of `many` series to `one`, empty where none do.

    `copied` are those that are taken over, of which each of `many` must get one value; None
    where it is the value that counts, so that it must be one series. Where some labels lead to
    one thing and some to another, nobody knows which is meant, and none do.
    """
    shared = _shared(many, one, copied or frozenset())
    copied = frozenset(one.values) if copied is None else copied
    if many.series is None or one.series is None:
        return next((usual for usual in _USUAL if set(usual) <= shared), ())
    found = [
        (common, labels)
        for labels in _sets(shared)
        if (common := _common(labels, many.series, one.series, copied)) >= _LEAST_COMMON
    ]
    if not found:
        return ()
    widest = max(common for common, _ in found)
    best = [labels for common, labels in found if common >= widest - 1e-9]
    if len({_led(labels, many.series, one.series, copied) for labels in best}) > 1:
        return ()
    return _with_namespace(min(best, key=_order), shared)


def by_key(
    labels: tuple[str, ...], rows: tuple[Row, ...], copied: frozenset[str]
) -> Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """Return each key with what is taken over where it leads."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in rows:
        told = tuple(row.get(label, "") for label in sorted(copied))
        found.setdefault(key_of(labels, row), set()).add(told)
    return {key: frozenset(told) for key, told in found.items()}


def key_of(labels: tuple[str, ...], row: Row) -> tuple[str, ...]:
    """Return the values of the labels."""
    return tuple(row.get(label, "") for label in labels)


def _shared(many: LabelSet, one: LabelSet, copied: frozenset[str]) -> frozenset[str]:
    return frozenset(
        label
        for label, values in many.values.items()
        if label not in copied and not set(values).isdisjoint(one.values.get(label, ()))
    )


def _sets(shared: frozenset[str]) -> Iterator[tuple[str, ...]]:
    for number in range(1, _MOST_LABELS + 1):
        for labels in combinations(sorted(shared - {"le", "quantile"}), number):
            if not _GENERAL.issuperset(labels) or {"namespace", "container"} < set(labels):
                yield labels


def _common(
    labels: tuple[str, ...], many: tuple[Row, ...], one: tuple[Row, ...], copied: frozenset[str]
) -> float:
    """Return the share of either side that finds the other; none where one finds several."""
    told = by_key(labels, one, copied)
    if any(len(each) > 1 for each in told.values()):
        return 0.0
    asked = {key_of(labels, row) for row in many}
    both = asked & told.keys()
    both = {key for key in both if all(key)}
    return max(len(both) / len(asked), len(both) / len(told)) if both else 0.0


def _led(
    labels: tuple[str, ...], many: tuple[Row, ...], one: tuple[Row, ...], copied: frozenset[str]
) -> tuple[frozenset[tuple[str, ...]], ...]:
    told = by_key(labels, one, copied)
    return tuple(told.get(key_of(labels, row), frozenset()) for row in many)


def _order(labels: tuple[str, ...]) -> tuple[bool, int, tuple[str, ...]]:
    return (not _CHANGING.isdisjoint(labels), len(labels), labels)


def _with_namespace(labels: tuple[str, ...], shared: frozenset[str]) -> tuple[str, ...]:
    inside = not _INSIDE_NAMESPACES.isdisjoint(labels) and "namespace" in shared
    return tuple(sorted({*labels, "namespace"})) if inside else labels
