"""A deadline never moves back, and never counts below zero."""

import math

from app.deadline import Deadline


def test_a_deadline_that_passed_has_nothing_left() -> None:
    past = Deadline(-math.inf)
    assert (past.remaining_seconds, past.passed) == (0.0, True)


def test_a_deadline_ahead_has_not_passed() -> None:
    assert not Deadline.after(3600).passed
    assert 3000 < Deadline.after(3600).remaining_seconds <= 3600


def test_a_shorter_wait_wins_and_a_longer_one_changes_nothing() -> None:
    near = Deadline.after(60)
    assert near.at_most(3600) == near
    assert near.at_most(0.0).passed
    assert Deadline(math.inf).at_most(60).remaining_seconds <= 60
