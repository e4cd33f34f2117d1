from app.catalogue.metric import Metric, MetricType
from app.catalogue.text import Text, texts_of


def test_a_text_has_the_words_of_name_and_help_in_order() -> None:
    metrics = [Metric("jobs_doneTotal", MetricType.COUNTER, "Jobs that are done.")]
    assert texts_of(metrics) == (Text(("jobs", "done", "total"), ("jobs", "that", "are", "done")),)


def test_what_a_name_begins_with_is_one_word_too() -> None:
    (text,) = texts_of([Metric("ClickHouseMetrics_Query", MetricType.GAUGE)])
    assert text.name == ("click", "house", "metrics", "query")
    assert text.together == ("clickhouse", "clickhousemetrics")


def test_a_word_is_kept_once() -> None:
    one, other = texts_of(Metric(f"queue{number}_length", MetricType.GAUGE) for number in range(2))
    assert one.name[-1] is other.name[-1]
