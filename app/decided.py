"""What people decided about a tenant's questions, kept in memory while nothing is decided anew."""

from dataclasses import dataclass, field
from typing import Protocol

from app.approvals.records import Judged
from app.cache import Cache
from app.errors import ProxyError
from app.pipeline.lessons import NO_LESSONS, Lesson, Lessons

# A decision is a lesson after this long.
_FRESH_SECONDS = 1.0
# With several writers a decision may become visible after a later one; this long it is missed.
_READ_ANEW_SECONDS = 60.0
_MAX_DECISIONS = 2000  # of each kind
_TENANTS = 256


class Decisions(Protocol):
    """Something that lists decisions, and tells whether anything was decided since."""

    def judged(self, tenant: str, *, limit: int) -> list[Judged]:
        """Return what was approved and turned down."""
        ...

    def last_decision(self, tenant: str) -> int:
        """Return a number that grows with each decision of a person."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """Lessons, and the last decision that is in them for sure."""

    at: int
    lessons: Lessons


@dataclass(frozen=True)
class Decided:
    """The lessons of each tenant; safe to share between threads."""

    store: Decisions
    fresh: Cache[str, Lessons] = field(default_factory=lambda: Cache(_TENANTS, _FRESH_SECONDS))
    _known: Cache[str, _Read] = field(default_factory=lambda: Cache(_TENANTS, _READ_ANEW_SECONDS))

    def of(self, tenant: str) -> Lessons:
        """Return what people decided; nothing while the store is away."""
        try:
            return self.fresh.get_or_load(tenant, lambda: self._current(tenant))
        except ProxyError:
            return NO_LESSONS

    def _current(self, tenant: str) -> Lessons:
        at = self.store.last_decision(tenant)
        known = self._known.get(tenant)
        if known is None or known.at != at:
            known = _Read(at, self._read(tenant))
            self._known.put(tenant, known)
        return known.lessons

    def _read(self, tenant: str) -> Lessons:
        found = self.store.judged(tenant, limit=_MAX_DECISIONS)
        return Lessons.of(
            Lesson(each.prompt, each.normalised, each.promql, each.approved) for each in found
        )
