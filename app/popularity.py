"""Which metrics people ask about: those that approved questions use."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.approvals.records import Record, State
from app.cache import Cache
from app.domain import Window
from app.errors import ProxyError
from app.pipeline.parse import ParseError, parse
from app.pipeline.placeholders import fill
from app.pipeline.reach import reaches

_CACHE_SECONDS = 60.0
_MAX_QUESTIONS = 1000
# Any window does: only the names matter.
_WINDOW = Window(0, 3600, 60)


class Approved(Protocol):
    """Something that lists questions."""

    def list_records(
        self, tenant: str, *, state: State | None = None, limit: int = 1000
    ) -> list[Record]:
        """Return the tenant's newest questions."""
        ...


@dataclass(frozen=True)
class Popularity:
    """Shares of metrics among a tenant's approved questions, known for a minute."""

    store: Approved
    _known: Cache[str, Mapping[str, float]] = field(
        default_factory=lambda: Cache(max_items=64, ttl_seconds=_CACHE_SECONDS)
    )

    def of(self, tenant: str) -> Mapping[str, float]:
        """Return metric name → share between 0 and 1; nothing while the store is away."""
        try:
            return self._known.get_or_load(tenant, lambda: self._count(tenant))
        except ProxyError:
            return {}

    def _count(self, tenant: str) -> Mapping[str, float]:
        approved = self.store.list_records(tenant, state=State.APPROVED, limit=_MAX_QUESTIONS)
        counted = Counter(name for record in approved for name in set(_metrics(record)))
        return {name: count / len(approved) for name, count in counted.items()}


def _metrics(record: Record) -> Iterator[str]:
    promql = record.live.promql if record.live is not None else None
    if promql is None:
        return
    try:
        expr = parse(fill(promql, _WINDOW, 15))
    except ParseError:
        return
    yield from (reach.metric for reach in reaches(expr, _WINDOW) if reach.metric is not None)
