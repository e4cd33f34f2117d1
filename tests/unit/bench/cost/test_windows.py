from random import Random

from bench.cost.targets import END, START
from bench.cost.windows import LOOKBACK_SECONDS, window


def test_what_a_query_looks_back_at_is_inside_the_data() -> None:
    random = Random(1)
    for reach_seconds in (0, 60, 3600, 5000, 6000):
        for _ in range(100):
            chosen = window(random, reach_seconds)
            assert chosen.start_seconds - reach_seconds - LOOKBACK_SECONDS >= START
            assert chosen.end_seconds < END


def test_a_query_that_reaches_far_back_is_asked_at_an_instant() -> None:
    assert {window(Random(seed), 6500).step_seconds for seed in range(20)} == {None}
