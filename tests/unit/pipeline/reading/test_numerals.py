import pytest

from app.pipeline.reading.frame import Threshold, Top
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("question", "bound"),
    [
        ("queues with more than 1k messages", Threshold(">", 1000)),
        ("topics with more than 2M messages", Threshold(">", 2e6)),
        ("topics with less than 3 million messages", Threshold("<", 3e6)),
        ("shards over 1.5 GB", Threshold(">", 1.5e9, "bytes")),
        ("pods above 512Mi", Threshold(">", 512 * 1024**2, "bytes")),
        ("workers with more than a dozen threads", Threshold(">", 12)),
        ("jobs longer than 2m", Threshold(">", 120, "seconds")),
        ("jobs older than 1h30m", Threshold(">", 5400, "seconds")),
        ("hosts with cpu > 80%", Threshold(">", 0.8, "ratio")),
    ],
)
def test_bounds_are_read_as_people_write_numbers(question: str, bound: Threshold) -> None:
    assert read(question).threshold == bound


@pytest.mark.parametrize(
    ("question", "quantile"),
    [
        ("p100 of the upload time", 1.0),
        ("p0 of the upload time", 0.0),
        ("p5 of the upload time", 0.05),
        ("p99.9 of the upload time", 0.999),
        ("p999 of the upload time", 0.999),
        ("slowest 1% threshold of uploads", 0.99),
        ("how slow are the slowest 5 percent of uploads", 0.95),
        ("fastest 10% of uploads", 0.1),
    ],
)
def test_quantiles_are_read_from_percents(question: str, quantile: float) -> None:
    frame = read(question)
    assert frame.quantile == quantile
    assert frame.top is None


def test_what_runs_out_first_is_the_least() -> None:
    assert read("which licence expires first").top == Top(1, smallest=True)
