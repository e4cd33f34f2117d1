"""A small world of selectors, of which all is known without asking anybody."""

from dataclasses import dataclass, field

from app.pipeline.cost.label_sets import Labels, label_sets
from app.pipeline.cost.probe import Seen

# Four series of x, two of y, and more of big than are listed.
X = label_sets({"__name__": "x", "a": a, "b": b} for a in "12" for b in "12")
Y = label_sets({"__name__": "y", "a": a} for a in "12")
BUCKETS = label_sets({"__name__": "h_bucket", "a": a, "le": le} for a in "12" for le in "123")
SEEN = {
    "x": Seen(4, False, X, next(iter(X))),
    "y": Seen(2, False, Y, next(iter(Y))),
    "h_bucket": Seen(6, False, BUCKETS, next(iter(BUCKETS))),
    "big": Seen(40_000, False, None, frozenset({("__name__", "big"), ("namespace", "n")})),
    "none": Seen(0, False, frozenset()),
    "unknown": Seen(None),
}


@dataclass
class KnownFake:
    """Samples lie 15 s apart, and `groups` says into how many groups labels divide a selector."""

    before_3: bool = False
    default_step_seconds: float = 60
    grouped: dict[tuple[str, str], int | None] = field(default_factory=dict)
    largest_of: dict[str, int] = field(default_factory=dict)

    def seen(self, selector: str) -> Seen:
        return SEEN[selector]

    def interval_seconds(self, selector: str) -> float:
        return 15

    def groups(self, selector: str, labels: Labels) -> int | None:
        key = ("" if labels.named else "-") + ",".join(sorted(labels.names))
        return self.grouped.get((selector, key))

    def groups_at_once(self, selector: str, labels: Labels) -> int | None:
        return self.groups(selector, labels)

    def largest(self, selector: str, label: str) -> int | None:
        return self.largest_of.get(label)
