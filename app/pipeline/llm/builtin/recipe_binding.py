"""A recipe brought to a catalogue: names, labels and filters as they are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.catalogue.catalogue import Catalogue
from app.catalogue.labels import LabelSet
from app.deadline import Deadline
from app.pipeline.llm.builtin.filters import Filter, find_filters
from app.pipeline.llm.builtin.promql import Aggregate, Binary, Expr, Selector, passes
from app.pipeline.llm.builtin.recipe_book import Prepared
from app.pipeline.llm.builtin.recipe_rewriting import rewritten, selectors
from app.pipeline.reading.frame import Term
from app.pipeline.tokens import Kind, tokens

_POSITIVE = ("=", "=~")


@dataclass(frozen=True, slots=True)
class Bound:
    """A recipe's PromQL over metrics that exist, and what is known of their labels.

    `called` is name in the recipe → name here, of metrics and labels.
    """

    prepared: Prepared
    expr: Expr
    labels: Mapping[str, LabelSet]
    called: Mapping[str, str]

    def names_of(self, metric: str) -> frozenset[str]:
        """Return the labels that a metric's series carry."""
        return frozenset(self.labels[metric].values)

    def renamed(self, promql: str) -> str:
        """Return PromQL that speaks as the recipe does with the names that are used here."""
        return "".join(
            self.called.get(token.text, token.text) if token.kind is Kind.WORD else token.text
            for token in tokens(promql)
        )


def bindings(prepared: Prepared, catalogue: Catalogue, deadline: Deadline) -> Iterator[Bound]:
    """Yield the recipe over what is there, over metrics preferred first."""
    there = [[n for n in needed if n in catalogue] for needed in prepared.recipe.needs]
    if not all(there):
        return
    for number in range(max(map(len, there))):
        names = {
            needed[0]: found[min(number, len(found) - 1)]
            for needed, found in zip(prepared.recipe.needs, there, strict=True)
        }
        if bound := _bind(prepared, names, catalogue, deadline):
            yield bound


def _bind(
    prepared: Prepared, names: Mapping[str, str], catalogue: Catalogue, deadline: Deadline
) -> Bound | None:
    labels = {name: catalogue.label_set(name, deadline) for name in names.values()}
    if not all(known.values for known in labels.values()):
        return None
    called = _called(prepared.recipe.labels, labels)
    expr = rewritten(prepared.expr, lambda part: _renamed(part, names, called))
    needed = rewritten(expr, lambda part: _without_needless(part, labels))
    bound = Bound(prepared, needed, labels, {**called, **names})
    passed = all(_passes(each, labels[each.name]) for each in selectors(bound.expr))
    return bound if passed else None


def filters_of(
    bound: Bound, terms: tuple[Term, ...], words: str, catalogue: Catalogue
) -> Mapping[str, tuple[Filter, ...]]:
    """Return metric name → the filters that words of the question mean on its labels."""
    knows = catalogue.index.lexicon.knows
    own = chosen(bound.expr)
    return {
        name: tuple(
            each
            for each in find_filters(terms, words, known, {}, knows)
            if each.matcher.label not in own
        )
        for name, known in bound.labels.items()
    }


def filtered(expr: Expr, filters: Mapping[str, tuple[Filter, ...]]) -> Expr:
    """Return the expression with each metric's filters in all of its selectors."""

    def add(part: Expr) -> Expr:
        if not isinstance(part, Selector):
            return part
        more = tuple(each.matcher for each in filters.get(part.name, ()))
        taken = {matcher.label for matcher in more if matcher.op in _POSITIVE}
        kept = tuple(m for m in part.matchers if m.label not in taken)
        return replace(part, matchers=(*kept, *more))

    return rewritten(expr, add)


def _called(
    alternatives: Mapping[str, tuple[str, ...]], labels: Mapping[str, LabelSet]
) -> Mapping[str, str]:
    """Return label of the recipe → what it is called here."""
    there = {label for known in labels.values() for label in known.values}
    called = {}
    for label, others in alternatives.items():
        found = next((name for name in (label, *others) if name in there), label)
        called[label] = found
    return called


def _renamed(part: Expr, names: Mapping[str, str], called: Mapping[str, str]) -> Expr:
    match part:
        case Selector():
            matchers = tuple(replace(m, label=called.get(m.label, m.label)) for m in part.matchers)
            return replace(part, name=names[part.name], matchers=matchers)
        case Aggregate():
            return replace(part, by=tuple(called.get(label, label) for label in part.by))
        case Binary() if part.matching and called:
            return replace(part, matching=_matching(part.matching, called))
    return part


def _matching(matching: str, called: Mapping[str, str]) -> str:
    words = matching.replace("(", "( ").replace(")", " )").replace(",", " ,").split(" ")
    text = " ".join(called.get(word, word) for word in words)
    return text.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _without_needless(part: Expr, labels: Mapping[str, LabelSet]) -> Expr:
    """Leave out matchers that exclude values of a label which is not there."""
    if not isinstance(part, Selector):
        return part
    known = labels[part.name].values
    kept = tuple(m for m in part.matchers if m.op in _POSITIVE or m.label in known)
    return replace(part, matchers=kept)


def _passes(selector: Selector, known: LabelSet) -> bool:
    """Say whether some series is known that the selector's own matchers let through."""
    wanted = [m for m in selector.matchers if m.op in _POSITIVE]
    if known.series is not None:
        return any(all(passes(m, row) for m in wanted) for row in known.series)
    return all(
        any(passes(m, {m.label: value}) for value in known.values.get(m.label, ("",)))
        for m in wanted
    )


def chosen(expr: Expr) -> frozenset[str]:
    """Return the labels that the recipe itself chooses values of."""
    return frozenset(
        m.label for each in selectors(expr) for m in each.matchers if m.op in _POSITIVE
    )
