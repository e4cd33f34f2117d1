"""Readings by what was approved for a question of the same words, written anew for this one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.lessons import Lesson, Words, covered, read_cached, telling
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.parse import ParseError, metric_name, parse, walk
from app.pipeline.reading.durations import promql as duration
from app.pipeline.reading.frame import Frame
from app.pipeline.simplify import simplify
from app.pipeline.taught import spoken
from app.pipeline.tokens import Kind, Token, quoted, tokens, unquote

_TRIED = 5
_SURE = 0.97
_CONTENT_WEIGHT = 0.5  # what tells less may differ, such as "used" or "current"
_PLACEHOLDER = re.compile(r"\$__(?:rate_interval|range)\b")
_FILLED = "5m"
_PER_SECOND = frozenset({"rate", "irate", "deriv"})
# Words that turn the meaning round, which a reading without a catalogue may pass over.
_TURNS = re.compile(
    r"\b(?:no|non|not|nor|never|without|except|excluding|exclude[sd]?|excl|but|besides|outside"
    r"|beyond|other|others|unlike|instead|minus|or|and|versus|vs|ohne|au(?:ß|ss)er|nicht|kein\w*"
    r"|oder|und|statt)\b|n't\b"
)


def candidates(asked: Asked) -> Iterator[Candidate]:
    """Yield what questions of the same words were approved for; may look up label values.

    Values and windows are this question's. There is nothing where it says anything else: another
    word, grouping or operation, a value that is not there, or a metric that is gone.
    """
    task = asked.task
    for lesson in task.lessons.nearest(task.question, _TRIED):
        text = _Rewriting(task.question.text, lesson, task.catalogue, asked.deadline).text()
        if text is not None and (promql := simplify(text)) not in asked.tried:
            yield Candidate(promql, f'as was approved for "{lesson.question}"', _SURE, "approved")


@dataclass
class _Rewriting:
    """The work on one lesson: which of its values become which of this question."""

    question: str
    lesson: Lesson
    catalogue: Catalogue
    deadline: Deadline
    own_values: set[str] = field(default_factory=set)
    their_values: set[str] = field(default_factory=set)

    def text(self) -> str | None:
        asked, taught = read_cached(self.question), read_cached(self.lesson.question)
        if _turns(self.question) != _turns(self.lesson.question) or not self._is_there():
            return None
        written = self._rewritten(asked, taught)
        same = _shape(asked, self.own_values) == _shape(taught, self.their_values)
        own, theirs = _content(asked, self.own_values), _content(taught, self.their_values)
        return written if same and _say_the_same(own, theirs) else None

    def _is_there(self) -> bool:
        try:
            expr = parse(_PLACEHOLDER.sub(_FILLED, self.lesson.promql))
        except ParseError:
            return False
        names = (metric_name(node) for node, _ in walk(expr) if hasattr(node, "matchers"))
        return all(name is not None and name in self.catalogue for name in names)

    def _rewritten(self, asked: Frame, taught: Frame) -> str | None:
        """Return the lesson's PromQL with this question's values and windows."""
        parts = list(tokens(self.lesson.promql))
        written = [token.text for token in parts]
        for number, metric, label in _matched(parts):
            value = unquote(parts[number].text)
            if spoken(value, self.lesson.question):
                named = self._named(metric, label)
                if len(named) != 1:
                    return None
                self.their_values |= set(stems(value))
                self.own_values |= set(stems(named[0]))
                written[number] = quoted(named[0])
        return "".join(written) if _with_windows(parts, written, asked, taught) else None

    def _named(self, metric: str, label: str) -> list[str]:
        """Return the values of the label that this question names, without parts of others."""
        known = self.catalogue.label_values(metric, label, self.deadline)
        named = [value for value in known if spoken(value, self.question)]
        return [
            value
            for value in named
            if not any(value != other and spoken(value, other) for other in named)
        ]


def _turns(text: str) -> list[str]:
    return sorted(_TURNS.findall(text.casefold()))


def _shape(frame: Frame, values: set[str]) -> Frame:
    """Return what a question wants done: its frame without values, windows and words."""
    groups = {stem for noun in frame.groups for stem in stems(noun)} - values
    entity = "" if set(stems(frame.entity or "")) <= values else " ".join(stems(frame.entity or ""))
    return replace(
        frame,
        groups=tuple(sorted(groups)),
        entity=entity,
        window_seconds=None,
        kind=(),
        terms=(),
        words=(),
        denied=(),
    )


def _content(frame: Frame, values: set[str]) -> Words:
    told = telling(frame).items()
    return {
        word: weight
        for word, weight in told
        if weight >= _CONTENT_WEIGHT and not (word in values or set(stems(word)) & values)
    }


def _say_the_same(one: Words, other: Words) -> bool:
    return (
        bool(one)
        and all(covered(word, other) for word in one)
        and all(covered(word, one) for word in other)
    )


def _with_windows(parts: list[Token], written: list[str], asked: Frame, taught: Frame) -> bool:
    """Put this question's window in the place of the lesson's; False where that is not clear."""
    if asked.window_seconds == taught.window_seconds:
        return True
    places = [
        number
        for number, token in enumerate(parts)
        if number and parts[number - 1].text == "[" and token.text != "]"
    ]
    if taught.window_seconds is None:
        chosen = places if len(places) == 1 else []
    else:
        before = duration(taught.window_seconds)
        chosen = [number for number in places if parts[number].text == before]
    for number in chosen:
        if asked.window_seconds:
            written[number] = duration(asked.window_seconds)
        else:
            rate = _function_of(parts, number) in _PER_SECOND
            written[number] = "$__rate_interval" if rate else "$__range"
    return bool(chosen)


def _matched(parts: list[Token]) -> Iterator[tuple[int, str, str]]:
    """Yield the places of values that a label must equal, each with metric and label."""
    metric, word = "", ""
    for number, token in enumerate(parts):
        if token.kind is Kind.WORD:
            word = token.text
        elif token.text == "{":
            metric = word
        elif token.text == "}":
            metric = ""
        elif token.kind is Kind.STRING and metric and (label := _label_before(parts, number)):
            yield number, metric, label


def _label_before(parts: list[Token], number: int) -> str:
    """Return the label whose value stands there after `=`; "" where it is another matcher."""
    start = max(0, number - 4)
    before = [token for token in parts[start:number] if token.kind is not Kind.SPACE][-2:]
    if len(before) == 2 and before[1].text == "=" and before[0].kind is Kind.WORD:
        return before[0].text
    return ""


def _function_of(parts: list[Token], number: int) -> str:
    """Return the function around a range."""
    depth = 0
    for token in reversed(parts[:number]):
        if token.text == ")":
            depth += 1
        elif token.text == "(":
            depth -= 1
        elif depth < 0 and token.kind is Kind.WORD:
            return token.text
    return ""
