"""What is counted, as it is exposed; no label comes from a user's text."""

from app.approvals.records import State
from app.domain import Failure, FailureKind, Translation, Usage
from app.metrics import Metrics


def samples(metrics: Metrics) -> dict[str, float]:
    lines = metrics.exposition().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs if "_created" not in name}


def test_requests_questions_and_translations_are_counted() -> None:
    metrics = Metrics(multiprocess=False)
    metrics.request("plain", 200)
    metrics.request("plain", 200)
    metrics.question_answered(State.APPROVED, "store")
    usage = Usage(2, 30, 4)
    metrics.translated(Translation("secret_metric", "", "ollama", "mistral", usage=usage))
    failure = Failure(FailureKind.MODEL_DOWN, "away")
    metrics.translated(Translation(None, "", "ollama", "mistral", failure=failure))
    assert samples(metrics) == {
        'llm_proxy_requests_total{route="plain",status="200"}': 2,
        'llm_proxy_questions_total{source="store",state="approved"}': 1,
        'llm_proxy_translations_total{outcome="pending",source="ollama"}': 1,
        'llm_proxy_translations_total{outcome="model_down",source="ollama"}': 1,
        'llm_proxy_model_calls_total{source="ollama"}': 2,
        'llm_proxy_model_tokens_total{direction="prompt",source="ollama"}': 30,
        'llm_proxy_model_tokens_total{direction="completion",source="ollama"}': 4,
    }
