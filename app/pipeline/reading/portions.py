"""Questions that name a part and the whole that it is measured by: refunds as a share of sales."""

import re
from dataclasses import dataclass

from app.pipeline.reading.durations import NUMBER
from app.pipeline.reading.units import UNITS

_SHARE = r"(?:%|percent|per cent|percentages?|pct|shares?|fractions?|proportions?|portions?|parts?)"
_COMPARES = (
    r"(?:(?:more|less|fewer|greater|higher|lower|larger|smaller) than|over|under|above|below|beyond"
    r"|past|at least|at most|exceed(?:s|ed|ing)?|up to|>=?|<=?)"
)
_ENDS = (
    r"(?=$|[,;()]|\s+(?:in|on|for|over|per|by|from|at|during|within|with|under|across|through"
    r"|grouped|each|every|last|past|right now|now|currently|at present|anywhere)\b)"
)
# What is used, eaten up or reached says that there is a part, not which one.
_TAKING = (
    r"(?:\s+(?:(?:are|is|was|were|have|has|had|that|which|already|currently|now) )*(?:us(?:es?|ed"
    r"|ing)|tak(?:es?|en|ing)(?: up)?|took(?: up)?|ate(?: up)?|eat(?:s|en|ing)?(?: up)?"
    r"|consum(?:es?|ed|ing)|occup(?:y|ies|ied|ying)|fill(?:s|ed|ing)?(?: up)?|reach(?:es|ed|ing)?"
    r"|hit(?:s|ting)?|exceed(?:s|ed|ing)?|spen[dt]s?|spending|at|above|over|are|is|with|have|has"
    r"|made up|make up|makes up))?"
)
_NAMED = (
    re.compile(
        rf"(?P<part>.+?),? (?:as|in|is what|at what)(?: an?| the)? {_SHARE} (?:of|to)\s+"
        rf"(?P<whole>.+?){_ENDS}(?P<after>.*)"
    ),
    re.compile(
        rf"(?P<part>.+?){_TAKING} {_COMPARES} (?:{NUMBER})\s*(?:%|percent|per cent) of\s+"
        rf"(?P<whole>.+?){_ENDS}(?P<after>.*)"
    ),
    re.compile(
        rf"(?P<part>.+?),? (?:relative to|in (?:relation|proportion) to)\s+"
        rf"(?P<whole>.+?){_ENDS}(?P<after>.*)"
    ),
    re.compile(
        r"(?P<part>.+?),? (?:compared (?:to|with)|versus|vs\.?|against|out of)\s+"
        r"(?P<whole>(?:(?:the|its|their|all) )*(?:total|max(?:imum)?|configured|allowed"
        rf"|possible)\b.+?){_ENDS}(?P<after>.*)"
    ),
)
_LEADING = re.compile(
    r"^(?:(?:what(?:'s| is| are)?|show(?: me)?|give(?: me)?|the|are|is|which|any|do|does|how much"
    r"|how many)\s+)+"
)
_OWN = re.compile(r"^(?:(?:its|their|the|our|own|configured|respective|total number of)\s+)+")
# All of the same thing, or what has no name: the metric of the part tells which it is.
_SAME = re.compile(
    r"^(?:what|it|them|that|this|those|these|time\b|(?:all|every|whole|entire)\b"
    r"|(?:upper |maximum |max |allowed |overall |total )?(?:limits?|quotas?|capacity|max(?:imum)?"
    r"|total|size|amount|number)$)\b"
)
_ALL_OF = re.compile(r"^(?:total|overall|max(?:imum)?|configured|allowed|possible)\b")
_BOUND = re.compile(r"limit|quota|capacity|\bmax|allowance|budget|ceiling")
_OF_TIME = re.compile(
    rf"^(?:\w+ )?(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})$|\bago\b|^yesterday"
)


@dataclass(frozen=True, slots=True)
class Portion:
    """The words for a part, those for its whole, and what is said around both."""

    part: str
    whole: str
    after: str

    @property
    def is_bound(self) -> bool:
        """Say whether the whole is how much there may be, which tells what is bounded."""
        return (_BOUND.search(self.whole) or _ALL_OF.match(self.whole)) is not None


def portion_of(text: str) -> Portion | None:
    """Return the part and the whole that a question in plain words names, None where it does not.

    None also where the whole is all of the same, or a limit without a name.
    """
    hit = next((found for form in _NAMED if (found := form.match(text))), None)
    if hit is None:
        return None
    whole = _OWN.sub("", hit["whole"].strip())
    if not whole or _SAME.match(whole) or _OF_TIME.search(whole):
        return None
    return Portion(_LEADING.sub("", hit["part"]).strip(), whole, hit["after"].strip())
