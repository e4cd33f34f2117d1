"""What a query may take: above the soft limits it runs with a warning, above the hard ones not."""

from dataclasses import dataclass

# Prometheus refuses (end - start) / step > 11,000, so that 11,001 points pass.
MAX_POINTS = 11_001


@dataclass(frozen=True, slots=True)
class Limit:
    """Two thresholds of one quantity."""

    soft: int
    hard: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of the series and bytes of an answer, and of the samples on the way to it.

    `touched_series`, of all selectors together, is hard; None where that is no matter.
    """

    returned_series: Limit = Limit(5_000, 30_000)
    peak_samples: Limit = Limit(5_000_000, 40_000_000)
    answer_bytes: Limit = Limit(10_000_000, 64 * 1024 * 1024)
    read_samples: Limit = Limit(200_000_000, 2_000_000_000)
    touched_series: int | None = None
