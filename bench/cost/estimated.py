"""What the proxy expects a query to take, before it runs: the one place that asks the estimator."""

from dataclasses import dataclass
from functools import cache

from app.deadline import Deadline
from app.pipeline.cost.estimate import Known, estimate, selector_windows
from app.pipeline.cost.limits import Limits
from app.pipeline.cost.probe import Budget, Probe
from app.pipeline.parse import parse
from app.prometheus.client import Prometheus
from app.prometheus.forward import Upstream
from app.prometheus.scrape_interval import ScrapeInterval
from app.prometheus.server import Servers
from bench.cost.query import Query

# As the settings have them.
_SECONDS, _REQUESTS = 3.0, 16


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a query would take; None where that could not be told."""

    touched_samples: float | None = None
    peak_samples: float | None = None
    answer_bytes: float | None = None
    returned_series: float | None = None


def estimated(query: Query, url: str) -> Estimate:
    """Return what the proxy expects of a query to the Prometheus at `url`, nothing seen before."""
    prometheus = Prometheus(Upstream(url))
    servers = _servers(url)
    deadline = Deadline.after(_SECONDS)
    expr = parse(query.promql)
    known = Known(
        probe=Probe(prometheus, servers),
        tenant="",
        budget=Budget(deadline, _REQUESTS),
        windows=selector_windows(expr, query.window),
        default_interval_seconds=ScrapeInterval(prometheus, None).seconds("", deadline),
        before_3=not servers.of("", deadline).has((3, 0)),
    )
    cost = estimate(expr, query.window, known, Limits())
    return Estimate(
        cost.touched_samples, cost.peak_samples, cost.answer_bytes, cost.returned_series
    )


@cache
def _servers(url: str) -> Servers:
    return Servers(Prometheus(Upstream(url)))
