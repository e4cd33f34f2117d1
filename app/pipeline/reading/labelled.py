"""By what the series of an answer are to be named: labelled with the server name, not the host."""

import re

_NAMED = r"(?:labell?ed|tagged|marked|annotated|named|identified|shown)"
_LABELLED = re.compile(
    rf"(?:,? (?:but|and))? {_NAMED} (?:with|by|after) (?:(?:the|its|their) )?"
    r"(?P<noun>[a-z_]+(?: (?:names?|versions?|ids?|releases?|types?|models?))?)(?:\s*\([^)]*\))?"
    r"(?:,? (?:and |but )?(?:not|rather than|instead of) (?:with |by )?(?:the |its |their )?[a-z_]+"
    r"(?: names?)?)?(?=$|[\s,;?.!])",
    re.IGNORECASE,
)


def with_plain_labels(text: str) -> str:
    """Return a question that says "with its X" where it says by what things are to be named."""
    return _LABELLED.sub(r" with its \g<noun>", text)
