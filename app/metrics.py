"""The service's own metrics, added up over all gunicorn workers."""

from dataclasses import dataclass
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from app.approvals.records import State
from app.domain import Cost, Translation
from app.pipeline.notices import Took


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """How old the oldest catalogue in use is, None where there is none, and how many families."""

    age_seconds: float | None
    families: int


class Metrics:
    """Counters named by the Prometheus guidelines; no label comes from a user's text."""

    def __init__(self, *, multiprocess: bool) -> None:
        self._multiprocess = multiprocess
        # Routes and statuses are few, and looking a counter up takes longer than counting.
        self._requests_of = cache(lambda route, status: self._requests.labels(route, str(status)))
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "llm_proxy_requests_total",
            "Requests answered, by route and status.",
            ["route", "status"],
            registry=self._registry,
        )
        self._questions = Counter(
            "llm_proxy_questions_total",
            "Questions answered, by state of their PromQL and where it came from.",
            ["state", "source"],
            registry=self._registry,
        )
        self._translations = Counter(
            "llm_proxy_translations_total",
            "Translations made, by translator and outcome.",
            ["source", "outcome"],
            registry=self._registry,
        )
        self._model_calls = Counter(
            "llm_proxy_model_calls_total",
            "Calls of a model, by provider.",
            ["source"],
            registry=self._registry,
        )
        self._tokens = Counter(
            "llm_proxy_model_tokens_total",
            "Tokens that model calls consumed, by provider and direction.",
            ["source", "direction"],
            registry=self._registry,
        )

        self._cost_ratio = Histogram(
            "llm_proxy_cost_actual_per_estimate_ratio",
            "What a query took as a part of what was estimated before it ran, by quantity.",
            ["quantity"],
            buckets=(0.1, 0.25, 0.5, 0.8, 1.25, 2, 4, 10),
            registry=self._registry,
        )

    def query_ran(self, cost: Cost, took: Took) -> None:
        """Compare what a query took with what was estimated, as far as both are known."""
        pairs = {
            "samples": (cost.touched_samples, took.touched_samples),
            "peak": (cost.peak_samples, took.peak_samples),
            "bytes": (cost.answer_bytes, took.answer_bytes),
        }
        for quantity, (estimated, actual) in pairs.items():
            if estimated and actual is not None:
                self._cost_ratio.labels(quantity).observe(actual / estimated)

    def request(self, route: str, status: int) -> None:
        """Count one answered request."""
        self._requests_of(route, status).inc()

    def question_answered(self, state: State, source: str) -> None:
        """Count one answered question."""
        self._questions.labels(state.value, source).inc()

    def translated(self, translation: Translation) -> None:
        """Count one translation with what it consumed."""
        source, usage = translation.source, translation.usage
        outcome = translation.failure.kind.value if translation.failure else "pending"
        self._translations.labels(source, outcome).inc()
        self._model_calls.labels(source).inc(usage.calls)
        self._tokens.labels(source, "prompt").inc(usage.prompt_tokens)
        self._tokens.labels(source, "completion").inc(usage.completion_tokens)

    def exposition(self, catalogue: CatalogueState) -> bytes:
        """Return the metrics in the text format, of all workers where there are several."""
        registry = self._registry
        if self._multiprocess:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_registry_of(catalogue))


def _registry_of(catalogue: CatalogueState) -> CollectorRegistry:
    """Return what is the same for all workers of the machine, whoever is asked."""
    registry = CollectorRegistry()
    if catalogue.age_seconds is not None:
        Gauge(
            "llm_proxy_catalogue_age_seconds",
            "Age of the oldest catalogue in use.",
            registry=registry,
        ).set(catalogue.age_seconds)
    Gauge(
        "llm_proxy_catalogue_metrics",
        "Metric families in the catalogues in use.",
        registry=registry,
    ).set(catalogue.families)
    return registry
