"""Parts, wholes and fractions in the words of a question."""

import pytest

from app.pipeline.reading.divided import Divided, divided_among
from app.pipeline.reading.fractions import with_percentages
from app.pipeline.reading.kinds import kind_of
from app.pipeline.reading.portions import Portion, portion_of
from app.pipeline.reading.two_bounds import two_bounds


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("barns more than half full", "barns more than 50 % full"),
        ("over two thirds of the hay", "over 66.6666666667 % of the hay"),
        ("have used two fifths of their hay", "have used at least 40 % of their hay"),
        ("less than a quarter of its oats", "less than 25 % of its oats"),
        ("fewer than all of the cows", "less than 100 % of the cows"),
        ("sheds that have all their cows", "sheds that have at least 100 % of their cows"),
        ("takes more than half an hour", "takes more than half an hour"),
        ("half as many as before", "half as many as before"),
    ],
)
def test_fractions_are_percentages(said: str, read: str) -> None:
    assert with_percentages(said) == read


@pytest.mark.parametrize(
    ("text", "portion"),
    [
        (
            "spilt milk as a percentage of milk sold per shed",
            Portion("spilt milk", "milk sold", "per shed"),
        ),
        (
            "which sheds use more than 50 % of their hay quota",
            Portion("sheds", "hay quota", ""),
        ),
        ("calves relative to cows in the barn", Portion("calves", "cows", "in the barn")),
        ("cows inside vs total cows", Portion("cows inside", "total cows", "")),
        ("hay used as a share of the total", None),
        ("milk relative to an hour ago", None),
        ("cows over 50 % of all", None),
    ],
)
def test_a_part_and_its_whole_are_told_apart(text: str, portion: Portion | None) -> None:
    assert portion_of(text) == portion


def test_the_word_before_the_share_may_be_the_part() -> None:
    assert kind_of("sour share of the milk") == ("sour",)
    assert kind_of("the percentage of sour milk in the barn") == ("sour", "milk")


def test_a_whole_is_split_among_things() -> None:
    assert divided_among("how is milk split over the sheds in percent") == Divided(
        "sheds", "split over the sheds"
    )
    assert divided_among("milk of each shed") is None


def test_two_conditions_are_two_questions() -> None:
    assert two_bounds("sheds with over 9 cows that hold less than 2 bales") == (
        "sheds with over 9 cows",
        "sheds with hold less than 2 bales",
    )
    assert two_bounds("sheds with over 9 cows that are red") is None
