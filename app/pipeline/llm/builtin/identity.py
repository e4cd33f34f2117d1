"""Which labels together tell one thing from all others: a container's name alone does not."""

from collections.abc import Iterable

from app.pipeline.reading.frame import Frame
from app.pipeline.reading.grouping import label_of

_HOST = ("instance",)
_NAMESPACE = ("namespace",)
# Labels of things that are inside others, and the labels of those.
_INSIDE: dict[str, tuple[str, ...]] = {
    "container": ("namespace", "pod"),
    **dict.fromkeys(
        ("pod", "deployment", "statefulset", "daemonset", "replicaset", "persistentvolumeclaim"),
        _NAMESPACE,
    ),
    **dict.fromkeys(
        ("device", "disk", "interface", "mountpoint", "cpu", "core", "chip", "sensor", "gpu"), _HOST
    ),
    "queue": ("vhost",),
    "partition": ("topic",),
    "table": ("schema",),
    "relname": ("datname", "schemaname"),
}
HARDWARE = frozenset(label for label, inside in _INSIDE.items() if inside is _HOST)
# The same name is in every copy of a pod, so that by itself it means nothing.
_NEVER_ALONE = frozenset({"container"})


def identity(label: str, varying: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that tell one such thing; of those it is in, the ones that vary."""
    there = set(varying)
    return (*(each for each in _INSIDE.get(label, ()) if each in there), label)


def whole(groups: tuple[str, ...], frame: Frame, varying: Iterable[str]) -> tuple[str, ...]:
    """Return the labels to group by, those of things that are asked for one by one in full."""
    there = tuple(varying)
    told: list[str] = []
    for label in groups:
        inside = _INSIDE.get(label, ())
        apart = label in _NEVER_ALONE or label in {label_of(n, groups) for n in frame.apart}
        named = not set(inside).isdisjoint(groups)
        told += identity(label, there) if apart and not named else (label,)
    return tuple(dict.fromkeys(told))
