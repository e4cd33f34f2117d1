from bench.figures import Figures
from bench.load import Load
from bench.report import disturbed, table
from bench.rounds import Result

RESULTS = [
    Result(
        "instant query",
        16,
        {
            "direct": Figures(Load(30_000, 10_000.4, 0.412, 11.37, 0), 116.2, 7.25),
            "nginx": Figures(Load(24_000, 8000, 1.5, 12.3, 0), 43.94, 0.0),
            "proxy": Figures(Load(3000, 1000, 12.04, 101.5, 1234), 1058.0, 0.62),
        },
    ),
    Result(
        "range query",
        1,
        {
            "direct": Figures(Load(1, 0.0, 1300.0, None, 1), 424_444.4, 48.3),
            "nginx": Figures(Load(1, 2.0, 500.0, None, 0), None, 0.0),
            "proxy": Figures(Load(1, 1.0, 1000.0, None, 0), 50_000.0, 0.1),
        },
    ),
]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_way_has_a_row_beside_what_it_is_compared_with() -> None:
    rows = [" ".join(cells(line)[2:]) for line in table(RESULTS).splitlines()[2:]]
    assert rows == [
        "direct 10,000 – – 0.41 – 11.4 0 116 7.2",
        "nginx 8,000 0.80 – 1.50 1.09 12.3 0 43.9 0.0",
        "proxy 1,000 0.10 0.12 12.0 11.6 102 1,234 1,058 0.6",
        "direct 0.00 – – 1,300 – – 1 424,444 48.3",
        "nginx 2.00 – – 500 -800 – 0 – 0.0",
        "proxy 1.00 – 0.50 1,000 -300 – 0 50,000 0.1",
    ]


def test_the_table_is_markdown_and_reads_as_text() -> None:
    lines = table(RESULTS).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert cells(lines[0])[:4] == ["request", "connections", "way", "requests/s"]
    assert [cell.endswith(":") for cell in cells(lines[1])[:4]] == [False, True, False, True]


def test_a_reader_learns_whether_the_machine_was_quiet() -> None:
    assert "took 12 % of the processors" in disturbed(12.3)
