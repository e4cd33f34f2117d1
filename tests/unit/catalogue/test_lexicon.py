import pytest

from app.catalogue.compounds import Compounds
from app.catalogue.lexicon import Lexicon, related
from app.catalogue.metric import Metric, MetricType
from app.catalogue.text import texts_of
from app.catalogue.words import stem

TEXTS = texts_of(
    Metric(name, MetricType.GAUGE, text)
    for name, text in (
        ("node_memory_MemAvailable_bytes", "Memory available to programs."),
        ("kube_horizontalpodautoscaler_spec", "Autoscaler."),
        ("kafka_topicmetrics", "Messages of a topic."),
        ("shop_metrics", "Temperature of the shop."),
    )
)
LEXICON = Lexicon.read(TEXTS, Compounds.of(TEXTS))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("avialable", "available"),
        ("temprature", "temperature"),
        ("horizontalpod", "horizontalpodautoscaler"),
        ("messages", "message"),
        ("zebra", "zebra"),
        ("memo", "memo"),
    ],
)
def test_a_typo_is_read_as_the_known_word(word: str, meant: str) -> None:
    assert LEXICON.known(word) == stem(meant)


@pytest.mark.parametrize("word", ["crashloopbackoff", "iowait", "valkey"])
def test_what_people_call_metrics_is_no_typo(word: str) -> None:
    assert LEXICON.known(word) == stem(word)
    assert LEXICON.understands(word)
    assert not LEXICON.knows(word)


def test_the_pieces_of_compounds_count_as_words() -> None:
    assert LEXICON.frequency[stem("topic")] == 1
    assert LEXICON.frequency[stem("metrics")] == 2
    assert LEXICON.knows("topics")


def test_a_word_means_itself_first_and_others_less() -> None:
    found = dict(related(stem("ram")))
    assert found == {stem("ram"): 1.0, stem("memory"): 0.5}
