import pytest

from bench.disturbance import Moment, now, percent


@pytest.mark.parametrize(
    ("taken", "ours", "expected"),
    [(15.0, 15.0, 0.0), (15.0, 10.0, 25.0), (20.0, 0.0, 100.0), (14.9, 15.0, 0.0)],
)
def test_what_others_took_is_a_part_of_all_processors(
    taken: float, ours: float, expected: float
) -> None:
    before, after = Moment(100.0, 7.0, 3.0), Moment(110.0, 7.0 + taken, 3.0 + ours)
    assert percent(before, after, processors=2) == pytest.approx(expected)


def test_the_machine_counts_on() -> None:
    before, after = now(), now()
    assert 0 <= before.at <= after.at
    assert 0 < before.taken <= after.taken
    assert 0 < before.ours <= after.ours
