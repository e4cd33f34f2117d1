from bench.catalogue.figures import Figure
from bench.catalogue.recall import Outcome
from bench.catalogue.report import described, failures, misses, table
from bench.catalogue.retrieval_data import Wanted

FIGURES = [
    Figure("build", 7.156, "s", at_most=5),
    Figure("open", 23.66, "ms"),
    Figure("prompt", 2480, "tokens", at_most=2500),
    Figure("retrieval", 95.5, "%", at_least=95),
]
OUTCOMES = [
    Outcome(Wanted("is it up", ("up",)), ("up", "down")),
    Outcome(Wanted("hit ratio", ("hits", "misses"), all=True), ("hits", "a", "b", "c")),
    Outcome(Wanted("load", ("load1", "load5")), ()),
]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_figure_has_a_row_with_what_is_to_be_reached() -> None:
    assert [cells(line) for line in table(FIGURES).splitlines()[2:]] == [
        ["build", "7.16 s", "≤ 5 s", "no"],
        ["open", "23.7 ms", "–", "–"],
        ["prompt", "2,480 tokens", "≤ 2,500 tokens", "yes"],
        ["retrieval", "95.5 %", "≥ 95 %", "yes"],
    ]


def test_the_table_is_markdown_and_reads_as_text() -> None:
    lines = table(FIGURES).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert cells(lines[0]) == ["figure", "measured", "to reach", "reached"]
    assert [cell.endswith(":") for cell in cells(lines[1])] == [False, True, True, False]


def test_a_question_whose_metrics_are_not_found_is_told_with_those_that_are() -> None:
    assert misses("Misses", OUTCOMES).splitlines() == [
        "Misses: 2",
        "- hit ratio: hits and misses; found hits, a, b",
        "- load: load1 or load5; found nothing",
    ]


def test_what_could_not_be_measured_is_told() -> None:
    assert failures(["prompts: no model", "build: too slow"]).splitlines() == [
        "- Not measured: prompts: no model",
        "- Not measured: build: too slow",
    ]


def test_a_reader_learns_what_was_measured() -> None:
    line = described(100_000, 114_258, 25_500)
    assert line.startswith("100,000 families, 114,258 names of series, 25,500 words; ")
