"""How hot the hottest is: one number, the largest or smallest of all."""

import re

from app.pipeline.reading import lexicon

_ADJECTIVE = r"(?:[a-z]+(?: [a-z]+)?)"
# Words that end as the most of something does, and mean none.
_NO_SUPERLATIVE = (
    r"(?:request|test|rest|latest|guest|digest|manifest|ingest|harvest|interest|quest)"
)
_HIGHEST = rf"(?:{lexicon.MOST}|(?!{_NO_SUPERLATIVE}\b)[a-z]{{2,}}est)"
_ASKED = re.compile(
    rf"\b(how (?!old\b|many\b|much\b){_ADJECTIVE} (?:is|are|was|were|does|do|did)"
    r" (?:the|our|my|its|their|your) )"
    rf"(?:(?P<least>{lexicon.LEAST})|{_HIGHEST}) (?=[a-z])"
)


def with_plain_superlatives(text: str) -> str:
    """Return a question (lower case) that asks for the maximum or minimum in these words."""
    return _ASKED.sub(lambda hit: f"{hit[1]}{'minimum' if hit['least'] else 'maximum'} ", text)
