"""A question in plain words: lower case, English, and the words that metrics are named by."""

import re
import unicodedata

from app.pipeline.reading.asides import without_asides
from app.pipeline.reading.capitals import lowered
from app.pipeline.reading.fractions import with_percentages
from app.pipeline.reading.languages.english import in_english
from app.pipeline.reading.numerals import with_digits, with_plain_lengths
from app.pipeline.reading.phrases import PHRASES
from app.pipeline.reading.rankings import with_plain_rankings
from app.pipeline.reading.spelling import spelt_right
from app.pipeline.reading.superlatives import with_plain_superlatives


def in_plain_words(text: str) -> str:
    """Return a question in lower case and English, with the words that metrics are named by.

    Operations that are called by everyday words are in capitals: LIST requests.
    """
    written = with_digits(without_asides(unicodedata.normalize("NFKC", text)))
    plain = with_plain_lengths(in_english(" ".join(lowered(written).split())))
    plain = with_percentages(plain)
    plain = re.sub(r"\b([1-5](?:\d\d|xx))s\b", r"\1", plain)
    plain = re.sub(r"[¿¡]|[?!…]+(?=\s|$)|\.(?=\s|$)", " ", plain)
    plain = " ".join(map(spelt_right, plain.split()))
    for phrase, words in PHRASES.items():
        plain = re.sub(rf"\b{phrase}\b", words, plain)
    return with_plain_superlatives(with_plain_rankings(" ".join(plain.split())))
