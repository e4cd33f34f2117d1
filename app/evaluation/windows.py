"""The windows of `rate` and the like, which a question may leave open."""

from collections.abc import Iterable, Iterator

from app.pipeline.placeholders import duration
from app.pipeline.tokens import Kind, tokens
from app.prometheus.durations import duration_seconds

USUAL = ("1m", "2m", "5m", "10m")
_LEAST_SECONDS, _MOST_SECONDS = 60.0, 600.0
_PER_SECOND = frozenset({"rate", "irate", "deriv"})


def with_windows(promql: str, windows: Iterable[str]) -> Iterator[str]:
    """Yield the PromQL as it is, then with each window in the place of those of rates."""
    yield promql
    parts, places = _rate_windows(promql)
    if not places:
        return
    for window in dict.fromkeys(windows):
        yield "".join(window if n in places else part for n, part in enumerate(parts))


def own_windows(promql: str) -> tuple[str, ...]:
    """Return the windows of the rates in PromQL, those from one to ten minutes."""
    parts, places = _rate_windows(promql)
    seconds = sorted({duration_seconds(parts[place]) for place in places})
    return tuple(duration(s) for s in seconds if _LEAST_SECONDS <= s <= _MOST_SECONDS)


def _rate_windows(promql: str) -> tuple[list[str], set[int]]:
    """Return the pieces of the text, and which of them are windows of rates."""
    parts = list(tokens(promql))
    places: set[int] = set()
    functions: list[str] = []
    word = ""
    for number, token in enumerate(parts):
        if token.kind is Kind.OPEN:
            functions.append(word if token.text == "(" else token.text)
        elif token.kind is Kind.CLOSE and functions:
            functions.pop()
        elif token.kind is Kind.NUMBER and functions[-1:] == ["["]:
            alone = parts[number - 1].text == "[" and parts[number + 1 : number + 2]
            if alone and alone[0].text == "]" and functions[-2:-1] and functions[-2] in _PER_SECOND:
                places.add(number)
        word = token.text if token.kind is Kind.WORD else ("" if token.text.strip() else word)
    return [token.text for token in parts], places
