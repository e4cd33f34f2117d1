"""Questions whether something of a name exists that no series may carry: a queue called dead."""

import re

from app.catalogue.catalogue import Metric
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.promql import Call, Expr, Matcher, Selector
from app.pipeline.reading.grouping import label_of
from app.pipeline.reading.reading import read

_LEAST_COVERAGE = 0.85
_ARTICLE = re.compile(r"^(?:the|all|any|a|an|our) ")
_NOUN = r"(?P<noun>(?:[a-z_-]+ ){0,3}?[a-z_-]+)"
_VALUE = r"""["'`]?(?P<value>[\w@.:/-]+?)["'`]?"""
_SPECIFIC = r"""["'`]?(?P<value>(?=[\w@.:/-]*\d)[\w@.:/-]+?)["'`]?"""
_HOST = r"""["'`]?(?P<value>(?:\w[\w-]*\.)+[a-z]{2,}|(?=[\w@.:/-]*\d)[\w@.:/-]+?)["'`]?"""
_GONE = r"(?:missing|absent|gone|vanished|disappeared|exists?|not there)"
_ASKED = (
    # no stream called x, is there a stream named x
    re.compile(
        rf"\b(?:no|is there (?:a|any|still a)) {_NOUN} (?:called|named) {_VALUE}(?=[?,.]?(?:\s|$))",
        re.I,
    ),
    # does worker w4 exist, is node-3's worker missing
    re.compile(
        rf"^(?:does|do|is|are|has|have) (?:the |a |any |our )?{_NOUN} {_SPECIFIC}"
        rf" (?:\w+ )?{_GONE}\b",
        re.I,
    ),
    # are the dock metrics of depot-7 missing
    re.compile(
        rf"\b(?:the |all )?{_NOUN} (?:metrics|series|data|samples) (?:of|from|for) {_SPECIFIC}"
        rf" (?:\w+ )?{_GONE}\b",
        re.I,
    ),
    # is blog.example.com missing from our probes
    re.compile(
        rf"^(?:(?:is|are|has|have|was) )?(?:the |our )?(?:host |site |domain |url )?{_HOST}"
        rf" (?:\w+ )?{_GONE} (?:from|in|among) (?:all |of |the |our |my )*{_NOUN}\s*[?.]*$",
        re.I,
    ),
)


def absent_value(asked: Asked) -> Expr | None:
    """Return `absent()` of the series with the value that is asked after, None where none is."""
    text = " ".join(asked.task.question.text.split())
    for pattern in _ASKED:
        if hit := pattern.search(text):
            noun, value = _ARTICLE.sub("", hit["noun"].casefold()), hit["value"]
            choices = _metrics_of(noun, asked)
            return _as_others(choices, value) or _of_noun(choices, noun, value)
    return None


def _metrics_of(noun: str, asked: Asked) -> list[Choice]:
    catalogue = asked.task.catalogue
    frame = read(noun, catalogue.index.lexicon.knows)
    found = choose(frame, noun, catalogue, (), asked.deadline)
    return [choice for choice in found if choice.coverage >= _LEAST_COVERAGE]


def _as_others(choices: list[Choice], value: str) -> Expr | None:
    """Take the label whose other values are written like this one."""
    for choice in choices:
        for label, known in choice.subject.labels.values.items():
            if whole := _likened(value, known):
                return _absent(choice.subject.metric, label, whole)
    return None


def _of_noun(choices: list[Choice], noun: str, value: str) -> Expr | None:
    """Take the label that the noun means."""
    for choice in choices:
        names = tuple(choice.subject.labels.values)
        if label := label_of(noun, names) or label_of(f"{noun.rsplit(maxsplit=1)[-1]} name", names):
            return _absent(choice.subject.metric, label, value)
    return None


def _absent(metric: Metric, label: str, value: str) -> Expr:
    return Call("absent", (Selector(metric.name, (Matcher(label, "=", value),)),))


def _likened(value: str, known: tuple[str, ...]) -> str | None:
    """Return a name as the values of a label write such names: depot-7 as depot-7.example:80."""
    for other in known:
        if other.casefold() == value.casefold():
            return other
    if not re.search(r"\d", value):
        return _as_hosts(value, known)
    rests = {other[len(value) :] for other in known if _is_like(value, other)}
    return value + rests.pop() if len(rests) == 1 else None


def _as_hosts(value: str, known: tuple[str, ...]) -> str | None:
    """Return a host as those of the same domain are written: https://blog.example.com."""
    domain = value.partition(".")[2]
    if "." not in domain:
        return None
    written = re.compile(rf"(\w+://|)[\w-]+\.{re.escape(domain)}((?::\d+)?)(?:/.*)?")
    around = {hit.groups() for other in known if (hit := written.fullmatch(other))}
    if len(around) != 1:
        return None
    before, after = around.pop()
    return f"{before}{value}{after}"


def _is_like(value: str, other: str) -> bool:
    begins, rest = other[: len(value)], other[len(value) :]
    digits = re.sub(r"\d", "0", value.casefold()) == re.sub(r"\d", "0", begins.casefold())
    return digits and (not rest or rest[0] in ".:@/-")
