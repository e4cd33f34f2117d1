"""What speaks for a reading, and against it, as numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.catalogue.words import stem, stems
from app.pipeline.llm.builtin.another import counts_the_same, told_of_another
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.evidence import Rarity
from app.pipeline.llm.builtin.promql import Binary, Expr, Selector
from app.pipeline.llm.builtin.stateset import is_stateset, names_state
from app.pipeline.llm.builtin.stranger import is_stranger
from app.pipeline.llm.builtin.sureness import Signs
from app.pipeline.llm.builtin.undone import unbounded, undone, unscaled, untimely
from app.pipeline.llm.builtin.unknown_value import unknown_value
from app.pipeline.reading import shape
from app.pipeline.reading.fit import fit
from app.pipeline.reading.frame import Frame, Operation, Term
from app.pipeline.reading.lexicon import ROOT

_RANKS = 10
_NAMES = re.compile(r"[\w:]+")
_MOST_AHEAD, _TIE = 0.4, 0.015
_MOST_MISSING, _MOST_SURPLUS = 3.0, 4.0
_TELLING = 0.5
_SURPLUS, _SEVERAL, _NEARLY = 1.0, 3, 0.2
_LEAST_HEARD = 0.35
_COMPARES = re.compile(r"\b(?:vs\.?|versus)\b")
# After a preposition a slash is the root of a file system.
_DIVIDES = re.compile(r"(?<!\bon)(?<!\bof)(?<!\bin)(?<!\bfor)(?<!\bat)(?<!\bauf)(?<!\bvon) / \w")
_DENIALS = re.compile(
    r"\b(?:cannot|can't|couldn't|could not|missing|unable|never|nobody|no one|lacks?|lacking)\b"
)
_STATES = re.compile(
    r"\b(?:stat(?:us|es?)|up|success\w*|health\w*|whether|conditions?|phases?|ready|reachable)\b"
)
# Why, who, what to do, and orders: no number answers them.
_NO_NUMBER = re.compile(
    r"^(?:please |and |but |so )?(?:why|should (?:i|we)|ignore (?:all|the|your)|how (?:do|can"
    r"|should|could) (?:i|we|you)|who (?:is|are|was|were|did|does|has|have|changed|broke|deployed"
    r"|made|wrote)|(?:restart|delete|remove|kill|stop|start|scale|deploy|create|write|fix|explain)"
    r" (?:a|an|all|any|every|my|our|the|this|that|these|those))\b"
)
_LENGTHS = frozenset(
    stems("latency duration long longest longer slow slowest slower fast fastest took delay")
)
_COUNTED = frozenset(
    stems("request call query operation command message item event run time piece transaction")
)
_DURING = re.compile(r"\bduring\b")  # which is no duration, though its stem is the same

_LASTING = (Operation.VALUE, Operation.OVER_TIME)
_EXTENTS = frozenset(stems("length depth size"))


def signs_of(choice: Choice, expr: Expr, choices: Sequence[Choice], asked: Asked) -> Signs:
    """Return the signs of the reading that a metric makes; `choices` are all, best first."""
    catalogue, frame = asked.task.catalogue, asked.frame
    rarity = Rarity.of(catalogue)
    evidence = choice.subject.evidence
    found: Mapping[str, float] = evidence.found if evidence else {}
    missed = [term for term in frame.terms if term.text not in found]
    telling = [term for term in missed if term.weight >= _TELLING]
    ahead = choice.score - max(_others(choice, choices, expr), default=0.0)
    return Signs(
        covered=choice.coverage,
        place=_place(choice, asked),
        ahead=max(-_MOST_AHEAD, min(_MOST_AHEAD, ahead)),
        fits=fit(choice.subject.metric, frame),
        missing=min(_MOST_MISSING, sum(term.weight * rarity(term.stem) for term in telling)),
        unknown=min(
            _MOST_MISSING, sum(not catalogue.index.lexicon.knows(term.text) for term in telling)
        ),
        left_over=float(sum(0.1 < term.weight < _TELLING for term in missed)),
        surplus=min(_MOST_SURPLUS, _surplus(choice)),
        behind=max(0.0, choices[0].score - choice.score),
        tie=float(abs(ahead) < _TIE) * (2 if asked.turned_down else 1),
        lost=float(len(choice.lost)),
        undone=float(_undone(choice, expr, asked)),
        unlisted=float(_is_unlisted(choice, expr, asked)),
        unpaired=float(_is_unpaired(choice, expr, asked)),
        untimed=float(_is_untimed(choice, expr, asked)),
        denied=float(_is_denied(choice, expr, asked)),
        speechless=float(_heard(frame, found, rarity) < _LEAST_HEARD),
        no_number=float(_wants_no_number(asked.words)),
        nameless=float(unknown_value(choice, asked) is not None),
        stranger=float(is_stranger(choice, asked)),
        vague=float(_is_vague(choice, choices, asked)),
        again=float(bool(asked.refused)),
    )


def _wants_no_number(words: str) -> bool:
    """Say whether it asks why, who or for a deed, and not also which ones or how many."""
    also = re.search(r"\bwhich (?:ones?|of)\b|\bhow (?:many|much|often)\b", words)
    return _NO_NUMBER.match(words) is not None and also is None


def _undone(choice: Choice, expr: Expr, asked: Asked) -> int:
    promql = str(expr)
    in_time = untimely(asked.frame, promql) + unscaled(asked.frame, promql)
    in_time += unbounded(asked.words, promql)
    words = _without_counted(choice, expr, asked)
    passed_over = _leaves_part_out(choice, asked) + told_of_another(choice, expr, asked)
    return undone(words, promql) + in_time + passed_over


def _leaves_part_out(choice: Choice, asked: Asked) -> bool:
    """Say whether the word for what became of some is passed over: theft of "theft rate"."""
    found = choice.subject.evidence.found if choice.subject.evidence else {}
    frame = asked.frame
    said = frame.rated and not (frame.errors or frame.succeeded)
    return said and any(
        term.text in frame.kind and term.weight >= _TELLING and term.text not in found
        for term in frame.terms
    )


def _without_counted(choice: Choice, expr: Expr, asked: Asked) -> str:
    """Return the question without the noun that an average is taken over: time per call."""
    words = asked.words
    is_share = asked.frame.operation is Operation.RATIO
    if isinstance(expr, Binary) and expr.op == "/" and not is_share:
        for noun in choice.subject.lost:
            # What a metric only speaks of need not be what it has a number of.
            if not {*stems(str(expr)), *_COUNTED}.issuperset(stems(noun)):
                continue
            words = re.sub(rf"\b(?:per|for each|for every|of each) {re.escape(noun)}\b", " ", words)
    return words


def _others(choice: Choice, choices: Sequence[Choice], expr: Expr) -> Iterator[float]:
    """Yield the scores of the other metrics, but for those that the reading has in it."""
    read = set(_NAMES.findall(str(expr)))
    for other in choices:
        if other is choice or counts_the_same(other, choice):
            continue
        if other.subject.metric.name not in read:
            yield other.score


def _is_vague(choice: Choice, choices: Sequence[Choice], asked: Asked) -> bool:
    """Say whether one word is all that is said, and metrics of several products fit it well."""
    subject = choice.subject
    telling = sum(term.weight >= _TELLING for term in asked.frame.terms)
    if telling != 1 or subject.groups or subject.matchers or _surplus(choice) < _SURPLUS:
        return False
    products = {
        stems(each.subject.metric.name)[0]
        for each in choices
        if each.score >= choice.score - _NEARLY
    }
    return len(products) >= _SEVERAL


def _surplus(choice: Choice) -> float:
    evidence = choice.subject.evidence
    return evidence.surplus if evidence else 0.0


def _place(choice: Choice, asked: Asked) -> float:
    """Return where retrieval, which reads by other rules, ranks the metric: 1 for first."""
    names = [match.metric.name for match in asked.task.matches[:_RANKS]]
    name = choice.subject.metric.name
    return 1 - names.index(name) / _RANKS if name in names else 0.0


def _is_unpaired(choice: Choice, expr: Expr, asked: Asked) -> bool:
    """Say whether two things are compared, and the reading has but one."""
    if isinstance(expr, Binary):
        return False
    both = any("|" in matcher.value for matcher in choice.subject.matchers)
    compares = _COMPARES.search(asked.words) is not None and not both
    divides = _DIVIDES.search(asked.words) and not re.search(ROOT, asked.words)
    return compares or bool(divides)


def _is_unlisted(choice: Choice, expr: Expr, asked: Asked) -> bool:
    """Say whether things in a state are asked for, and all come back, whatever their state."""
    frame = asked.frame
    if (frame.listing or frame.yes_no) and is_stateset(choice.subject):
        return isinstance(expr, Selector) and not names_state(choice.subject)
    if not shape.is_boolean(choice.subject.metric) or not isinstance(expr, Selector):
        return False
    return not frame.yes_no and _STATES.search(asked.words) is None


def _is_denied(choice: Choice, expr: Expr, asked: Asked) -> bool:
    """Say whether something is denied that the reading affirms."""
    if isinstance(expr, Binary) and expr.op == "==":
        return False
    metric = choice.subject.metric
    spoken = {*stems(metric.name), *stems(metric.help)}
    said = _DENIALS.findall(asked.words)
    # What is missing is no miss, though the form is the same.
    missing = "missing" in said and "missing" not in f"{metric.name} {metric.help}".casefold()
    return missing or any(stem(word) not in spoken for word in said)


def _is_untimed(choice: Choice, expr: Expr, asked: Asked) -> bool:
    """Say whether a length of time is asked for, of a metric that holds none."""
    metric, frame = choice.subject.metric, asked.frame
    if frame.operation not in _LASTING or not _EXTENTS.isdisjoint(stems(metric.name)):
        return False
    averaged = frame.aggregate is not None and "time" in frame.words
    lengths = _LENGTHS.intersection(stems(_DURING.sub("", asked.words)))
    if not (lengths or averaged) or shape.is_distribution(metric):
        return False
    if isinstance(expr, Binary) and expr.op == "/" and "seconds" in str(expr):
        return False  # the time of all by their number
    if shape.is_timestamp(metric) or shape.is_age(metric):
        return False
    return shape.is_counter(metric) or not shape.measures_time(metric)


def _heard(frame: Frame, found: Mapping[str, float], rarity: Rarity) -> float:
    """Return how much was understood at all; of what is counted its noun is enough."""

    def weight(term: Term) -> float:
        counted = frame.operation is Operation.COUNT and term.text == frame.entity
        return 1.0 if counted else term.weight

    return sum(found.get(term.text, 0.0) * weight(term) * rarity(term.stem) for term in frame.terms)
