"""PromQL out of free text: code fences, labelled lines, backticks, or lines that parse."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, dropwhile, islice, takewhile

LooksLikePromql = Callable[[str], bool]

# Bounds on how often and with how much the parser is asked, whatever the model wrote.
_MAX_TRIES = 200
_MAX_PROMQL_CHARS = 4000
_MAX_LINES = 60
_MAX_RUN_LINES = 30

_FENCE = "```"
_LANGUAGE = re.compile(r"\A(?:[\w+-]*+[ \t]*+\n|(?:promql|prometheus)\s)", re.IGNORECASE)
_LABEL = re.compile(
    # A recording rule's name may start with `query:`, but no space follows its colon.
    r"\A(?:[-*>]\s)?\W{0,3}(?:promql|query|answer|expression)(?:\s(?:query|expression))?\W{0,3}"
    r":(?=[\s*`]|\Z)",
    re.IGNORECASE,
)
_BACKTICKED = re.compile(r"`([^`\n]+)`")
_MARKS_OF_PROMQL = re.compile(r"[_(\[{]")
_EXPRESSION = re.compile(r"[(\[{]|\S\s\S")
_NEGATION = re.compile(r"\b(?:no|not|cannot|unable|sorry|none)\b|n['’]t\b", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOTHING = frozenset({"", "null", "none", "n/a", "nil", "no", "false", "-", "…", "..."})
_PLACEHOLDERS = (("$__rate_interval", "5m"), ("$__range", "1h"))


def promql_in(text: str, looks_like_promql: LooksLikePromql) -> str | None:
    """Return the first PromQL in a text, most deliberate place first, None where there is none."""
    for candidate in islice(_candidates(text.strip()), _MAX_TRIES):
        promql = bare(candidate)
        if says_nothing(promql) or len(promql) > _MAX_PROMQL_CHARS:
            continue
        if looks_like_promql(_filled(promql)):
            return promql
    return None


def says_nothing(text: str) -> bool:
    """Say whether a text is one of the words that stand for no text."""
    return text.strip().casefold() in _NOTHING


def bare(text: str) -> str:
    """Return PromQL on one line, without the fence, backticks, label or `;` around it."""
    stripped = _UNPRINTABLE.sub("", text).strip()
    if stripped.startswith(_FENCE):
        stripped = _code(stripped.removeprefix(_FENCE).partition(_FENCE)[0])
    label = _LABEL.match(stripped)
    unlabelled = stripped[label.end() :].strip("* \t") if label else stripped
    if unlabelled.startswith("`") and unlabelled.endswith("`") and unlabelled.count("`") == 2:
        unlabelled = unlabelled.strip("`")
    return _joined(unlabelled.rstrip("; \t\n"))


def _candidates(text: str) -> Iterator[str]:
    pieces = text.split(_FENCE)
    fenced = [_code(piece) for piece in pieces[1::2]]
    prose = "\n".join(pieces[::2])
    lines = [line.strip() for line in islice(prose.splitlines(), _MAX_LINES)]
    # Nothing but PromQL; a lone word with a capital is prose that happens to parse.
    only = [text] if _MARKS_OF_PROMQL.search(text) or text[:1].islower() else []
    return chain(
        only,
        chain.from_iterable(_prefixes(code.splitlines()) for code in fenced),
        _labelled(lines),
        _backticked(prose[:_MAX_PROMQL_CHARS]),
        _runs(lines),
        _after_colons(lines),
    )


def _code(piece: str) -> str:
    code = _LANGUAGE.sub("", piece, count=1)
    return code if code.strip() else piece  # a single word is no language


def _prefixes(lines: list[str]) -> Iterator[str]:
    """Yield all lines joined, then ever fewer: what follows the PromQL is explanation."""
    for end in range(min(len(lines), _MAX_RUN_LINES), 0, -1):
        yield "\n".join(lines[:end])


def _labelled(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        label = _LABEL.match(line)
        if label:
            first = line[label.end() :].strip("* \t")
            yield from _prefixes(_paragraph([first, *lines[number + 1 :]]))


def _backticked(prose: str) -> list[str]:
    """Return expressions, longest first; a lone name only where the prose does not say no."""
    found = _BACKTICKED.findall(prose)
    expressions = [code for code in found if _EXPRESSION.search(code)]
    if expressions:
        return sorted(expressions, key=len, reverse=True)
    return found if len(found) == 1 and not _NEGATION.search(prose) else []


def _runs(lines: list[str]) -> Iterator[str]:
    # A plain word parses as a metric name, so in prose only what has a mark of PromQL counts.
    for number, line in enumerate(lines):
        if _MARKS_OF_PROMQL.search(line):
            yield from _prefixes(_paragraph(lines[number:]))


def _after_colons(lines: list[str]) -> Iterator[str]:
    for line in lines:
        rest = line.partition(": ")[2]
        if _MARKS_OF_PROMQL.search(rest):
            yield rest


def _paragraph(lines: list[str]) -> list[str]:
    said = list(dropwhile(lambda line: not line, lines))
    return list(takewhile(bool, said))


def _joined(text: str) -> str:
    # Not splitlines(): it also splits at characters that may stand in a string.
    lines = [line.strip() for line in text.split("\n")]
    code = [line for line in lines if line and not line.startswith("#")]
    # A comment behind code ends with its line; joined it would swallow the rest.
    return ("\n" if any("#" in line for line in code) else " ").join(code)


def _filled(promql: str) -> str:
    for placeholder, duration in _PLACEHOLDERS:
        promql = promql.replace(placeholder, duration)
    return promql
