"""PromQL whose window is still to be chosen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """PromQL, and how many seconds it looks back from each point of its window."""

    promql: str
    reach_seconds: int = 0
