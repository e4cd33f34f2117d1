from bench.cost.targets import API, END, FLOWS, KUBELET, START, Target


def are_whole(target: Target) -> bool:
    return (target.begins_ms, target.ends_ms) == (START * 1000, END * 1000)


def test_blocks_of_two_hours_begin_and_end_with_the_data() -> None:
    assert START % 7200 == END % 7200 == 0


def test_one_target_in_twenty_comes_or_goes_in_between() -> None:
    churning = [target for target in KUBELET.targets if not are_whole(target)]
    assert len(churning) == len(KUBELET.targets) / 20
    assert {target.begins_ms > START * 1000 for target in churning} == {True, False}
    assert all(START * 1000 <= target.begins_ms < target.ends_ms for target in churning)


def test_targets_are_not_scraped_all_at_once() -> None:
    assert len({target.phase_ms for target in API.targets}) == len(API.targets)


def test_the_many_series_have_samples_at_the_end_only() -> None:
    assert {target.begins_ms for target in FLOWS.targets} == {(END - 900) * 1000}
