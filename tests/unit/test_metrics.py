"""What is counted, as it is exposed; no label comes from a user's text."""

from app.approvals.records import State
from app.domain import Cost, Failure, FailureKind, Translation, Usage
from app.metrics import CatalogueState, Metrics
from app.pipeline.notices import Took

NONE = CatalogueState(None, 0)


def samples(metrics: Metrics, catalogue: CatalogueState = NONE) -> dict[str, float]:
    lines = metrics.exposition(catalogue).decode().splitlines()
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
        "llm_proxy_catalogue_metrics": 0,
    }


def test_the_catalogue_is_told_with_its_age() -> None:
    told = samples(Metrics(multiprocess=False), CatalogueState(61.5, 840))
    assert told == {"llm_proxy_catalogue_age_seconds": 61.5, "llm_proxy_catalogue_metrics": 840}


def test_what_queries_took_is_compared_with_what_was_estimated() -> None:
    metrics = Metrics(multiprocess=False)
    cost = Cost(61, (), 2, touched_samples=100, peak_samples=None, answer_bytes=1000)
    metrics.query_ran(cost, Took(500, touched_samples=150, peak_samples=9))
    metrics.query_ran(cost, Took(2000))
    told = samples(metrics)
    ratio = "llm_proxy_cost_actual_per_estimate_ratio"
    assert told[f'{ratio}_sum{{quantity="samples"}}'] == 1.5
    assert told[f'{ratio}_count{{quantity="bytes"}}'] == 2
    assert told[f'{ratio}_bucket{{le="0.5",quantity="bytes"}}'] == 1
    assert f'{ratio}_count{{quantity="peak"}}' not in told
