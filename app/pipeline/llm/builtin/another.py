"""Whether a reading tells of another thing than is asked, and whether two tell the same."""

import re
from collections.abc import Mapping

from app.catalogue.words import stems
from app.pipeline.llm.builtin.candidate import Asked
from app.pipeline.llm.builtin.choice import Choice
from app.pipeline.llm.builtin.evidence import IN_HELP
from app.pipeline.llm.builtin.promql import Binary, Expr
from app.pipeline.llm.builtin.states import distinct
from app.pipeline.reading import shape
from app.pipeline.reading.frame import Frame, Operation
from app.pipeline.reading.siblings import Role, role_of

_TELLING = 0.5
_USED_BY = re.compile(r"\b(\w+) (?:usage|use|utili[sz]ation|consumption)\b")
_FREE = frozenset(stems("free unused occupied vacant"))
_LEFT = frozenset(stems("available idle left"))


def told_of_another(choice: Choice, expr: Expr, asked: Asked) -> int:
    """Return in how many ways: usage of something else, the whole for what is free, no number."""
    found = choice.subject.evidence.found if choice.subject.evidence else {}
    used = {word for word in _USED_BY.findall(asked.words) if word in _telling(asked.frame)}
    sides = _FREE | _LEFT if role_of(choice.subject.metric) is Role.WHOLE else _FREE
    free = any(term.stem in sides and term.text not in found for term in asked.frame.terms)
    free = free and not isinstance(expr, Binary)
    unheard = _counts_unheard(asked.frame, found) or _only_met(choice, found)
    return bool(used - set(found)) + free + unheard


def _only_met(choice: Choice, found: Mapping[str, float]) -> bool:
    """Say whether what is counted is one for yes, and its help only speaks of the thing counted."""
    subject, frame = choice.subject, choice.subject.frame
    if frame.operation is not Operation.COUNT or frame.mood or subject.entity:
        return False
    heard = max((found.get(word, 0.0) for word in (frame.entity or "").split()), default=1.0)
    return shape.is_boolean(subject.metric) and heard <= IN_HELP


def _counts_unheard(frame: Frame, found: Mapping[str, float]) -> bool:
    """Say whether the number of something is asked for that nothing tells of."""
    noun = set((frame.entity or "").split())
    counted = frame.operation is Operation.COUNT and frame.threshold is None
    return counted and bool(noun & _telling(frame)) and noun.isdisjoint(found)


def _telling(frame: Frame) -> set[str]:
    return {term.text for term in frame.terms if term.weight >= _TELLING}


def counts_the_same(other: Choice, choice: Choice) -> bool:
    """Say whether the values of a label are counted, which another metric of the product has."""
    one, two = choice.subject, other.subject
    counted = one.frame.operation is Operation.COUNT and one.entity is not None
    alike = one.entity == two.entity and stems(one.metric.name)[0] == stems(two.metric.name)[0]
    return counted and alike and None not in (distinct(one), distinct(two))
