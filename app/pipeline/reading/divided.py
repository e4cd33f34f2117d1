"""Wholes that are divided among things, each of which has its share."""

import re
from dataclasses import dataclass

from app.pipeline.reading import lexicon, patterns
from app.pipeline.reading.share_words import BELONGS, CLOSING, SHARE_NOUN

_GOING_TO_EACH = re.compile(
    rf"\b{BELONGS}\s+(?:(?:from|to|in|on|by|with)\s+)?(?:which|each|every|what)\s+({patterns.NOUN})"
)
_CONTRIBUTES = (
    r"(?:have|make|get|hold|contribute|receive|account|produce|cause|bring|take|send|use|serve"
    r"|handle|carry|store|occupy|consume|write|read|see|generate|own|run|deliver|process|eat|cover"
    r"|represent|fill|need|pay|add)"
)
# The parts are set against each other, whatever is said of the whole.
_OF_EACH = (
    re.compile(
        rf"\b{SHARE_NOUN} (?:of|for|does|do|has|have) (?:each|every)\s+({patterns.NOUN})"
        r"\s+(?:in|of|at)\b"
    ),
    re.compile(rf"\b(?:each|every)\s+({patterns.NOUN})'s? {SHARE_NOUN} (?:of|in|at)\b"),
    re.compile(
        rf"\b{SHARE_NOUN} of (?!its\b|their\b).+? do(?:es)? (?:each|every)\s+(?:[a-z]+ )??"
        rf"({patterns.NOUN})\s+{_CONTRIBUTES}\b"
    ),
)
_GROUP_NOUN = r"(?:the |our |all |its )*(?P<group>[a-z_]+(?: [a-z_]+)??)"
# A whole that is split into parts, each of which is to be told.
_SPLIT_UP = (
    re.compile(
        r"\b(?:split|divided?|distribut\w+|spread|shared|broken|break|breaks)(?: down| up| out)?"
        rf" (?:over|between|among|amongst|across|into|by|per)\s+{_GROUP_NOUN}{CLOSING}"
    ),
    re.compile(rf"^(?:by |per )?{_GROUP_NOUN}: .*\b{SHARE_NOUN} of each\b"),
    re.compile(rf"\beach (?:of the )?(?P<group>[a-z_]+(?: [a-z_]+)?)'s? {SHARE_NOUN}\b"),
)


@dataclass(frozen=True, slots=True)
class Divided:
    """The noun of the things, and the words that say that they have shares."""

    group: str
    taken: str = ""


def divided_among(text: str) -> Divided | None:
    """Return among what a question wants a whole divided, None where it does not."""
    if hit := _GOING_TO_EACH.search(text):
        return Divided(hit.group(1), hit.group()) if _says_share(text) else None
    if hit := next((found for form in _OF_EACH if (found := form.search(text))), None):
        return Divided(hit.group(1))
    hit = next((found for form in _SPLIT_UP if (found := form.search(text))), None)
    if hit is None or not _says_share(text):
        return None
    return Divided(hit["group"], hit.group().split(":")[0])


def _says_share(text: str) -> bool:
    return re.search(lexicon.SHARE, text) is not None
