"""Slips in the words that say what is done are mended, other words are left as they are."""

import pytest

from app.pipeline.reading.spelling import spelt_right


@pytest.mark.parametrize(
    ("slip", "word"),
    [("avarage", "average"), ("percantage", "percentage"), ("recieved", "received")],
)
def test_a_slip_is_mended(slip: str, word: str) -> None:
    assert spelt_right(slip) == word


@pytest.mark.parametrize(
    "word", ["averages", "different", "consumers", "restarting", "p99", "queue"]
)
def test_a_word_is_left(word: str) -> None:
    assert spelt_right(word) == word
