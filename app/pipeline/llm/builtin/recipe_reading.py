"""A question read as a recipe: how much of it the recipe explains, and by which labels."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.words import stems
from app.deadline import Deadline
from app.pipeline.llm.builtin.evidence import Evidence, Rarity
from app.pipeline.llm.builtin.filters import Filter
from app.pipeline.llm.builtin.promql import Aggregate, Expr
from app.pipeline.llm.builtin.recipe_binding import Bound, bindings, chosen, filtered, filters_of
from app.pipeline.llm.builtin.recipe_book import RecipeBook, Way
from app.pipeline.llm.builtin.recipe_fit import fits
from app.pipeline.llm.builtin.recipe_phrase import meanings, meanings_of, said
from app.pipeline.llm.builtin.recipe_rewriting import labels_of, parts
from app.pipeline.llm.builtin.recipe_template import GROUPS
from app.pipeline.llm.builtin.subject import is_exporter
from app.pipeline.reading.frame import OPERATION_WEIGHT, Frame, Term
from app.pipeline.reading.grouping import label_of, label_of_product, names_of
from app.pipeline.reading.lexicon import STOP_WORDS

_LOOKED_INTO = 6
_WEAK = 0.3
_AS_GROUP = 1.0
_BEGINS = 0.7
# What says no more than that a share or a course over time is wanted.
_ALWAYS_SAID = meanings_of(
    "relative compared versus against share percent trend timeline line seen each grouped together"
    " nearly almost close high heavily"
)


@dataclass(frozen=True, slots=True)
class RecipeReading:
    """A recipe over this catalogue, filtered and with the labels to group by.

    `groups` are those that the question names, `entity` the label of what is ranked or listed;
    `coverage` is the share of the question that is explained, 0 to 1, `told` the number of its
    words that the recipe itself speaks of; `loose` where a value is taken for another form of a
    word.
    """

    way: Way
    bound: Bound
    expr: Expr
    groups: tuple[str, ...]
    entity: str | None
    available: frozenset[str]
    coverage: float
    told: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and where the answer is looked up."""

    frame: Frame
    words: str
    catalogue: Catalogue
    rarity: Rarity
    deadline: Deadline
    wholly: bool = True


def readings(
    frame: Frame, words: str, book: RecipeBook, catalogue: Catalogue, deadline: Deadline
) -> tuple[RecipeReading, ...]:
    """Return the recipes that explain all content words of a question, the best first.

    Looks up the labels of what a few recipes need; raises the client's errors.
    """
    if any(term.text in catalogue and "_" in term.text for term in frame.terms):
        return ()
    return _found(_Asked(frame, words, catalogue, Rarity.of(catalogue), deadline), book)


def closest(
    frame: Frame, words: str, book: RecipeBook, catalogue: Catalogue, deadline: Deadline
) -> tuple[RecipeReading, ...]:
    """Return the recipes that a question speaks of, also where it says more, the best first."""
    rarity = Rarity.of(catalogue)
    return _found(_Asked(frame, words, catalogue, rarity, deadline, wholly=False), book)


def _found(asked: _Asked, book: RecipeBook) -> tuple[RecipeReading, ...]:
    ways = _promising(asked.frame, book, asked.catalogue)
    found = (_first(way, asked) for way in ways)
    return tuple(sorted((each for each in found if each), key=_rank))


def _first(way: Way, asked: _Asked) -> RecipeReading | None:
    """Return the reading over the most preferred metrics that explain the question."""
    every = bindings(way.prepared, asked.catalogue, asked.deadline)
    return next((found for bound in every if (found := _read(way, bound, asked))), None)


def _rank(reading: RecipeReading) -> tuple[float, int, int, int, int]:
    prepared = reading.way.prepared
    usual = len(set(reading.groups) & set(prepared.recipe.by))
    words = len(reading.way.phrase.words)
    return (-round(reading.coverage, 2), -usual, -reading.told, -words, prepared.order)


def _promising(frame: Frame, book: RecipeBook, catalogue: Catalogue) -> list[Way]:
    """Return the recipes whose phrase and metrics are there, one way each, the fullest first."""
    best: dict[str, tuple[float, Way]] = {}
    for way in book.spoken_of(said(frame)):
        recipe = way.prepared.recipe
        if not fits(way, frame):
            continue
        if not all(any(name in catalogue for name in names) for names in recipe.needs):
            continue
        told = sum(term.weight for term in frame.terms if term.text in _told(way, frame))
        told += 0.01 * len(way.phrase.words)
        if recipe.id not in best or told > best[recipe.id][0]:
            best[recipe.id] = (told, way)
    ranked = sorted(best.values(), key=lambda each: (-each[0], each[1].prepared.order))
    return [way for _, way in ranked[:_LOOKED_INTO]]


def _told(way: Way, frame: Frame) -> Mapping[str, float]:
    """Return the terms that the phrase, or what may be said besides, speaks of."""
    words = way.phrase.words | way.prepared.about | _ALWAYS_SAID
    return {
        term.text: 1.0
        for term in frame.terms
        # A slash has no stem, and no phrase speaks of it.
        if stems(term.text) and (meanings((term.stem,)) <= words or _mean(term.text) <= words)
    }


def _mean(text: str) -> frozenset[str]:
    return meanings(stems(text))


def _read(way: Way, bound: Bound, asked: _Asked) -> RecipeReading | None:
    frame = asked.frame
    available = _available(bound)
    found = dict(_told(way, frame))
    told = len(found)
    groups = _groups(asked, way, bound, available, found)
    if groups is None and asked.wholly:
        return None
    groups = groups or ()
    entity = _label(frame.entity, way, available) if frame.entity else None
    if entity:
        found |= dict.fromkeys(_texts(frame.entity or ""), _AS_GROUP)
    named = groups
    left = tuple(term for term in frame.terms if term.text not in found)
    filters = filters_of(bound, left, asked.words, asked.catalogue)
    for each in (each for several in filters.values() for each in several):
        if set(each.texts) & set(frame.part):
            return None  # a recipe filters part and whole alike
        found |= {text: max(found.get(text, 0), _as_found(each)) for text in each.texts}
        if each.compared and each.matcher.label in available:
            groups = tuple(dict.fromkeys((*groups, each.matcher.label)))
    if groups and not named and entity and frame.listing:
        groups = tuple(dict.fromkeys((*groups, entity)))  # which routes of cart and checkout
    if asked.wholly and _unexplained(frame.terms, found):
        return None
    metric = asked.catalogue.metric(next(iter(bound.labels)))
    if metric is None:
        return None
    coverage = Evidence(metric, found, 0.0).coverage(frame.terms, asked.rarity)
    expr = filtered(bound.expr, filters)
    loose = any(_is_loose(each) for several in filters.values() for each in several)
    return RecipeReading(way, bound, expr, groups, entity, available, coverage, told, loose)


def _as_found(each: Filter) -> float:
    """Return how well a filter explains its words: where a value begins with them, wholly."""
    return 1.0 if each.score >= _BEGINS and not _is_loose(each) else each.score


def _is_loose(each: Filter) -> bool:
    """Say whether the value is another form of the word, which may mean something else."""
    value = each.matcher.value.casefold()
    return each.matcher.op == "=" and value.isalpha() and value not in each.texts


def _unexplained(terms: Iterable[Term], found: Mapping[str, float]) -> bool:
    return any(
        term.weight > max(_WEAK, OPERATION_WEIGHT) and term.text not in found for term in terms
    )


def _groups(
    asked: _Asked, way: Way, bound: Bound, available: frozenset[str], found: dict[str, float]
) -> tuple[str, ...] | None:
    """Return the labels to group by, None where one that is named is not there."""
    groups: list[str] = []
    for noun in _grouping(asked.frame, way):
        for text in dict.fromkeys((*names_of(noun), *_behind(noun, asked.words))):
            label = _label(text, way, available)
            if label and not _is_exporters(label, noun, bound):
                groups.append(label)
                found |= dict.fromkeys(_naming(text, label, way, available), _AS_GROUP)
                break
        else:
            if label := _of_product(noun, bound, available, asked.words):
                groups.append(label)
            elif not _is_said(noun, way) and not _is_value(noun, bound, asked.words):
                return None
    return tuple(dict.fromkeys(groups))


def _naming(noun: str, label: str, way: Way, available: frozenset[str]) -> tuple[str, ...]:
    """Return the words of a noun that name its label: pod of "orders pod"."""
    alone = tuple(word for word in noun.split() if _label(word, way, available) == label)
    return (*alone, noun.replace(" ", "")) if alone else _texts(noun)


def _is_exporters(label: str, noun: str, bound: Bound) -> bool:
    """Say whether a noun would mean the instance of what tells of many things, itself none."""
    other = label == "instance" and stems(noun) != stems("instance")
    return other and any(
        "instance" in known.values and is_exporter(known) for known in bound.labels.values()
    )


def _of_product(noun: str, bound: Bound, available: frozenset[str], words: str) -> str | None:
    return label_of_product(noun, next(iter(bound.labels)), sorted(available), words)


def _behind(noun: str, words: str) -> tuple[str, ...]:
    """Return the word behind a noun, which may be the thing: pod of "per orders pod"."""
    hit = re.search(rf"(?<!\w){re.escape(noun)} ([a-z_]+)", words)
    return (hit.group(1),) if hit and hit.group(1) not in STOP_WORDS else ()


def _is_said(noun: str, way: Way) -> bool:
    """Say whether a noun is part of what is measured: "requested by pods", "load per core"."""
    words = way.phrase.words
    return meanings(stems(noun)) <= (words | way.prepared.about if noun.endswith("s") else words)


def _is_value(noun: str, bound: Bound, words: str) -> bool:
    """Say whether a noun is the value of a label, and did it: "spent by checkout-api"."""
    if re.search(rf"\b(?:each|every|per) {re.escape(noun)}\b", words):
        return False
    return any(
        noun in (value.casefold() for value in values)
        for known in bound.labels.values()
        for values in known.values.values()
    )


def _grouping(frame: Frame, way: Way) -> tuple[str, ...]:
    """Return the nouns to group by: not who uses something, nor what all is summed over."""
    besides = way.prepared.about
    # The command of "time per command of each server" is what is counted.
    counted = {n for n in frame.groups if frame.apart and n not in frame.apart and _is_said(n, way)}
    telling = tuple(
        noun
        for noun in frame.groups
        if noun not in counted and not (noun.endswith("s") and meanings(stems(noun)) <= besides)
    )
    if frame.everything and not telling:
        return tuple(noun for noun in frame.groups if not noun.endswith("s"))
    return telling or frame.groups


def _texts(noun: str) -> tuple[str, ...]:
    """Return the terms that a noun is read as: its words, or one where a catalogue joins them."""
    return (*noun.split(), noun.replace(" ", ""))


def _label(noun: str, way: Way, available: frozenset[str]) -> str | None:
    """Return the label that a noun means: of its name, by the recipe, or as usual."""
    named = next((label for label in sorted(available) if stems(label) == stems(noun)), None)
    nouns, meant = way.prepared.recipe.nouns, stems(noun)
    own = [nouns[text] for text in nouns if stems(text) == meant[-len(stems(text)) :]]
    said = next((label for label in own if label in available), None)
    return named or said or label_of(noun, sorted(available))


def _available(bound: Bound) -> frozenset[str]:
    """Return the labels that the answer can be grouped by."""
    grouped = [
        labels_of(part.inner, bound.names_of)
        for part in parts(bound.expr)
        if isinstance(part, Aggregate) and GROUPS in part.by
    ]
    if grouped:
        return frozenset.intersection(*grouped) - {"le"} - chosen(bound.expr)
    return labels_of(bound.expr, bound.names_of)
