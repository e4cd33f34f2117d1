"""A word in brackets says what the one before it means."""

import pytest

from app.pipeline.reading.paraphrase import with_meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("number of wagons (railcars) per yard", "number of railcars per yard"),
        ("the load (load5) of each host", "the load (load5) of each host"),
        ("how many of them (pods)", "how many of them (pods)"),
        ("age of the Sicherung (nightly-dump)", "age of the nightly-dump"),
        ("rate of logins (5m)", "rate of logins (5m)"),
    ],
)
def test_a_word_that_none_knows_gives_way_to_the_one_in_brackets(question: str, meant: str) -> None:
    assert with_meant(question, {"load", "logins"}.__contains__) == meant
