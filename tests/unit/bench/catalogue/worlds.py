"""A world of three families, to look into."""

from app.catalogue.metric import Metric, MetricType
from bench.catalogue.retrieval_data import Family
from bench.catalogue.world import World

UP = Family(Metric("up", MetricType.GAUGE, "Whether the target is up."), ("instance", "job"))
REQUESTS = Family(
    Metric("http_requests_total", MetricType.COUNTER, "Requests served."), ("code", "job")
)
DURATION = Family(Metric("http_duration_seconds", MetricType.HISTOGRAM), ("le", "job"))
SMALL = World((UP, REQUESTS, DURATION))
