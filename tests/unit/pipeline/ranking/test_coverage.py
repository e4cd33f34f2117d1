import pytest

from app.catalogue.index import Found
from app.catalogue.metric import Metric, MetricType
from app.catalogue.words import stem
from app.pipeline.ranking.coverage import Speech, coverage, speech_of, surplus
from app.pipeline.ranking.wanted import Wanted

LAG = Found(
    Metric("kafka_consumergroup_lag", MetricType.GAUGE, "Messages to read."), 1.0, ("group",)
)


def wanted(*words: str) -> Wanted:
    stems = [stem(word) for word in words]
    return Wanted(dict.fromkeys(stems, 1.0), {}, frozenset(stems))


@pytest.mark.parametrize(
    ("word", "share"),
    [
        ("lag", 1.0),
        ("group", 1.0),
        ("broker", 1.0),
        ("unread", 0.85),
        ("messages", 0.7),
        ("zebra", 0.0),
    ],
)
def test_a_name_speaks_louder_than_what_is_told_and_that_than_help(word: str, share: float) -> None:
    assert coverage(speech_of(LAG), wanted(word)) == pytest.approx(share)


def test_a_related_word_speaks_less_than_the_word_itself() -> None:
    nothing = frozenset[str]()
    ram = frozenset({stem("memory")})
    for speech, share in (
        (Speech(ram, nothing, nothing, nothing), 0.65),
        (Speech(nothing, nothing, ram, nothing), 0.5),
        (Speech(nothing, nothing, nothing, ram), 0.35),
    ):
        assert coverage(speech, wanted("ram")) == pytest.approx(share)


def test_the_weight_of_words_decides_how_much_is_covered() -> None:
    asked = Wanted({stem("lag"): 3.0, stem("zebra"): 1.0}, {}, frozenset())
    assert coverage(speech_of(LAG), asked) == pytest.approx(0.75)


def test_a_label_speaks_too() -> None:
    assert coverage(speech_of(LAG), wanted("zebra"), [stem("zebra")]) == pytest.approx(0.8)


def test_nothing_wanted_is_covered_by_nothing() -> None:
    assert coverage(speech_of(LAG), wanted()) == 0.0


def test_surplus_is_what_nobody_asked_for_of_the_name_without_the_product() -> None:
    nothing = frozenset[str]()
    name = frozenset(map(stem, ("kafka", "topic", "size", "lag")))
    speech = Speech(name, frozenset({stem("kafka")}), nothing, nothing)
    assert surplus(speech, wanted("lag")) == pytest.approx(0.5)
