"""The service's own metrics, added up over all gunicorn workers."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from app.approvals.records import State
from app.domain import Translation


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

    def exposition(self) -> bytes:
        """Return the metrics in the text format, of all workers where there are several."""
        if not self._multiprocess:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
