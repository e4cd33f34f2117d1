"""The releases of Prometheus that the suite runs, and what each one needs to be told."""

from dataclasses import dataclass
from pathlib import Path

from tests import servers

_FEATURES = ("native-histograms", "exemplar-storage", "promql-per-step-stats")
_FEATURES_OF_3 = ("promql-experimental-functions", "promql-duration-expr")


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its programs, and whether it is one of version 3."""

    name: str
    prometheus: Path
    promtool: Path

    @property
    def is_3(self) -> bool:
        """Say whether it takes UTF-8 names, experimental functions and custom bounds."""
        return self.name.startswith("3")

    @property
    def features(self) -> tuple[str, ...]:
        """Return what `--enable-feature` switches on."""
        return (*_FEATURES, *_FEATURES_OF_3) if self.is_3 else _FEATURES


def release(name: str) -> Release:
    """Return a release by its name, such as `3.5`; skips the test where it is not to be had."""
    return Release(name, servers.binary(f"prometheus-{name}"), servers.binary(f"promtool-{name}"))
