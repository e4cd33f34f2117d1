from app.catalogue.catalogue import Catalogue, Metric, MetricType
from app.catalogue.labels import LabelSet, PrometheusLabels, label_set, name_selector
from app.deadline import Deadline
from app.prometheus.client import AnswerTooLargeError
from tests.unit.catalogue.fake_prometheus import FakePrometheus

ROWS = ({"job": "api", "code": "200"}, {"job": "web", "code": "500"})


def labels_of(fake: FakePrometheus, **numbers: int) -> PrometheusLabels:
    return PrometheusLabels(fake, "team", clock=lambda: 10_000.0, **numbers)  # type: ignore[arg-type]


def soon() -> Deadline:
    return Deadline.after(5)


def test_labels_are_asked_for_the_last_hour_and_only_once() -> None:
    fake = FakePrometheus({"requests_total": ROWS})
    labels = labels_of(fake)
    assert labels.of("requests_total", soon()).values == {
        "code": ("200", "500"),
        "job": ("api", "web"),
    }
    labels.of("requests_total", soon())
    assert fake.asked == ["series {__name__=\"requests_total\"} {'start': '6400', 'end': '10000'}"]


def test_of_what_has_no_series_in_the_last_hour_those_of_the_day_count() -> None:
    fake = FakePrometheus({"backup_total": ROWS}, ended_at=10_000 - 7200)
    labels = labels_of(fake)
    assert labels.of("backup_total", soon()).values["job"] == ("api", "web")
    assert [asked.partition("'start'")[2] for asked in fake.asked] == [
        ": '6400', 'end': '10000'}",
        ": '-76400', 'end': '10000'}",
    ]


def test_many_series_are_asked_label_by_label() -> None:
    fake = FakePrometheus({"requests_total": ROWS})
    assert labels_of(fake, max_series=1).of("requests_total", soon()) == LabelSet(
        {"code": ("200", "500"), "job": ("api", "web")}
    )


def test_an_answer_over_the_bound_is_asked_label_by_label() -> None:
    fake = FakePrometheus({"requests_total": ROWS}, too_large=AnswerTooLargeError("too large"))
    assert labels_of(fake).of("requests_total", soon()).values["job"] == ("api", "web")


def test_carriers_are_the_names_with_a_value() -> None:
    fake = FakePrometheus({"a": ({"job": "x"},), "b": ({"job": "y"},)})
    assert labels_of(fake).carriers("job", "x", soon()) == frozenset({"a"})


def test_what_is_kept_is_bounded() -> None:
    fake = FakePrometheus({name: ({"job": name},) for name in "abc"})
    labels = labels_of(fake, max_metrics=2)
    for name in "abca":
        labels.of(name, soon())
    assert len(fake.asked) == 4


def test_any_name_makes_a_selector() -> None:
    assert name_selector('my."metric"\\') == '{__name__="my.\\"metric\\"\\\\"}'


def test_rows_that_sum_up_others_are_told_by_the_label_they_lack() -> None:
    pod = {"pod": "p", "id": "/pods/p"}
    rows = ({"id": "/"}, pod, {**pod, "container": "c", "id": "/pods/p/c"})
    assert label_set(rows).detail == "container"


def test_rows_that_merely_lack_a_label_sum_up_nothing() -> None:
    assert label_set(({"pod": "a"}, {"pod": "b", "node": "n"})).detail is None


def test_the_labels_of_a_histogram_stand_on_its_buckets() -> None:
    fake = FakePrometheus({"wait_seconds_bucket": ({"le": "1", "queue": "q"},)})
    catalogue = Catalogue.of(
        (Metric("wait_seconds", MetricType.HISTOGRAM),),
        labels=labels_of(fake),
    )
    assert catalogue.label_names("wait_seconds", soon()) == ("le", "queue")
    assert catalogue.label_values("wait_seconds", "queue", soon()) == ("q",)
    assert catalogue.label_values("wait_seconds", "nothing", soon()) == ()
