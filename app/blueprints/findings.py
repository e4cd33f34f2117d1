"""Findings about PromQL as reviewers name them when they accept some."""

from pydantic import Field

from app.approvals.records import Accepted
from app.blueprints.bodies import Body
from app.pipeline.parse import MAX_TEXT_BYTES

MAX_ACCEPTED = 50


class Finding(Body):
    """A finding that is accepted; without a fragment all findings of the rule."""

    rule: str = Field(min_length=1, max_length=100)
    fragment: str = Field("", max_length=MAX_TEXT_BYTES)


def accepted(findings: tuple[Finding, ...] | None) -> tuple[Accepted, ...] | None:
    """Return the findings as the store takes them."""
    if findings is None:
        return None
    return tuple(Accepted(each.rule, each.fragment) for each in findings)
