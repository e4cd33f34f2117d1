"""Readings by what was approved for a like question, written anew for this one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stems
from app.deadline import Deadline
from app.domain import Question
from app.pipeline.lessons import Lesson, Lessons, alike, read_cached, telling
from app.pipeline.parse import ParseError, metric_name, parse, walk
from app.pipeline.reading.durations import promql as duration
from app.pipeline.reading.frame import Frame
from app.pipeline.tokens import Kind, Token, quoted, tokens, unquote

_TRIED = 5
_LEAST_LIKENESS = 0.6
_PLACEHOLDER = re.compile(r"\$__(?:rate_interval|range)\b")
_FILLED = "5m"
_PER_SECOND = frozenset({"rate", "irate", "deriv"})


@dataclass(frozen=True, slots=True)
class Reading:
    """PromQL for a question, the lesson it comes from, and how like the questions are, 0 to 1."""

    promql: str
    lesson: Lesson
    likeness: float


def readings(
    question: Question, lessons: Lessons, catalogue: Catalogue, deadline: Deadline
) -> list[Reading]:
    """Return what like questions were approved for, the likest first; may look up label values.

    Values, windows and numbers are this question's; nothing is returned where it asks for
    something else: another grouping, another operation, or a metric that is not there.
    """
    found = []
    for lesson in lessons.nearest(question, _TRIED):
        reading = _Rewriting(question.text, lesson, catalogue, deadline).reading()
        if reading is not None and reading.likeness >= _LEAST_LIKENESS:
            found.append(reading)
    return sorted(found, key=lambda reading: -reading.likeness)


@dataclass
class _Rewriting:
    """The work on one lesson: which of its words and values become which of this question."""

    text: str
    lesson: Lesson
    catalogue: Catalogue
    deadline: Deadline
    own_words: set[str] = field(default_factory=set)
    their_words: set[str] = field(default_factory=set)

    def reading(self) -> Reading | None:
        asked, taught = read_cached(self.text), read_cached(self.lesson.question)
        if not _same_shape(asked, taught) or not self._is_there():
            return None
        text = self._rewritten(asked, taught)
        if text is None:
            return None
        own = telling(asked) - self.own_words
        theirs = telling(taught) - self.their_words
        if any(self._matters(word) for word in own if not alike(frozenset({word}), theirs)):
            return None
        return Reading(text, self.lesson, alike(own, theirs))

    def _matters(self, word: str) -> bool:
        """Say whether a word that the lesson does not have is one of this Prometheus."""
        values = self.catalogue.labels.everywhere().values()
        return word in self.catalogue.index.lexicon.frequency or any(
            word in stems(value) for known in values for value in known
        )

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
        for number, metric in _strings(parts):
            value = unquote(parts[number].text)
            if not _spoken(value, self.lesson.question):
                continue
            label = _label_before(parts, number)
            other = self._value(metric, label, value)
            if other is None:
                return None
            self.their_words |= set(stems(value))
            self.own_words |= set(stems(other))
            written[number] = quoted(other)
        if not self._windows(parts, written, asked, taught):
            return None
        return "".join(written)

    def _value(self, metric: str, label: str, value: str) -> str | None:
        """Return the value of the label that this question names."""
        if _spoken(value, self.text):
            return value
        known = self.catalogue.label_values(metric, label, self.deadline)
        named = [each for each in known if _spoken(each, self.text)]
        return max(named, key=len, default=None)

    def _windows(self, parts: list[Token], written: list[str], asked: Frame, taught: Frame) -> bool:
        """Put this question's window in the place of the lesson's; False where that has none."""
        if asked.window_seconds == taught.window_seconds:
            return True
        places = [
            number
            for number, token in enumerate(parts)
            if number and parts[number - 1].text == "[" and token.text != "]"
        ]
        before = duration(taught.window_seconds) if taught.window_seconds else None
        chosen = [n for n in places if before is None or parts[n].text == before]
        if not chosen:
            return False
        for number in chosen:
            if asked.window_seconds:
                written[number] = duration(asked.window_seconds)
            else:
                rate = _function_of(parts, number) in _PER_SECOND
                written[number] = "$__rate_interval" if rate else "$__range"
        return True


def _same_shape(one: Frame, other: Frame) -> bool:
    """Say whether two questions want the same done, whatever it is done with."""
    return _shape(one) == _shape(other)


def _shape(frame: Frame) -> tuple[object, ...]:
    groups = frozenset(stem for noun in frame.groups for stem in stems(noun))
    return (
        frame.operation,
        frame.aggregate,
        groups,
        frame.quantile,
        frame.top,
        frame.threshold,
        frame.offset_seconds,
        frame.ahead_seconds,
        frame.percent,
        frame.calendar,
    )


def _strings(parts: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield the places of matchers' values, each with the metric that is selected."""
    metric, word = "", ""
    for number, token in enumerate(parts):
        if token.kind is Kind.WORD:
            word = token.text
        elif token.text == "{":
            metric = word
        elif token.kind is Kind.STRING and metric and _label_before(parts, number):
            yield number, metric
        elif token.text == "}":
            metric = ""


def _label_before(parts: list[Token], number: int) -> str:
    """Return the label whose value stands there after `=`; "" where it is another matcher."""
    before = [token for token in parts[:number] if token.kind is not Kind.SPACE][-2:]
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


def _spoken(value: str, text: str) -> bool:
    """Say whether a question names a label's value."""
    plain = re.sub(r"[-_./: ]+", " ", value.casefold()).strip()
    said = re.sub(r"[-_./: ]+", " ", text.casefold())
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", said) is not None


def explanation(reading: Reading) -> str:
    """Return what a reviewer should know of it."""
    return f'as was approved for "{reading.lesson.question}"'
