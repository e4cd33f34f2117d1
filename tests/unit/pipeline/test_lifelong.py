"""Worked out once for each object, and gone with it."""

import gc

from app.pipeline.lifelong import Lifelong


class Thing:
    """Something that can be referred to weakly, and is equal to all of its kind."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)

    __hash__ = None  # type: ignore[assignment]


def test_a_value_is_worked_out_once_for_each_object() -> None:
    worked: list[Thing] = []

    def work_out(thing: Thing) -> int:
        worked.append(thing)
        return len(worked)

    lifelong = Lifelong(work_out)
    one, other = Thing(), Thing()
    assert [lifelong.of(thing) for thing in (one, other, one, other)] == [1, 2, 1, 2]


def test_a_value_goes_with_its_object() -> None:
    lifelong: Lifelong[Thing, int] = Lifelong(lambda _: 1)
    thing = Thing()
    lifelong.of(thing)
    assert len(lifelong) == 1
    del thing
    gc.collect()
    assert len(lifelong) == 0


def test_what_cannot_be_referred_to_weakly_is_worked_out_each_time() -> None:
    lifelong: Lifelong[dict[str, int], int] = Lifelong(len)
    assert lifelong.of({"a": 1}) == 1
    assert len(lifelong) == 0
