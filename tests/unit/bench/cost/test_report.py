from bench.cost.blocks import Filled
from bench.cost.estimated import Estimate
from bench.cost.query import Shape
from bench.cost.report import misses, table, world
from tests.unit.bench.cost.outcomes import UNKNOWN, outcome

OUTCOMES = [
    outcome(Shape.SELECTOR, 1000, Estimate(1000, 900, None, 1)),
    outcome(Shape.SELECTOR, 1000, Estimate(3000, 1000, 1000, 1000), "up == 0", step=15),
    outcome(Shape.SUBQUERY, 12_345, UNKNOWN, "max_over_time(up[5m:])"),
]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_shape_has_a_row_and_so_have_all() -> None:
    assert [cells(line) for line in table(OUTCOMES).splitlines()[2:]] == [
        ["selector", "2", "1", "2", "1", "1", "2.00", "3.00"],
        ["subquery", "1", "0", "0", "0", "0", "–", "–"],
        ["total", "3", "1", "2", "1", "1", "2.00", "3.00"],
    ]


def test_the_table_is_markdown_and_reads_as_text() -> None:
    lines = table(OUTCOMES).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert cells(lines[0])[:3] == ["shape", "queries", "touched"]
    assert [cell.endswith(":") for cell in cells(lines[1])[:3]] == [False, True, True]


def test_a_miss_of_samples_touched_has_its_query_and_both_figures() -> None:
    assert misses(OUTCOMES).splitlines() == [
        "Misses of samples touched: 2",
        "- `up == 0`, 600 to 1500 step 15: 1,000 actual, 3,000 estimated",
        "- `max_over_time(up[5m:])`, at 600: 12,345 actual, unknown estimated",
    ]


def test_a_reader_learns_what_was_asked() -> None:
    line = world(Filled(series=20_000, samples=1_234_567, seconds=12.3), "3.5.3")
    assert line.startswith("Prometheus 3.5.3, 20,000 series, 1,234,567 samples")
    assert line.endswith("written in 12 s")
