"""The numbers that PromQL compares with."""

from itertools import pairwise

from app.pipeline.tokens import Kind, tokens

_COMPARING = frozenset({"==", "!=", ">", "<", ">=", "<="})


def bounds(promql: str) -> tuple[tuple[str, str], ...]:
    """Return each comparison with a number, as (operator, number), from left to right."""
    parts = [t for t in tokens(promql) if t.kind not in (Kind.SPACE, Kind.COMMENT)]
    return tuple(
        (operator.text, number.text)
        for operator, number in pairwise(parts)
        if operator.text in _COMPARING and number.kind is Kind.NUMBER
    )
