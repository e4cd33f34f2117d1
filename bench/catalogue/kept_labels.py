"""Labels as the service has them after its first look: kept, not asked for again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.catalogue.labels import FixedLabels, LabelSet
from app.deadline import Deadline
from bench.catalogue.retrieval_data import Family

_VALUE = "x"


@dataclass(frozen=True)
class KeptLabels:
    """Fixed labels, whose answers are worked out once."""

    fixed: FixedLabels
    _kept: dict[object, frozenset[str]] = field(default_factory=dict, repr=False)
    _values: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of_families(cls, families: Iterable[Family]) -> "KeptLabels":
        """Return labels that all have the same value."""
        return cls(
            FixedLabels(
                {
                    name: (dict.fromkeys(family.labels, _VALUE),)
                    for family in families
                    for name in family.series
                }
            )
        )

    def of(self, name: str, deadline: Deadline) -> LabelSet:
        """Return what is known of a series name."""
        return self.fixed.of(name, deadline)

    def everywhere(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of all labels."""
        if not self._values:
            self._values.update(self.fixed.everywhere())
        return self._values

    def carriers(self, label: str, value: str | None, deadline: Deadline) -> frozenset[str]:
        """Return the names of the series with the label."""
        key = (label, value)
        if key not in self._kept:
            self._kept[key] = self.fixed.carriers(label, value, deadline)
        return self._kept[key]
