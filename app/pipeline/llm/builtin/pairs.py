"""Readings of questions that set one thing against another, each of which is read by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

from app.catalogue.words import stems
from app.pipeline.llm.builtin.aggregation import usual_operator, wanted_groups
from app.pipeline.llm.builtin.building import build
from app.pipeline.llm.builtin.candidate import Asked, Candidate
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.evidence import Rarity, weigh
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Call, Expr, Number
from app.pipeline.llm.builtin.rates import asked_errors, counting_name
from app.pipeline.llm.builtin.signs import signs_of
from app.pipeline.llm.builtin.subject import TARGET_LABELS, Subject
from app.pipeline.llm.builtin.sureness import sureness
from app.pipeline.reading import shape
from app.pipeline.reading.fit import measured_unit
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.pairs import Pair, of_one, pair_of
from app.pipeline.reading.reading import in_plain_words, read

# Two readings are less sure than the surer of them.
_MOST = 0.94
_LOOKED_INTO = 4
_KIN = 0.3
# A total may be the name of one side; these want both sides summed up.
_TOGETHER = frozenset(stems("together combined altogether overall summed all cluster-wide"))
_NO_PRODUCT = frozenset({"http", "process", "up", "system", "container", "kube", "node"})


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read an operand, among the others."""

    choice: Choice
    expr: Expr
    choices: tuple[Choice, ...]
    asked: Asked

    @property
    def subject(self) -> Subject:
        """Return the metric as it was read."""
        return self.choice.subject


def pair_asked(asked: Asked) -> Pair | None:
    """Return what the question sets against each other."""
    return pair_of(in_plain_words(asked.task.question.text))


def one_for_each(asked: Asked, choices: Sequence[Choice]) -> Pair | None:
    """Return the pair of "bytes per request", where requests are no label to group by."""
    if not choices or shape.is_distribution(choices[0].subject.metric):
        return None
    return of_one(in_plain_words(asked.task.question.text), choices[0].subject.lost)


def answers(pair: Pair, promql: str) -> bool:
    """Say whether the PromQL of a recipe puts two things together as asked, and no third."""
    third = " + " in promql and pair.op != "+"
    return f" {pair.op} " in promql and not third and "|" not in promql


def candidates(pair: Pair, asked: Asked) -> Iterator[Candidate]:
    """Yield the reading of a pair; none where a side is not known, or both are the same."""
    if not pair.operands:
        return
    products = _products(pair.operands, asked)
    sides = [_side(_with(products, each), asked) for each in pair.operands]
    if pair.by_kin:  # one for each of something counts it
        sides = [tuple(filter(_is_spoken_of, ways)) for ways in sides]
    together = _together(pair, sides)
    best = max(together, key=_likeness, default=None)
    if best is None:
        return
    function = "increase" if pair.op != "/" and "many" in asked.frame.words else "rate"
    expr = _in_percent(_joined(pair.op, best, asked.frame, function), pair.op, asked.frame)
    if str(expr) not in asked.tried:
        names = ", ".join(dict.fromkeys(way.subject.metric.name for way in best))
        sure = min(_MOST, *(_sureness(way, best, asked) for way in best))
        yield Candidate(str(expr), f"from {names}", sure, "pair")


def _products(operands: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    """Return the words that name the product, which is said only once."""
    prefixes = {match.metric.name.split("_")[0] for match in asked.task.matches} - _NO_PRODUCT
    said = {word for operand in operands for word in operand.split() if word in prefixes}
    return tuple(said) if len(said) == 1 else ()


def _with(products: tuple[str, ...], operand: str) -> str:
    missing = [word for word in products if word not in operand.split()]
    return " ".join((*missing, operand))


def _side(operand: str, asked: Asked) -> tuple[_Way, ...]:
    """Return the ways in which an operand can be read."""
    task = asked.task
    frame = _plain(read(operand, task.catalogue.index.lexicon.knows))
    own = replace(asked, frame=frame, words=operand)
    choices = choose(frame, operand, task.catalogue, task.matches, asked.deadline)
    return tuple(
        _Way(choice, expr, choices, own)
        for choice in choices[:_LOOKED_INTO]
        if not choice.lost
        and (expr := build(choice.subject, task.catalogue, asked.deadline)) is not None
        and not _counts_no_things(choice.subject, expr)
    )


def _is_spoken_of(way: _Way) -> bool:
    """Say whether a metric itself tells of a side, and not only the values of its labels."""
    catalogue = way.asked.task.catalogue
    known = {t.text: catalogue.index.lexicon.known(t.text) for t in way.asked.frame.terms}
    return bool(weigh(way.subject.metric, way.asked.frame, Rarity.of(catalogue), known).found)


def _counts_no_things(subject: Subject, expr: Expr) -> bool:
    """Say whether a number of things is asked for, and the metric counts seconds or bytes."""
    counted = isinstance(expr, Aggregate) and expr.op == "count"
    asks = subject.frame.operation is Operation.COUNT
    return asks and not counted and measured_unit(subject.metric) != ""


def _together(pair: Pair, sides: list[tuple[_Way, ...]]) -> Iterator[tuple[_Way, ...]]:
    for ways in product(*sides):
        if _can_be_put_together(pair.op, ways) and not (pair.by_kin and _are_strangers(ways)):
            yield ways


def _are_strangers(ways: tuple[_Way, ...]) -> bool:
    """Say whether metrics of one exporter measure different parts of it."""
    beginnings = {tuple(way.subject.metric.name.split("_")[:2]) for way in ways}
    labels = {frozenset(way.subject.labels.values) for way in ways}
    return not _are_kin(ways) or (len(beginnings) > 1 and len(labels) > 1)


def _likeness(ways: tuple[_Way, ...]) -> float:
    """Return how likely all are meant: siblings of one exporter likelier than strangers."""
    return sum(way.choice.score for way in ways) + (_KIN if _are_kin(ways) else 0.0)


def _are_kin(ways: tuple[_Way, ...]) -> bool:
    return len({way.subject.metric.name.split("_")[0] for way in ways}) == 1


def _sureness(way: _Way, ways: tuple[_Way, ...], asked: Asked) -> float:
    """Return how sure a side is beside those that are no side of the pair themselves."""
    taken = {each.subject.metric.name for each in ways} - {way.subject.metric.name}
    kin = way.subject.metric.name.split("_")[0] if _are_kin(ways) else ""
    rivals = [
        choice
        for choice in way.choices
        if choice.subject.metric.name not in taken and choice.subject.metric.name.startswith(kin)
    ]
    return sureness(signs_of(way.choice, way.expr, rivals, way.asked))


def _plain(frame: Frame) -> Frame:
    """Return a side's frame: what is asked of both is done with both."""
    return replace(
        frame,
        operation=frame.operation if frame.operation is Operation.COUNT else Operation.VALUE,
        top=None,
        threshold=None,
        percent=False,
        unit=None,
        errors=False,
        succeeded=False,
        listing=False,
        aggregate=None,
    )


def _can_be_put_together(op: str, ways: tuple[_Way, ...]) -> bool:
    subjects = [way.subject for way in ways]
    if any(shape.is_timestamp(each.metric) for each in subjects):
        return False
    if len({(each.metric.name, each.matchers) for each in subjects}) < len(subjects):
        return False
    if op == "/":
        return True
    kinds = {(measured_unit(each.metric), shape.is_counter(each.metric)) for each in subjects}
    return len(kinds) == 1


def _joined(op: str, ways: tuple[_Way, ...], frame: Frame, function: str) -> Expr:
    summed = not _TOGETHER.isdisjoint(frame.words) or function == "increase"
    apart = not summed and _same_series([way.subject for way in ways])
    exprs = [_value(way, function, apart=apart) for way in ways]
    return reduce(lambda left, right: Binary(op, left, right), exprs)


def _same_series(subjects: list[Subject]) -> bool:
    """Say whether each series of the one has its like in the others: siblings of one exporter."""
    labels = {frozenset(each.labels.values) for each in subjects}
    filters = {frozenset(map(str, each.matchers)) for each in subjects}
    gauges = not any(shape.is_counter(each.metric) for each in subjects)
    targets = all(set(each.varying()) <= TARGET_LABELS for each in subjects)
    return len(labels) == 1 and len(filters) == 1 and (gauges or targets)


def _value(way: _Way, function: str, *, apart: bool) -> Expr:
    subject, groups = way.subject, wanted_groups(way.subject)
    metric = subject.metric
    if isinstance(way.expr, Aggregate) and way.expr.op == "count":
        return way.expr
    if shape.is_counter(metric) or shape.is_distribution(metric):
        window = subject.window if function == "rate" else subject.span
        selector = subject.select(counting_name(subject), window, *asked_errors(subject))
        expr: Expr = Call(function, (selector,))
    else:
        expr = replace(subject, frame=replace(subject.frame, window_seconds=None)).select()
    if apart and (not groups or subject.single_in(groups)):
        return expr
    return Aggregate("sum" if usual_operator(subject) == "sum" else "avg", expr, groups)


def _in_percent(expr: Expr, op: str, frame: Frame) -> Expr:
    if op == "/" and frame.percent and isinstance(expr, Binary):
        return replace(expr, left=Binary("*", Number(100), expr.left))
    return expr
