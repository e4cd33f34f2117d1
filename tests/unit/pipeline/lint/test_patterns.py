"""Regular expressions are read, never run."""

import pytest

from app.pipeline.lint.patterns import matches_nearly_all, matches_nothing


@pytest.mark.parametrize("pattern", ["", "^$", "a*", "(a|b?)", "x|", "(?i)(?:a{0,2})", "[]a]?"])
def test_the_empty_text_matches_what_needs_no_character(pattern: str) -> None:
    assert matches_nothing(pattern) is True


@pytest.mark.parametrize("pattern", ["a", ".+", "a|(?P<n>b)", "[ab]{2}x*", "\\.", "(?i)x+?", "{"])
def test_the_empty_text_does_not_match_what_needs_one(pattern: str) -> None:
    assert matches_nothing(pattern) is False


@pytest.mark.parametrize("pattern", ["\\b", "\\pL*\\p{Lu}", "\\Qab\\E", "(" * 51, "a" * 1001])
def test_what_is_not_read_is_not_told(pattern: str) -> None:
    assert matches_nothing(pattern) is not True


@pytest.mark.parametrize("pattern", [".*" * 501, "(a)(.*)", "(.*)b", ".{3}", "5..", "", "|a"])
def test_a_pattern_that_may_leave_something_out_is_not_for_all(pattern: str) -> None:
    assert not matches_nearly_all(pattern)
