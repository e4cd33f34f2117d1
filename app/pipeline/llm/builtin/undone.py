"""What a question wants done that the PromQL for it does not do; every row is a deed."""

import re
from dataclasses import dataclass

from app.pipeline.reading.durations import promql as promql_duration
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.lexicon import REACHED
from app.pipeline.reading.patterns import BOUND


@dataclass(frozen=True, slots=True)
class _Deed:
    """Words that want something done, and what PromQL that does it has in it."""

    wanted: re.Pattern[str]
    done: re.Pattern[str]


def _deed(wanted: str, done: str) -> _Deed:
    return _Deed(re.compile(wanted), re.compile(done))


_TIMES = r"(?:sec\w*|min\w*|hours?|days?|weeks?|months?|years?|time)"
_THEN = r"ago|earlier|yesterday|before|last (?:week|month|hour|day)"
_AGGREGATES = r"\b(?:sum|avg|max|min|count|topk|bottomk|histogram_quantile)\b"
_MOST = (
    r"(?<!at )\b(?:most|highest|largest|biggest|greatest|busiest|slowest|heaviest|longest|hottest"
    r"|worst|fullest|oldest|least|lowest|smallest|fewest|shortest|newest|youngest|quietest)\b"
)
_COMPARES = re.compile(r" (?:[<>]=?|==|!=) |le=")
# Over 5 minutes is no bound, but the time within which something is looked at.
_WITHIN_TIME = re.compile(rf"(?:over|past|up to) .*?(?:\b{_TIMES}|[\d.]+ ?[smhdw])$")
# What only a window can tell, and no value of this moment.
_WITHIN = frozenset({Operation.COUNT, Operation.INCREASE, Operation.CHANGE, Operation.FLAPS})
# How large something is on average, or at most, is no matter of how often it happens.
_SIZE = _deed(
    r"\b(?:average|avg|mean|median|typical|p\d\d|largest|biggest)\b.{0,30}\b(?:size|length)\b",
    r"size|length|len\b|byte|octet|depth|_[kmg]i?b\b|^(?!.*\b(?:rate|increase)\()",
)
_DEEDS = (
    # the oldest, the slowest
    _deed(_MOST, r"\b(?:topk|bottomk|max|min|max_over_time|min_over_time|\w*quantile)\b"),
    # the 3 routes with the most, partition with the highest
    _deed(
        rf"\b(?:top|bottom)[- ]?\d|\b(?:with|has|have|had|uses?|using) (?:the )?{_MOST}",
        r"\b(?:topk|bottomk)\b",
    ),
    _deed(
        r"\b(?:combined|(?:al)?together(?! with\b)|in total|summed|sum of|in all)\b",
        r"\b(?:sum|count|avg)\b",
    ),
    _deed(
        r"\b(?:fractions?|shares?|proportion|percent\w*|part of|how (?:full|close)"
        r"|how much of (?:the|each|every|all|our)\b(?=.* (?:is|are)))\b|%",
        r"/|\bavg(?:_over_time)?\b|ratio|percent|usage|quantile|[<>]",
    ),
    _deed(
        r"\b(?:more|less|fewer|longer|older|higher|lower|greater|larger|smaller|slower|faster)"
        r" than\b|\b(?:above|below|exceed\w*|at least|at most)\b",
        r"[<>]|==|!=|\boffset\b|\ble=",
    ),
    # how often it was so, which the values that are so do not tell
    _deed(
        rf"\bhow (?:often|many times)\b.*\b(?:exceed\w*|above|below|over|under|beyond) "
        rf"(?:[\d.]+)(?![\d.]| ?{_TIMES}\b)",
        r"\bbool\b|count_over_time",
    ),
    _SIZE,
    # what is full is told by what there is of it, or by a name
    _deed(
        r"\b(?:full(?! gc)|overfull|overloaded|exhausted)\b",
        r"[<>/]|full|exhaust|overload|predict|deriv",
    ),
    _deed(REACHED, r"[<>]=?|==|\bmax\b"),
    _deed(r"\bor\b(?! (?:so|down|less|more|fewer|not|shrink|below|later|earlier)\b)", r"\||\bor\b"),
    _deed(r"\bbetween\b.+\band\b.+\bago\b", r"\[[^\]]+\] offset\b|\boffset\b.+\boffset\b"),
    _deed(r"\bwhen will\b", r"predict_linear|deriv|time\(\)"),
    _deed(
        r"\b(?:peak|maximum|minimum|highest|lowest)\b.*\b(?:last|past|previous) "
        r"|\b(?:last|past|previous)\b.*\b(?:peak|maximum|minimum)\b",
        r"\b(?:topk|bottomk|max|min|max_over_time|min_over_time|quantile)|_max\b|_min\b|peak",
    ),
    # compared with another time, of which both are needed
    _deed(
        rf"\b(?:than|compared (?:to|with)|vs\.?|versus|twice as|double)\b.*\b(?:{_THEN})\b"
        rf"|\b(?:compared (?:to|with))\b.*\b(?:{_THEN})\b",
        r"\boffset\b|delta|increase|deriv|time\(\)",
    ),
    _deed(r"\b(?:twice|double|half|times) as\b", r"/"),
    _deed(r"\b(?:days|hours|weeks|minutes) (?:till|until|left|since)\b", r"/ \d|_days_"),
    _deed(r"\b(?:any ?more|no longer|disappeared|stopped)\b", r"\bunless\b|\babsent|\bstopped\b"),
    # a size is asked for, and no size is measured
    _deed(
        r"\b(?:(?:kilo|mega|giga|tera|kibi|mebi|gibi)?bytes|[kmgt]i?b)\b",
        r"byte|size|mem|octet|_[kmg]i?b|storage|data|traffic|disk|lsn|volume|heap|rss|space"
        r"|stored",
    ),
    # codes of a class, that a name or a value tells
    *(_deed(rf"\b{n}xx\b", rf"{n}(?:\.\.|xx|\[|\d\d)|\"{n}\"|error|fail") for n in range(1, 6)),
    # by namespace, of each pod: or every series by itself
    _deed(rf"\b(?:per|each|every)\b (?!{_TIMES}\b)", rf"\bby \((?!le\))|^(?!.*{_AGGREGATES})"),
    _deed(r"\b(?:average|mean|avg)\b(?! load)", r"avg|/|quantile|load|rate\([^\[]*\[\d"),
)


def undone(words: str, promql: str) -> int:
    """Return how many deeds the words of a question want and the PromQL does not do."""
    return sum(
        deed.wanted.search(words) is not None and deed.done.search(promql) is None
        for deed in _DEEDS
    )


def unsized(words: str, promql: str) -> bool:
    """Say whether it is asked how large something is, of which the PromQL tells no size."""
    return _SIZE.wanted.search(words) is not None and _SIZE.done.search(promql) is None


def unbounded(words: str, promql: str) -> bool:
    """Say whether there are two bounds, of which PromQL has but one: above 1 s and below 2 s."""
    bounds = [hit.group() for hit in BOUND.finditer(words) if not _WITHIN_TIME.match(hit.group())]
    return len(bounds) > 1 and len(_COMPARES.findall(promql)) < len(bounds)


def unscaled(frame: Frame, promql: str) -> bool:
    """Say whether so much a minute, hour or day is asked for, and so much a second comes back."""
    if frame.scale == 1:
        return False
    scaled = rf"\* {frame.scale:.0f}\b|\[{promql_duration(frame.scale)}\]"
    return re.search(scaled, promql) is None


def untimely(frame: Frame, promql: str) -> int:
    """Return how many of the window and the other time that are asked for PromQL does not have.

    The course of a gauge is shown as it is: the graph has the window.
    """
    lost = 0
    if frame.offset_seconds:
        lost += not re.search(rf"\boffset {promql_duration(frame.offset_seconds)}\b", promql)
    if frame.window_seconds is None:
        return lost
    window = promql_duration(frame.window_seconds)
    if "[" in promql:
        lost += not re.search(rf"\[{window}[:\]]|\boffset {window}\b", promql)
    elif "time()" not in promql and f"offset {window}" not in promql:
        lost += frame.listing or frame.operation in _WITHIN
    return lost
