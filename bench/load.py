"""What a client saw of one round."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """Answers to one client; `p99_ms` is None where too few were asked for."""

    requests: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float | None
    errors: int
