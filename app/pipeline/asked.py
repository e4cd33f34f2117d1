"""Finds questions in the text of a query, and puts PromQL in their place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import promql_parser

from app.errors import BadRequestError, ExecutionError
from app.pipeline.parse import Expr, ParseError, metric_name, one_line, parse, walk
from app.pipeline.tokens import Kind, UnterminatedStringError, quoted, tokens, unquote

MAX_QUESTIONS = 8  # each one may cost a model call

_QUERY_LABEL = "query"
_PROMQL_WORDS = frozenset(
    "and or unless atan2 by without on ignoring group_left group_right offset bool start end"
    " sum min max avg group stddev stdvar count count_values bottomk topk quantile limitk"
    " limit_ratio inf nan".split()
)
# More is not scanned, as that takes seconds of every thread: no question is so long.
_MAX_SCANNED_CHARS = 2 * 1024 * 1024
_NO_WORDS = re.compile(r"[(){}\[\]=<>\"]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that holds questions; `questions` are their texts, each once, in order.

    `questions` is empty where the pseudo metric stands without a question.
    """

    expr: Expr
    metric: str
    questions: tuple[str, ...]

    def compose(self, promql: Mapping[str, str]) -> str:
        """Return the whole query on one line, each question replaced by its PromQL.

        Raises `ParseError` where the PromQL of a question does not parse, or asks again.
        """

        def replacement(node: Expr) -> Expr | None:
            if _is_question(node, self.metric):
                # The line break ends a comment that the PromQL may close with.
                return self._answer(f"({promql[_question_of(node, self.metric)]}\n)")
            return None

        if _is_question(self.expr, self.metric):
            return one_line(self._answer(promql[self.questions[0]]))
        return one_line(promql_parser.transform(self.expr, pre_visit=replacement))

    def _answer(self, promql: str) -> Expr:
        expr = parse(promql)
        # The parser visits what was put in too: a question in an answer would never end.
        if _asks(expr, self.metric):
            raise ParseError(f"the PromQL of a question holds {self.metric} itself")
        return expr


def find_questions(text: str, metric: str) -> Asked | None:
    """Return the questions that stand in a query, or None where it is plain PromQL.

    Raises `BadRequestError` for a query that names the pseudo metric and cannot be read, and
    `ExecutionError` where it asks for more than a question can take.
    """
    if metric not in text or not _names(text, metric):
        return None
    try:
        expr = parse(text)
    except ParseError as error:
        raise BadRequestError(f"the query around {metric} does not parse: {error}") from error
    selectors = [(node, ancestors) for node, ancestors in walk(expr) if _is_question(node, metric)]
    if not selectors:
        return None
    for node, ancestors in selectors:
        _refuse_modifiers(node, ancestors, metric)
    texts = dict.fromkeys(_question_of(node, metric) for node, _ in selectors)
    if len(texts) > MAX_QUESTIONS:
        raise BadRequestError(f"one query takes at most {MAX_QUESTIONS} questions: ask fewer")
    return Asked(expr, metric, tuple(texts) if "" not in texts else ())


def is_free_text(text: str) -> bool:
    """Say whether the text could be plain words: whoever asks must ask upstream first."""
    words = text.split()
    if len(words) < 3 or _NO_WORDS.search(text) or words[0].startswith("#"):  # a comment
        return False
    plain = [word.lower() not in _PROMQL_WORDS and _is_word(word) for word in words]
    return any(first and second for first, second in pairwise(plain))


def _is_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def free_text(text: str, metric: str) -> Asked:
    """Return the question that plain words are."""
    question = " ".join(text.split())
    selector = f"{metric}{{{_QUERY_LABEL}={quoted(question)}}}"
    try:
        return Asked(parse(selector), metric, (question,))
    except ParseError as error:
        raise BadRequestError(f"the question cannot be read: {error}") from error


def _names(text: str, metric: str) -> bool:
    """Say whether the metric's name stands in the text as a name and not inside a string.

    `{"name"}` and `{__name__="name"}` count: there the string is the name.
    """
    if len(text) > _MAX_SCANNED_CHARS:
        return _stands_somewhere(text, metric)
    try:
        for token in tokens(text):
            if token.kind is Kind.WORD and token.text == metric:
                return True
            if token.kind is Kind.STRING and unquote(token.text) == metric:
                return True
    except UnterminatedStringError:
        return _stands_somewhere(text, metric)
    return False


def _stands_somewhere(text: str, metric: str) -> bool:
    return re.search(rf"(?<![\w:]){re.escape(metric)}(?![\w:])", text) is not None


def holds_question(promql: str, metric: str) -> bool:
    """Say whether PromQL asks a question itself, so that it can answer none."""
    try:
        return _asks(parse(promql), metric)
    except ParseError:
        return False


def _asks(expr: Expr, metric: str) -> bool:
    return any(_is_question(node, metric) for node, _ in walk(expr))


def _is_question(node: Expr, metric: str) -> bool:
    return isinstance(node, promql_parser.VectorSelector) and metric_name(node) == metric


def _question_of(selector: Expr, metric: str) -> str:
    """Return the text of the `query` label, "" where there is none."""
    questions = []
    for matcher in selector.matchers.matchers:
        if matcher.name == "__name__":
            continue
        if matcher.name != _QUERY_LABEL:
            raise ExecutionError(
                f'{metric} cannot be filtered by the label "{matcher.name}": leave it out, and say'
                " in the question what to filter by"
            )
        if matcher.op != promql_parser.MatchOp.Equal:
            raise BadRequestError(
                f'{metric} takes its question as {_QUERY_LABEL}="…": use = and plain words'
            )
        questions.append(matcher.value.strip())
    if len(questions) > 1:
        raise BadRequestError(f'{metric} takes one question: {_QUERY_LABEL}="…" once')
    return questions[0] if questions else ""


def _refuse_modifiers(selector: Expr, ancestors: tuple[Expr, ...], metric: str) -> None:
    if ancestors and isinstance(ancestors[-1], promql_parser.MatrixSelector):
        raise BadRequestError(
            f"{metric} cannot take a range such as [5m]: the answer may be a rate already;"
            " say the range in the question"
        )
    if selector.offset is not None or selector.at is not None:
        raise ExecutionError(
            f"{metric} cannot take offset or @: say the earlier time in the question"
        )
