"""What is a part of what: shares that come from, go to or belong to something."""

import re
from dataclasses import dataclass

from app.pipeline.reading import patterns
from app.pipeline.reading.divided import divided_among
from app.pipeline.reading.kinds import KINDS_OF
from app.pipeline.reading.share_words import BELONGS, CLOSING, SHARE_NOUN

_OF = rf"(?:\b{SHARE_NOUN} of\b|%(?: of\b)?|\bhow much of\b|\bpercent\b)"
_IS = (
    rf"(?:(?:that |which )?(?:{BELONGS}|are|is|was|were|be|have|has|had|end(?:s|ed)?|runs?"
    r"|running(?= (?:on|in)\b)|sits?|lies?|(?<!in )use[sd]?(?! (?:that|which)\b)"
    r"|hits?|get[s]?|got|took|takes?))"
)
_BY = (
    r"(?:(?:served|answered|handled|paid|placed|made|caused|running|assigned|sent|stored|taken) )?"
)
_LEADING = (
    rf"(?:(?:{BELONGS}\s+)?{_BY}(?:from|to|in|on|by|with|via|through|of|for|under|into|at|as)\s+)?"
    r"(?:(?:the|a|an|our|my|its|their)\s+)*"
)
_WHOLE_THEN_PART = re.compile(
    rf"{_OF}\s*(?P<whole>\S.*?)\s+(?P<verb>{_IS})\s+{_LEADING}(?P<part>.+?){CLOSING}"
)
# What share is asked for, or that it is one, is no part of anything.
_NO_ASKING = r"(?!(?:what|which|how|as|an?|the|is|are|show|give|me)\b)"
_PART_THEN_WHOLE = (
    re.compile(
        rf"\b(?P<part>[\w.-]+(?: [\w.-]+)?)'s? (?P<verb>{SHARE_NOUN}) (?:of|in|among)"
        r"\s+(?P<whole>.+)"
    ),
    re.compile(
        rf"\b{SHARE_NOUN} (?:of|for|from)\s+(?P<part>.+?)\s+(?P<verb>in|among|amongst|out of"
        r"|within)\s+(?:all|the total|total|the whole|the overall)\b\s*(?P<whole>.+)"
    ),
    re.compile(
        rf"\b(?P<part>{_NO_ASKING}[\w.-]+(?: {_NO_ASKING}[\w.-]+)?),?"
        rf" (?P<verb>as an? {SHARE_NOUN} of|{SHARE_NOUN} of)"
        r"\s+(?:all|the total|total|the whole|the overall)\b\s*(?P<whole>.+)"
    ),
)
_GROUP = re.compile(
    rf"^(?:each|every|which|what)\s+(?:of the\s+)?(?:single\s+|individual\s+)?({patterns.NOUN})"
)
_PARTITIVE = re.compile(
    rf"(?:\b{SHARE_NOUN} (?:of|in)\b|'s? {SHARE_NOUN}\b|\bshares? (?:by|per)\b|\bhow much of\b"
    rf"|\bpercent(?:age)? of\b|% of\b)"
)
# What is used, free or up is told by other metrics than the labels of this one.
_STATES = re.compile(
    r"^(?:used|(?:in )?use|free|available|avail|left|remaining|idle|busy|full|empty|taken|occupied"
    r"|consumed|allocated|wasted|unused|it|they|this|that|there)\b(?! by\b)"
)
_RESOURCES = re.compile(r"\b(?:cpus?|memory|ram|swap|disks?|space|storage|bandwidth)$")
_TIME = re.compile(r"^(?:the |its |all )*(?:\w+ )?time\b")


@dataclass(frozen=True, slots=True)
class Share:
    """A share that a question asks for: words of the part, or the noun that tells parts apart.

    `taken` is the word between whole and part, which names neither.
    """

    part: tuple[str, ...] = ()
    group: str | None = None
    thing: str | None = None
    taken: str = ""


def share_of(text: str) -> Share | None:
    """Return the share that a question in plain words asks for, None where it asks for none."""
    if each := divided_among(text):
        return Share(group=each.group, taken=each.taken)
    hit = _WHOLE_THEN_PART.search(text)
    if hit is None:
        hit = next((found for form in _PART_THEN_WHOLE if (found := form.search(text))), None)
    if hit is None or _TIME.match(hit["whole"]) or _STATES.match(hit["part"]):
        return Share() if _PARTITIVE.search(text) else None
    if hit["verb"].startswith("use") and _RESOURCES.search(hit["whole"]):
        return Share()  # of what there is, not of what all use together
    if grouped := _GROUP.match(hit["part"]):
        return Share(group=grouped.group(1), taken=hit["verb"])
    words = tuple(patterns.TOKEN.findall(hit["part"]))
    return Share(words, thing=_thing(hit["whole"]), taken=hit["verb"])


def part_and_whole(text: str) -> tuple[str, str] | None:
    """Return a part and its whole that may be told by metrics of their own: slow queries, queries.

    The whole is what is said before its state: "percentage of drives that are offline"; or less of
    the same: "share of slow queries".
    """
    if hit := _WHOLE_THEN_PART.search(text):
        noun, around = _thing(hit["whole"]), text[hit.end() :]
        if noun is None or _GROUP.match(hit["part"]) or _TIME.match(hit["whole"]):
            return None
        start = text[: hit.start()]
        return f"{start} {hit['part']} {noun} {around}", f"{start} {hit['whole']} {around}"
    if (hit := KINDS_OF.search(text)) is None:
        return None
    first, _, rest = hit["kind"].partition(" ")
    around = f"{text[: hit.start()]} {{}} {text[hit.end() :]}"
    return (around.format(f"{first} {rest}"), around.format(rest)) if rest else None


def _thing(whole: str) -> str | None:
    """Return the noun that a whole is about: pods of "all pods in the cluster"."""
    words = re.split(r"\s+(?:in|on|of|at|for|to|from)\s+", whole)[0].split()
    return words[-1] if words and words[-1].isalpha() else None
