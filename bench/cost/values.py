"""The values of samples: as long, as text and in blocks, as those of real metrics."""

from enum import StrEnum

PATTERNS = 8
BOUNDS = tuple("0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf".split())


class Kind(StrEnum):
    """How the values of a metric go on."""

    COUNTER = "counter"
    BUCKET = "bucket"
    BYTES = "bytes"
    FRACTION = "fraction"
    COUNT = "count"
    ONE = "one"


def patterns(kind: Kind) -> int:
    """Return how many series of a target differ in their values; the others repeat them."""
    return len(BOUNDS) if kind is Kind.BUCKET else PATTERNS


def value(kind: Kind, pattern: int, number: int) -> str:
    """Return the value of a series' sample with this number."""
    noise = number * 7919 + pattern * 104_729
    match kind:
        case Kind.COUNTER:
            return str(1000 * pattern + number * (3 + 11 * pattern) + noise % 3)
        case Kind.BUCKET:
            return str(number * 40 * (pattern + 1) // len(BOUNDS))
        case Kind.BYTES:
            return str(50_000_000 + noise % 8192 * 4096)
        case Kind.FRACTION:
            return f"{0.25 + noise % 400 / 100:.2f}"
        case Kind.COUNT:
            return str(20 + noise % 60)
        case Kind.ONE:
            return "1"
