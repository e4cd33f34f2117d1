"""Questions that set one thing against another: a ratio, a difference or a sum of two or more."""

import re
from dataclasses import dataclass, replace

from app.pipeline.reading import lexicon
from app.pipeline.reading.portions import portion_of
from app.pipeline.reading.shares import part_and_whole
from app.pipeline.reading.units import UNITS

_ENDS = (
    r"(?=$|[,;()]|\s+(?:in|on|for|of|over|per|by|from|at|during|within|with|under|across|through"
    r"|grouped|each|every|last|past|right now|now|currently|at present)\b)"
)
_RATIO = re.compile(
    rf"(?P<before>.*?)\b(?:ratio|quotient|proportion) (?:of|between)\s+(?:the\s+)?(?P<left>.+?)"
    rf"\s+(?:to|and|over|vs\.?|versus)\s+(?:the\s+)?(?P<right>.+?){_ENDS}(?P<after>.*)"
)
_RATIO_BEHIND = re.compile(
    r"(?P<before>(?:.*\b(?:the|is|a|of|our|show|current) )?)(?P<left>[a-z_]+)(?: to |-to-|/)"
    r"(?P<right>[a-z_]+) ratios?\b(?P<after>.*)"
)
_DIFFERENCE = re.compile(
    rf"(?P<before>.*?)\bdifference (?:of|between)\s+(?:the\s+)?(?P<left>.+?)"
    rf"\s+and\s+(?:the\s+)?(?P<right>.+?){_ENDS}(?P<after>.*)"
)
_BETWEEN = {
    "/": re.compile(
        r"\s(?:divided by|compared (?:to|with)|in (?:relation|proportion) to|relative to)\s"
    ),
    "-": re.compile(r"\s(?:minus|less the|subtracted by)\s"),
    "+": re.compile(r"\s(?:plus|added to)\s"),
}
_MORE_THAN = re.compile(
    rf"(?P<before>.*?)\bhow many more\s+(?P<left>.+?)\s+than\s+(?P<right>[a-z].*?){_ENDS}"
    r"(?P<after>.*)"
)
_BRACKETS = re.compile(r"\((?P<inside>[^()]*)\)")
_TOGETHER = re.compile(
    r"(?P<before>.*?)(?P<list>[\w-]+(?: [\w-]+)??(?:, [\w-]+(?: [\w-]+)??)*,? and "
    r"[\w-]+(?: [\w-]+)??)"
    r"\s+(?:taken together|put together|together|combined|added up|summed(?: up)?)\b(?P<after>.*)"
)
_SPLIT = re.compile(r",? and |, ")
# What is compared with another moment, or with what a thing may have, is no pair of things.
_NO_THING = re.compile(
    rf"^(?:\w+ )?(?:{'|'.join(sorted(UNITS, key=len, reverse=True))}"
    r"|\d+(?:\.\d+)?(?: .*)?|yesterday"
    r"|before|now|.*\b(?:ago|limits?|max(?:imum)?|quotas?|capacity|hour|day|week"
    r"|minutes?|month|total|all|whole|average|usual|normal)\b.*)$"
)
_EXTREME = re.compile(
    rf"(?:the )?(?:{lexicon.MAXIMUM}|{lexicon.MINIMUM}|{lexicon.AVERAGE}|median|p\d+)"
)
# The error ratio of two services is a share in each of them, not of one in the other.
_SHARE_BY_ITSELF = re.compile(
    r"\b(?:errors?|failures?|[1-5]xx|hits?|cache|miss(?:es)?|success|compression|utili[sz]ation) ?$"
)
_ONES = re.compile(r"\bones?\b")
_FILLING = re.compile(r"\b(?:are|is|were|was|the|our|all)\b")
_NUMBER_OF = re.compile(r"\b([a-z]+[^s\W]) count\b")
# Words that tell which of something, and want its noun: failed, active, pending.
_TELLING = re.compile(
    r"^(?!\w*(?:ss|used)$)\w+(?:ed|ing|ive|ful|ready|idle|free|busy)$|^(?:idle|free|busy|used|ready)$"
)
_ITS = re.compile(r"^(?:its|their|the) ")
_USAGE = re.compile(r"\b(?:used?|uses|usage|using|consumption)\b")
_PER = re.compile(
    rf"(?P<left>.+?)\s+(?:per|for (?:each|every))\s+(?:single\s+)?"
    rf"(?P<right>[a-z_]+(?: [a-z_]+){{0,2}}){_ENDS}(?P<after>.*)"
)
_ASKING = re.compile(r"^\W*(?:(?:what(?:'s| is)?|which|show(?: me)?|the|how much) )+")
_SHOWN = re.compile(
    r"\b(?:as an? (?:percentage|percent)|in (?:percent|percentage|%)|percentage|please)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is put together by `op`, `/`, `-` or `+`; each operand is a question of its own.

    There are no operands where they could not be told apart. `by_kin` where only metrics that
    belong together make sense; `share` where the first is a part of the second; `loose` where
    one of them may tell the other.
    """

    op: str
    operands: tuple[str, ...]
    by_kin: bool = False
    share: bool = False
    loose: bool = False


def pair_of(text: str) -> Pair | None:
    """Return what a question in plain words sets against each other, None where it does not."""
    if portion := portion_of(text):
        operands = _around_each("{} " + portion.after, (portion.part, portion.whole))
        return Pair("/", operands, share=True, loose=portion.is_bound)
    text = _SHOWN.sub(" ", text)
    for form, op in ((_RATIO, "/"), (_RATIO_BEHIND, "/"), (_DIFFERENCE, "-"), (_MORE_THAN, "-")):
        if (hit := form.match(text)) and not _SHARE_BY_ITSELF.search(hit["before"]):
            return _made(op, (hit["left"], hit["right"]), f"{hit['before']} {{}} {hit['after']}")
    for op, between in _BETWEEN.items():
        if hit := between.search(text):
            return _around(op, text, hit)
    return _together(text)


def _around(op: str, text: str, hit: re.Match[str]) -> Pair | None:
    """Return the pair around a word such as minus, inside brackets where it stands in them."""
    for brackets in _BRACKETS.finditer(text):
        if brackets.start() < hit.start() < brackets.end():
            return pair_of(brackets["inside"])
    left, right = text[: hit.start()], text[hit.end() :]
    ending = re.search(_ENDS, right)
    end = ending.start() if ending else len(right)
    return _made(op, (left, right[:end]), "{} " + right[end:])


def of_one(text: str, nouns: tuple[str, ...]) -> Pair | None:
    """Return what a question wants of one for each of another: bytes per request.

    `nouns` are those of grouping that are no labels.
    """
    hit = _PER.match(_SHOWN.sub(" ", text))
    if hit is None or not any(hit["right"].startswith(noun) for noun in nouns):
        return None
    left = re.sub(lexicon.AVERAGE, " ", hit["left"])  # so much of one for each is the average
    pair = _made("/", (left, hit["right"]), "{} " + hit["after"])
    return pair and replace(pair, by_kin=True)


def of_share(text: str) -> Pair | None:
    """Return the part and the whole of a share, where metrics of their own may tell them."""
    both = part_and_whole(text)
    if both is None:
        return None
    operands = tuple(" ".join(_ASKING.sub(" ", each).split()) for each in both)
    return Pair("/", operands, by_kin=True, share=True, loose=True)


def _together(text: str) -> Pair | None:
    hit = _TOGETHER.match(re.sub(r"[()]", " ", text))
    if hit is None:
        return None
    parts = [part.strip() for part in _SPLIT.split(hit["list"]) if part.strip()]
    return _made("+", tuple(parts), f"{hit['before']} {{}} {hit['after']}")


def _made(op: str, operands: tuple[str, ...], around: str) -> Pair | None:
    if len(operands) < 2 or any(_NO_THING.match(each.strip()) for each in operands[1:]):
        return None
    if any(_EXTREME.fullmatch(each.strip()) for each in operands):
        return Pair(op, ())  # two readings of one thing, not two things
    return Pair(op, _around_each(around, operands))


def _around_each(around: str, operands: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(around.format(each).split()) for each in _filled(operands))


def _filled(operands: tuple[str, ...]) -> tuple[str, ...]:
    """Return the operands with the noun that only one of them says: idle and active sessions."""
    operands = tuple(_NUMBER_OF.sub(r"number of \1s", _FILLING.sub(" ", each)) for each in operands)
    first, last = operands[0].split(), operands[-1].split()
    if (own := _ITS.sub("", operands[-1])) != operands[-1]:
        return (*operands[:-1], f"{_USAGE.sub(' ', operands[0])} {own}")
    if _ONES.search(operands[-1]) and first:
        return (*operands[:-1], _ONES.sub(first[-1], operands[-1]))
    if len(first) == 1 < len(last) and _TELLING.search(first[0]):
        return (*(f"{each} {' '.join(last[1:])}" for each in operands[:-1]), operands[-1])
    if len(last) == 1 < len(first) and _TELLING.search(last[0]) and _TELLING.search(first[-1]):
        return (*operands[:-1], " ".join((*first[:-1], last[0])))
    return operands
