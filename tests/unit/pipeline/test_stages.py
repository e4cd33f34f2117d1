"""What each stage took, without those inside it."""

from app.pipeline.stages import Stages


def test_a_stage_within_another_is_no_part_of_it() -> None:
    moments = iter((0.0, 1.0, 3.0, 7.0, 10.0, 11.0))
    took = Stages(lambda: next(moments))
    with took.stage("model"), took.stage("prompt"):
        pass
    with took.stage("check"):
        pass
    assert took.milliseconds == {"prompt": 2000.0, "model": 5000.0, "check": 1000.0}
