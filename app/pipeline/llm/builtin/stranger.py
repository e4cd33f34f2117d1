"""Whether a question names a product, and the metric is one of another."""

from collections.abc import Iterator

from app.catalogue.known.products import PRODUCTS
from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.reading.frame import Term

# What others run on or are made of, and what is an everyday word too, names no product.
_NO_NAMES = frozenset(
    stems(
        """
        kubernetes docker java golang python linux windows aws gcp azure prometheus grafana istio
        dotnet nodejs php ruby grpc http jvm spring container containerd gpu application github
        gitlab app process host controller scheduler probe webhook dns bind smart vector pilot
        unbound nut harbor spark flux tempo squid druid
        """
    )
)
_ALSO = frozenset(
    stems("mongodb postgresql rabbitmq influxdb elastic cockroachdb dynamodb snowflake bigquery")
)
_NAMES = (frozenset(stem(words.split()[0]) for words in PRODUCTS.values()) | _ALSO) - _NO_NAMES


def is_stranger(choice: Choice, asked: Asked) -> bool:
    """Say whether the question names a product that nothing of the metric or its labels is of."""
    evidence = choice.subject.evidence
    found = evidence.found if evidence else {}
    own = set(stems(choice.subject.metric.name))
    others = _retrieved_products(asked) | _NAMES
    return any(
        term.text not in found and term.stem in others and term.stem not in own
        for term in _names(asked.frame.terms)
    )


def _names(terms: tuple[Term, ...]) -> Iterator[Term]:
    return (term for term in terms if term.weight >= 1)


def _retrieved_products(asked: Asked) -> frozenset[str]:
    """Return the first words of metrics near the question: each says what tells of itself."""
    first = (stems(match.metric.name)[:1] for match in asked.task.matches)
    return frozenset(word for words in first for word in words) - _NO_NAMES
