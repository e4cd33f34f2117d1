"""A question while it is being read."""

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Draft:
    """A question being read: what is not understood yet, and what is."""

    rest: str
    full: str
    found: dict[str, Any] = field(default_factory=dict)

    def take(self, *patterns: str | re.Pattern[str]) -> re.Match[str] | None:
        """Cut the first hit of the first pattern that hits out of the rest."""
        for pattern in patterns:
            if hit := re.search(pattern, self.rest):
                self.rest = f"{self.rest[: hit.start()]} {self.rest[hit.end() :]}"
                return hit
        return None

    def says(self, pattern: str) -> bool:
        """Say whether the whole question has a hit, taken already or not."""
        return re.search(pattern, self.full) is not None
