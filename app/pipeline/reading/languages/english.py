"""A question in English, whichever language it is asked in."""

import re
from collections.abc import Sequence

from app.pipeline.reading.languages.loading import shipped
from app.pipeline.reading.languages.translator import Translator

# A word stands between blanks, quotes and marks; what is joined otherwise may be a name.
_APART = re.compile(r"[\s'’\"]+")
_AROUND = "?,.!:;()¿¡"


def in_english(text: str, languages: Sequence[Translator] | None = None) -> str:
    """Return a question (lower case) in English, and as it is where no language is recognised."""
    words = [word.strip(_AROUND) for word in _APART.split(text)]
    best, most = None, 0
    for language in shipped() if languages is None else languages:
        told = language.recognises(text, words)
        if told > most:
            best, most = language, told
    return text if best is None else best.in_english(text)
