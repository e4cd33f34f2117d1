"""Reading a question into a frame: every rule takes the words it understands, in this order."""

from collections.abc import Callable
from dataclasses import replace

from app.catalogue.words import stems
from app.pipeline.reading.denial import denials
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.frame import Frame
from app.pipeline.reading.lifetime import without_lifetime
from app.pipeline.reading.operation import compared, operation_of
from app.pipeline.reading.paraphrase import with_meant
from app.pipeline.reading.plain import in_plain_words
from app.pipeline.reading.rules import bounds, nouns, quantiles, ranks, times, wants
from app.pipeline.reading.some import without_those_of_none
from app.pipeline.reading.spans import spans
from app.pipeline.reading.terms import terms_of

_RULES = (
    times.calendar,
    quantiles.quantile,
    quantiles.tail,
    times.lasting,
    spans,
    times.since,
    times.offset,
    times.expiring,
    times.ahead,
    times.window,
    times.vanished,
    bounds.threshold,
    bounds.unit,
    ranks.top,
    bounds.rate_unit,
    wants.share,
    nouns.groups,
    nouns.entity,
    nouns.beside,
    wants.aggregate,
    wants.flags,
)


def read(text: str, known: Callable[[str], bool] = lambda word: False) -> Frame:
    """Return the frame of a question; words that are `known` as one are written as one."""
    plain, some = without_those_of_none(in_plain_words(with_meant(text, known)))
    plain, lifelong = without_lifetime(plain)
    draft = Draft(plain, plain, {"some": some, "lifelong": lifelong})
    for rule in _RULES:
        rule(draft)
    return replace(
        Frame(**draft.found),
        operation=operation_of(draft),
        compared=compared(draft),
        terms=terms_of(draft, known),
        words=tuple(dict.fromkeys(stems(plain))),
        denied=denials(plain.casefold()),
    )
