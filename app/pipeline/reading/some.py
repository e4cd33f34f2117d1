"""Questions that want only those there is any of: restarts per pod, only those that did restart."""

import re

from app.catalogue.words import stems

_ONES = r"(?:those|these|ones|the ones|the \w+s|\w+s)"
_SET_APART = r"\s*[,;:(–-]?\s*(?:but |and |please |show |list )*"
_LEAVE_OUT = (
    r"(?:omit(?:ting)?|skip(?:ping)?|leav(?:e|ing) (?:out|off|away)|ignor(?:e|ing)|exclud(?:e|ing)"
    r"|hid(?:e|ing)|drop(?:ping)?|filter(?:ing)? out|suppress(?:ing)?|without|not|no)"
)
_HAD = r"(?:did|do|does|had|have|has|got|get|saw|see|show(?:ed)?|actually|really|were|was|are|is)"
_ANY = r"(?:any|some|at least one)"
_NONE = r"(?:any|none|zero|0|no \w+|nothing)"
_ZEROS = (
    r"(?:the |those with |those at |ones with |all )*(?:zeros|zeroes|zero(?: values?| ones)?|0s)"
)
_END = r"\s*\)?\s*(?=$|[,;])"
_PLAIN = re.compile(
    rf"{_SET_APART}(?:"
    # only those with any, only where there were any, only depots that had some
    rf"only {_ONES} (?:with|having|(?:that|which) (?:{_HAD} )*(?:\w+ )?)\s*{_ANY}"
    rf"|only (?:where|when|if) (?:there (?:is|are|was|were) )?(?:any|some)(?: \w+)?"
    r"|only (?:where|when|if) (?:it|that) (?:did )?(?:happen(?:s|ed)?|occur(?:s|red)?)"
    # omit zeros, leave out those without any
    rf"|{_LEAVE_OUT} {_ZEROS}"
    rf"|{_LEAVE_OUT} {_ONES} (?:without|with|(?:that|which|who) (?:{_HAD} |not |n't )*) ?{_NONE}"
    rf"|only (?:the )?non-? ?(?:zero|empty)(?: \w+s?)?|non-? ?zero(?: ones| values)?(?: only)?"
    rf"){_END}"
)
_REPEATED = re.compile(
    rf"{_SET_APART}only {_ONES} (?:that|which|who) (?:{_HAD} )*(?P<verb>[a-z]+)"
    rf"(?: any| at all)?{_END}"
)


def without_those_of_none(text: str) -> tuple[str, bool]:
    """Return a question (lower case) without the words for this, and whether it has them."""
    if hit := _PLAIN.search(text):
        return _cut(text, hit), True
    hit = _REPEATED.search(text)
    if hit is None or not set(stems(hit["verb"])) & set(stems(text[: hit.start()])):
        return text, False
    return _cut(text, hit), True


def _cut(text: str, hit: re.Match[str]) -> str:
    return " ".join(f"{text[: hit.start()]} {text[hit.end() :]}".split())
