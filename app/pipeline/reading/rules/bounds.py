"""Bounds that values are compared with, and the units of values and rates."""

import re

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.draft import Draft
from app.pipeline.reading.durations import number
from app.pipeline.reading.frame import Threshold
from app.pipeline.reading.units import UNITS


def threshold(draft: Draft) -> None:
    """Read what the values are compared with."""
    if "threshold" in draft.found:
        return
    if beyond := re.search(lexicon.BEYOND, draft.rest):
        draft.found["threshold"] = Threshold(">" if beyond.group(1) else "<", 1.0, "ratio")
        draft.take(r"\b(?:more|less|fewer)\b")
        return
    hit = patterns.BOUND.search(draft.rest)
    if hit is None or (patterns.OF_A_LABEL.search(draft.rest[: hit.start()]) and _is_same(hit)):
        return
    draft.take(patterns.BOUND)
    ops = list(patterns.COMPARISONS)
    op = next(op for n, op in enumerate(ops) if hit[f"o{n}"])
    base, factor = UNITS.get(hit["unit"] or "", ("", 1.0))
    value = float(f"{number(hit['number']) * factor:.12g}")
    draft.found["threshold"] = Threshold(op, value, base)


def _is_same(bound: re.Match[str]) -> bool:
    """Say whether something is, or is not, the number itself, which a label may tell."""
    return bound["unit"] is None and re.match(lexicon.SAMENESS, bound.group()) is not None


def unit(draft: Draft) -> None:
    """Read the unit of the answer."""
    if hit := draft.take(
        rf"\b(?:in|as)(?: an?| terms of)?\s+({patterns.UNIT}|percentages?)(?:\b|(?=\s|$))"
    ):
        draft.found["unit"] = hit.group(1)
    elif hit := re.search(lexicon.UNIT_NOUN, draft.rest):
        draft.found["unit"] = next(filter(None, hit.groups()))


def rate_unit(draft: Draft) -> None:
    """Read whether so much a minute, an hour or a day is wanted."""
    if hit := draft.take(lexicon.PER_UNIT):
        draft.found["scale"] = {"minute": 60.0, "min": 60.0, "hour": 3600.0, "day": 86400.0}[
            hit.group(1)
        ]
    draft.take(r"\bper[- ]?sec(?:ond)?s?\b|/ ?s(?:ec(?:ond)?)?\b|\b(?:a|each|every) second\b")
