"""The sides of a pair: in which ways each of them can be read."""

from dataclasses import dataclass, replace

from app.pipeline.llm.builtin.building import build
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice, choose
from app.pipeline.llm.builtin.evidence import Rarity, weigh
from app.pipeline.llm.builtin.promql import Aggregate, Expr, Matcher
from app.pipeline.llm.builtin.subject import Subject
from app.pipeline.reading.fit import measured_unit
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.reading import read

_LOOKED_INTO = 4
_NO_PRODUCT = frozenset({"http", "process", "up", "system", "container", "kube", "node"})
# Labels that tell what became of something, or of what kind it is: those of the one side only.
_KINDS = frozenset(
    "status status_code code result outcome state type success reason verdict kind mode method"
    " phase level cmd command operation exception error resource".split()
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read an operand, among the others."""

    choice: Choice
    expr: Expr
    choices: tuple[Choice, ...]
    asked: Asked

    @property
    def subject(self) -> Subject:
        """Return the metric as it was read."""
        return self.choice.subject

    @property
    def is_count(self) -> bool:
        """Say whether series are counted, not their values taken."""
        return isinstance(self.expr, Aggregate) and self.expr.op == "count"


def sides(operands: tuple[str, ...], asked: Asked) -> list[tuple[Way, ...]]:
    """Return the ways in which each operand can be read; a product that one names is that of all.

    Looks up labels; raises the client's errors.
    """
    products = _products(operands, asked)
    return [_side(_with(products, each), asked) for each in operands]


def is_spoken_of(way: Way) -> bool:
    """Say whether a metric itself tells of a side, and not only the values of its labels."""
    catalogue = way.asked.task.catalogue
    known = {t.text: catalogue.index.lexicon.known(t.text) for t in way.asked.frame.terms}
    return bool(weigh(way.subject.metric, way.asked.frame, Rarity.of(catalogue), known).found)


def alike(subjects: list[Subject]) -> list[Subject]:
    """Return the subjects with the things that one is filtered by in each that has the label."""
    shared = {m.label: m for each in subjects for m in each.matchers if m.label not in _KINDS}
    groups = max((each.groups for each in subjects), key=len)
    return [_with_shared(each, shared, groups) for each in subjects]


def _with_shared(subject: Subject, shared: dict[str, Matcher], groups: tuple[str, ...]) -> Subject:
    own = {matcher.label for matcher in subject.matchers}
    there = subject.labels.values
    more = tuple(
        m for label, m in shared.items() if label not in own and m.value in there.get(label, ())
    )
    wanted = groups if set(groups) <= set(there) else subject.groups
    return replace(subject, matchers=(*subject.matchers, *more), groups=wanted)


def _products(operands: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    """Return the words that name the product, which is said only once."""
    prefixes = {match.metric.name.split("_")[0] for match in asked.task.matches} - _NO_PRODUCT
    said = {word for operand in operands for word in operand.split() if word in prefixes}
    return tuple(said) if len(said) == 1 else ()


def _with(products: tuple[str, ...], operand: str) -> str:
    missing = [word for word in products if word not in operand.split()]
    return " ".join((*missing, operand))


def _side(operand: str, asked: Asked) -> tuple[Way, ...]:
    task = asked.task
    frame = _plain(read(operand, task.catalogue.index.lexicon.knows))
    own = replace(asked, frame=frame, words=operand)
    choices = choose(frame, operand, task.catalogue, task.matches, asked.deadline)
    return tuple(
        Way(choice, expr, choices, own)
        for choice in choices[:_LOOKED_INTO]
        if not choice.lost
        and (expr := build(choice.subject, task.catalogue, asked.deadline)) is not None
        and not _counts_no_things(choice.subject, expr)
    )


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
        at_limit=False,
    )


def _counts_no_things(subject: Subject, expr: Expr) -> bool:
    """Say whether a number of things is asked for, and the metric counts seconds or bytes."""
    counted = isinstance(expr, Aggregate) and expr.op == "count"
    asks = subject.frame.operation is Operation.COUNT
    return asks and not counted and measured_unit(subject.metric) != ""
