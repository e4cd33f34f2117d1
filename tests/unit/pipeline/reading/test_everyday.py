"""What people say around a question names nothing to look for."""

import pytest

from app.pipeline.reading.everyday import is_everyday
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("hey guys, roughly how many parcels are lying in berlin", "how many parcels in berlin"),
        ("whats the memory of every box atm", "memory of every box"),
        ("any box anywhere with enough memory", "any box with memory"),
        ("memory hogs among the boxes", "memory usage of the boxes"),
        ("jobs that these boxes execute", "jobs of these boxes"),
        ("kindly examine the memory of every box", "memory of every box"),
    ],
)
def test_chatter_changes_no_term(asked: str, plain: str) -> None:
    assert [t.text for t in read(asked).terms] == [t.text for t in read(plain).terms]


@pytest.mark.parametrize(
    "word",
    ["calls", "live", "minus", "nobody", "pulls", "nice", "failed", "pending", "free", "visits"],
)
def test_what_may_be_measured_or_a_value_is_no_chatter(word: str) -> None:
    assert not is_everyday(word)


def test_a_word_that_the_catalogue_has_is_looked_for() -> None:
    heard = [term.text for term in read("disks feeling hot", {"feeling"}.__contains__).terms]
    assert heard == ["disks", "feeling", "hot"]
