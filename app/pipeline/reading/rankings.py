"""Rankings by who takes most of something: cpu eaters among the pods, memory-hungry containers."""

import re

from app.pipeline.reading import lexicon

_RESOURCE = (
    r"(?:(?:cpu|memory|ram|mem|disk|network|bandwidth|swap|storage|i/?o|heap|traffic|power|energy)"
    r"(?: (?:space|time|io|traffic|bandwidth))?)"
)
_WHO = r"(?:eater|hog|consumer|user|guzzler|burner|gobbler|taker|waster|spender)"
_AMONG = r"(?:among|amongst|of|in|within|across|from|on) (?:(?:all|the|our|my|its|their) )+"
_MOST = rf"(?:{lexicon.MOST}|worst)"
_HOW_MANY = rf"(?:(?P<n>top[- ]?\d+|\d+(?= {_MOST}))(?: {_MOST})?|top|(?:the )?{_MOST})"
_THINGS = r"(?P<things>[a-z]+(?: (?:servers|hosts|nodes|pods|instances|containers))?)"
_FORMS = (
    re.compile(rf"\b{_HOW_MANY} (?P<what>{_RESOURCE}) {_WHO}(?P<s>s?) {_AMONG}{_THINGS}"),
    re.compile(rf"\b{_HOW_MANY} {_WHO}(?P<s>s?) of (?P<what>{_RESOURCE}) {_AMONG}{_THINGS}"),
    re.compile(
        rf"\b{_HOW_MANY} (?P<what>{_RESOURCE})[- ]"
        rf"(?:eat|consum|us|hogg?|burn|hungr|heav|intens)(?:ing|y|ive) {_THINGS}(?P<s>(?<=s))?"
    ),
)
_IS_ONE = re.compile(
    rf"\b(?:is|are) (?:the |our )?{_MOST} (?P<what>{_RESOURCE}) {_WHO}s?\b|"
    rf"\b(?:is|are) (?:the |our )?{_MOST} {_WHO}s? of (?P<of>{_RESOURCE})\b"
)
# The 3 hottest among the gpus: the 3 hottest gpus; and without a number the hottest gpu.
_SUPERLATIVE = re.compile(
    rf"(?P<n>\d+ )?\b(?P<most>(?!most|least|top|bottom|max|min)(?:{lexicon.MOST}|{lexicon.LEAST}))"
    r"(?P<ones> ones)? (?:among|amongst|of) (?:the|our|my) (?P<thing>[a-z]+?)s\b"
)


def with_plain_rankings(text: str) -> str:
    """Return a question (lower case) that asks for the top ones by the usage of something."""
    for form in _FORMS:
        text = form.sub(_plain, text)
    text = _IS_ONE.sub(lambda hit: f"has the highest {hit['what'] or hit['of']} usage", text)
    return _SUPERLATIVE.sub(_superlative, text)


def _superlative(hit: re.Match[str]) -> str:
    several = hit["n"] or hit["ones"]
    return f"{hit['n'] or ''}{hit['most']} {hit['thing']}{'s' if several else ''}"


def _plain(hit: re.Match[str]) -> str:
    number = re.search(r"\d+", hit["n"] or "")
    one = hit["s"] == "" and number is None
    count = number.group() if number else ("1" if one else "5")
    return f"top {count} {hit['things']} by {hit['what']} usage"
