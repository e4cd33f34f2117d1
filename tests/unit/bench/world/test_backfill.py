from bench.world.backfill import pieces
from bench.world.exposition import sample_times
from bench.world.targets import targets

BEGINS = 7_200_000 * 1000 + 1_000_000


def test_pieces_follow_one_another_and_lie_within_blocks() -> None:
    cut = list(pieces(BEGINS, BEGINS + 10_800_000))
    assert cut[0][0] == BEGINS
    assert cut[-1][1] == BEGINS + 10_800_000
    assert [ends for _, ends in cut[:-1]] == [begins for begins, _ in cut[1:]]
    assert all(begins // 7_200_000 == (ends - 1) // 7_200_000 for begins, ends in cut)


def test_pieces_hold_each_sample_once() -> None:
    for target in targets():
        whole = list(sample_times(target, BEGINS, BEGINS + 300_000))
        halves = [(BEGINS, BEGINS + 110_001), (BEGINS + 110_001, BEGINS + 300_000)]
        assert [time for half in halves for time in sample_times(target, *half)] == whole
        assert len(whole) == 20
