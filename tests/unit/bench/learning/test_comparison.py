"""Both translators stand in one table, with what changed behind it."""

from typing import Any

from bench.learning.comparison import Learning, text


def shares(questions: int, before: float | None, after: float | None) -> dict[str, Any]:
    metrics = {"metrics_before": before, "metrics_after": after}
    return {"questions": questions, "before": before, "after": after, **metrics}


def test_both_translators_are_in_the_table() -> None:
    one = {"asked": shares(4, 0.25, 0.75), "unrelated": shares(0, None, None)}
    two = {"asked": shares(4, 0.0, 1.0), "unrelated": shares(2, 0.5, 0.5)}
    told = text([Learning("one", one, "Worse: none\n"), Learning("two", two, "Worse: a\n")])
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert (
        "| one: other words for what was approved | 4 | 25.0 % | 75.0 % | 25.0 % | 75.0 % |" in rows
    )
    assert "| one: everything else | 0 | – | – | – | – |" in rows
    assert (
        "| two: other words for what was approved | 4 | 0.0 % | 100.0 % | 0.0 % | 100.0 % |" in rows
    )
    assert {"one: Worse: none", "two: Worse: a"} <= set(rows)
