"""The bounds of PromQL are what it compares with numbers."""

import pytest

from app.evaluation.bounds import bounds


@pytest.mark.parametrize(
    ("promql", "found"),
    [
        ("up == 0", (("==", "0"),)),
        ("count(a/b>0.8) > 2", ((">", "0.8"), (">", "2"))),
        ('up{job!="5", instance=~"1"} + 3', ()),
        ("a > b # > 5", ()),
    ],
)
def test_comparisons_with_numbers_are_found(
    promql: str, found: tuple[tuple[str, str], ...]
) -> None:
    assert bounds(promql) == found
