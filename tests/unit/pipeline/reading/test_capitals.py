"""Operations in capitals are heard, though they are words of every sentence."""

import pytest

from app.pipeline.reading.capitals import is_operation, lowered
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("LIST calls on the API", "LIST calls on the api"),
        ("Share of GETs", "share of GETS"),
        ("number of set commands", "number of SET commands"),
        ("list requests by pod", "list requests by pod"),
        ("stops of crane B, and what I see", "stops of crane B, and what i see"),
        ("A crane", "a crane"),
        ("SHOW ME ALL GET REQUESTS", "show me all get requests"),
    ],
)
def test_only_operations_stay_in_capitals(question: str, heard: str) -> None:
    assert lowered(question) == heard


def test_an_operation_is_a_term_and_asks_for_no_list() -> None:
    frame = read("p99 latency of LIST calls")
    assert "list" in [term.text for term in frame.terms]
    assert not frame.listing


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("patch", "patch requests a second", True),
        ("delete", "delete http calls", True),
        ("patch", "hosts without the patch", False),
        ("cart", "cart requests", False),
    ],
)
def test_an_operation_stands_before_what_it_is(word: str, text: str, expected: bool) -> None:
    assert is_operation(word, text) is expected
