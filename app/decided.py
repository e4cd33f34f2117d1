"""What people decided about a tenant's questions, kept in memory while nothing is decided anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.approvals.records import Record, State
from app.cache import Cache
from app.errors import ProxyError
from app.pipeline.lessons import NO_LESSONS, Lesson, Lessons

# A decision is a lesson after this long.
_FRESH_SECONDS = 1.0
_MAX_QUESTIONS = 2000


class Decisions(Protocol):
    """Something that lists questions, and tells whether anything was decided since."""

    def list_records(
        self, tenant: str, *, state: State | None = None, limit: int = 1000
    ) -> list[Record]:
        """Return the tenant's newest questions."""
        ...

    def last_decision(self, tenant: str) -> int:
        """Return a number that grows with each decision of a person."""
        ...


@dataclass(frozen=True)
class Decided:
    """The lessons of each tenant; safe to share between threads."""

    store: Decisions
    _at: Cache[str, int] = field(default_factory=lambda: Cache(64, _FRESH_SECONDS))
    _known: Cache[tuple[str, int], Lessons] = field(default_factory=lambda: Cache(64, 3600.0))

    def of(self, tenant: str) -> Lessons:
        """Return what people decided; nothing while the store is away."""
        try:
            at = self._at.get_or_load(tenant, lambda: self.store.last_decision(tenant))
            return self._known.get_or_load((tenant, at), lambda: self._read(tenant))
        except ProxyError:
            return NO_LESSONS

    def _read(self, tenant: str) -> Lessons:
        states = (State.APPROVED, State.REJECTED)
        records = (
            record
            for state in states
            for record in self.store.list_records(tenant, state=state, limit=_MAX_QUESTIONS)
        )
        return Lessons.of(lesson for record in records for lesson in _lessons(record))


def _lessons(record: Record) -> Iterator[Lesson]:
    live = record.live.promql if record.live is not None else None
    if live:
        yield Lesson(record.prompt, record.normalised, live)
    for rejection in record.rejections:
        if rejection.promql != live:
            yield Lesson(record.prompt, record.normalised, rejection.promql, approved=False)
