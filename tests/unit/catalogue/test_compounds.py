import pytest

from app.catalogue.compounds import Compounds
from app.catalogue.metric import Metric, MetricType
from app.catalogue.text import texts_of

COMPOUNDS = Compounds.of(
    texts_of(
        Metric(name, MetricType.GAUGE, text)
        for name, text in (
            ("kafka_server_brokertopicmetrics_bytesin_total", "A metric of the broker."),
            ("kafka_topic_partitions", "Metrics of a topic: bytes, leader, elections."),
            ("kube_configuration_reloadtime", "The reloadtime is the time of the last reload."),
        )
    )
)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("brokertopicmetrics", ("broker", "topic", "metrics")),
        ("bytesin", ("bytes", "in")),
        ("leaderelections", ("leader", "elections")),
        ("topicms", ("topic", "ms")),
    ],
)
def test_words_written_together_fall_into_words_of_the_catalogue(
    word: str, pieces: tuple[str, ...]
) -> None:
    assert COMPOUNDS.pieces(word) == pieces


@pytest.mark.parametrize(
    "word", ["topic", "namespace", "timeouts", "reloadtime", "topicxyz", "inmsio", "topic2", ""]
)
def test_what_is_one_word_or_of_unknown_parts_stays_whole(word: str) -> None:
    assert COMPOUNDS.pieces(word) == ()


def test_a_name_has_the_pieces_of_all_its_words() -> None:
    text = next(iter(texts_of([Metric("brokertopic_bytesin", MetricType.COUNTER)])))
    assert COMPOUNDS.pieces_of(text) == ("broker", "topic", "bytes", "in")
