from bench.cost.blocks import samples
from bench.cost.openmetrics import sample_times, text
from bench.cost.targets import END, START
from tests.unit.bench.cost.worlds import FIRST, LATE, SMALL

BEGINS = START * 1000


def written(begins_seconds: int, ends_seconds: int) -> list[str]:
    pieces = text([SMALL], BEGINS + begins_seconds * 1000, BEGINS + ends_seconds * 1000)
    return "".join(pieces).splitlines()


def test_each_sample_is_a_line_and_the_end_is_marked() -> None:
    assert written(0, 60) == [
        f'up{{instance="a:80",job="small",zone="x"}} 1 {START}.250',
        f'up{{instance="a:80",job="small",zone="x"}} 1 {START + 30}.250',
        f'up{{instance="a:80",job="small",zone="y"}} 1 {START}.250',
        f'up{{instance="a:80",job="small",zone="y"}} 1 {START + 30}.250',
        f'up{{instance="b:80",job="small",zone="x"}} 1 {START + 31}.000',
        f'up{{instance="b:80",job="small",zone="y"}} 1 {START + 31}.000',
        "# EOF",
    ]


def test_a_target_that_is_not_there_has_no_line() -> None:
    assert not [line for line in written(0, 30) if "b:80" in line]


def test_pieces_hold_each_sample_once() -> None:
    pieces = [*written(0, 45), *written(45, 90), *written(90, 300)]
    lines = [line for line in pieces if line != "# EOF"]
    assert sorted(lines) == sorted(written(0, 300)[:-1])


def test_samples_come_a_phase_after_the_full_interval() -> None:
    times = sample_times(SMALL, FIRST, BEGINS + 1, BEGINS + 100_000)
    assert [at - BEGINS for at in times] == [250, 30_250, 60_250, 90_250]
    late = sample_times(SMALL, LATE, BEGINS, BEGINS + 100_000)
    assert [at - BEGINS for at in late] == [31_000, 61_000, 91_000]


def test_the_samples_are_counted_without_being_written() -> None:
    assert samples(SMALL) == len(written(0, END - START)) - 1
