import pytest

from app.catalogue.catalogue import Catalogue, Metric, MetricType

DECLARED = (
    Metric("http_request_duration_seconds", MetricType.HISTOGRAM, "Latency."),
    Metric("gc_seconds", MetricType.SUMMARY, "Pauses."),
    Metric("requests", MetricType.COUNTER, "OpenMetrics names the family."),
    Metric("proposals_total", MetricType.GAUGE, "A gauge with a counter's suffix."),
    Metric("load1", MetricType.GAUGE, "Load."),
    Metric("native_seconds", MetricType.HISTOGRAM, "Native."),
)
NAMES = (
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_sum",
    "http_request_duration_seconds_count",
    "gc_seconds",
    "gc_seconds_sum",
    "gc_seconds_count",
    "requests_total",
    "requests_created",
    "proposals_total",
    "load1",
    "native_seconds",
    "untyped_total",
    "untyped_things",
    "plain_count",
    "guessed_bucket",
    "guessed_count",
    "guessed_sum",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.of(DECLARED, names=NAMES)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("http_request_duration_seconds_bucket", MetricType.COUNTER),
        ("http_request_duration_seconds_sum", MetricType.COUNTER),
        ("http_request_duration_seconds_count", MetricType.COUNTER),
        ("http_request_duration_seconds", MetricType.HISTOGRAM),
        ("native_seconds", MetricType.HISTOGRAM),
        ("gc_seconds", MetricType.SUMMARY),
        ("gc_seconds_count", MetricType.COUNTER),
        ("requests_total", MetricType.COUNTER),
        ("requests_created", MetricType.GAUGE),
        ("proposals_total", MetricType.GAUGE),
        ("load1", MetricType.GAUGE),
        ("untyped_total", MetricType.COUNTER),
        ("untyped_things", MetricType.UNKNOWN),
        ("plain_count", MetricType.COUNTER),
        ("guessed_bucket", MetricType.COUNTER),
        ("guessed", MetricType.HISTOGRAM),
        ("nobody_knows", MetricType.UNKNOWN),
    ],
)
def test_the_type_of_a_series_is_what_rate_cares_about(
    catalogue: Catalogue, name: str, kind: MetricType
) -> None:
    assert catalogue.type_of(name) is kind


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("http_request_duration_seconds_bucket", "http_request_duration_seconds"),
        ("gc_seconds_sum", "gc_seconds"),
        ("requests_total", "requests_total"),
        ("guessed_sum", "guessed"),
        ("load1", "load1"),
    ],
)
def test_a_series_belongs_to_its_family(catalogue: Catalogue, name: str, family: str) -> None:
    found = catalogue.family(name)
    assert found is not None
    assert found.name == family


def test_a_part_of_a_family_has_its_help(catalogue: Catalogue) -> None:
    assert catalogue.metric("gc_seconds_sum") == Metric(
        "gc_seconds_sum", MetricType.SUMMARY, "Pauses."
    )
    assert catalogue.metric("requests_total") == Metric(
        "requests_total", MetricType.COUNTER, "OpenMetrics names the family."
    )
    assert catalogue.metric("nobody_knows") is None


def test_only_series_are_in_the_catalogue_not_families_of_classic_histograms(
    catalogue: Catalogue,
) -> None:
    assert "http_request_duration_seconds" not in catalogue
    assert "http_request_duration_seconds_bucket" in catalogue
    assert list(catalogue.names) == sorted(NAMES)


def test_each_family_is_indexed_once(catalogue: Catalogue) -> None:
    found = [match.metric.name for match in catalogue.search("http request duration", 10)]
    assert found[0] == "http_request_duration_seconds"
    assert len(found) == len(set(found))
