"""Label sets of series, and how aggregations and matching make fewer of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalogue.labels import NAME_LABEL

LabelSet = frozenset[tuple[str, str]]
LabelSets = frozenset[LabelSet]


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels named in `by (…)` or `on (…)`, or with `named` false all others."""

    names: frozenset[str]
    named: bool = True

    def of(self, series: LabelSet) -> LabelSet:
        """Return what is left of a label set."""
        return frozenset(pair for pair in series if (pair[0] in self.names) == self.named)

    def after(self, other: "Labels") -> "Labels":
        """Return what is left where the labels of `other` were kept before."""
        if self.named:
            return Labels(other.only(self.names))
        if other.named:
            return Labels(other.names - self.names)
        return Labels(self.names | other.names, named=False)

    def only(self, names: frozenset[str]) -> frozenset[str]:
        """Return which of some names are kept."""
        return names & self.names if self.named else names - self.names

    def kept(self, sets: Iterable[LabelSet]) -> LabelSets:
        """Return the different label sets that are left."""
        return frozenset(self.of(series) for series in sets)


ALL = Labels(frozenset(), named=False)
# Functions and operators that make new values drop the name of the metric.
WITHOUT_NAME = Labels(frozenset({NAME_LABEL}), named=False)


def label_sets(series: Iterable[Mapping[str, str]]) -> LabelSets:
    """Return the label sets that Prometheus listed."""
    return frozenset(frozenset(labels.items()) for labels in series)


def with_most(sets: LabelSets, labels: Labels, most: int) -> int:
    """Return how many series are left of at most so many a group."""
    groups = Counter(labels.of(series) for series in sets)
    return sum(min(most, number) for number in groups.values())


def joined(many: LabelSets, one: LabelSets, matching: Labels) -> LabelSets:
    """Return those of `many` that have a partner in `one`, matched by these labels."""
    partners = matching.kept(one)
    return frozenset(series for series in many if matching.of(series) in partners)
