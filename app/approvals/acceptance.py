"""Which findings can be accepted with an approval, and which ones the PromQL needs accepted."""

import json
from collections.abc import Iterable

from app.approvals.records import Accepted, Version
from app.domain import Problem, Severity
from app.errors import ConflictError

# These refuse the PromQL each time it is to run, or it answers another question for ever.
_NEVER = frozenset(
    {
        "syntax",
        "execution",
        "points",
        "selectors",
        "returned-series",
        "peak-samples",
        "read-samples",
        "answer-bytes",
        "touched-series",
        "fixed-time",
        "server-feature",
    }
)


def check_acceptable(accepted: Iterable[Accepted]) -> None:
    """Raise `ConflictError` for findings that nobody can accept."""
    never = _never(each.rule for each in accepted)
    if never:
        raise ConflictError(f"findings of {never} cannot be accepted: edit the PromQL instead")


def refusing(version: Version) -> tuple[Problem, ...]:
    """Return the findings that keep a version from running as long as nobody accepts them."""
    return tuple(found for found in version.problems if found.severity is Severity.ERROR)


def covered(found: Iterable[Problem], accepted: Iterable[Accepted]) -> bool:
    """Say whether every finding is accepted."""
    known = tuple(accepted)
    return all(any(each.covers(problem) for each in known) for problem in found)


def unaccepted(found: Iterable[Problem], accepted: Iterable[Accepted]) -> tuple[Problem, ...]:
    """Return the findings that nobody accepts, and those that nobody can."""
    known = tuple(accepted)
    return tuple(
        problem for problem in found if problem.rule in _NEVER or not covered([problem], known)
    )


def way_out(found: Iterable[Problem]) -> str:
    """Return what to send to accept the findings, or why that does not help."""
    named = list(dict.fromkeys(Accepted(problem.rule, problem.fragment) for problem in found))
    never = _never(each.rule for each in named)
    if never:
        return f" (findings of {never} cannot be accepted)"
    accept = [
        {"rule": each.rule, "fragment": each.fragment} if each.fragment else {"rule": each.rule}
        for each in named
    ]
    told = json.dumps(accept, ensure_ascii=False, separators=(",", ":"))
    return f', or approve it with "accept":{told}'


def noted(note: str, before: tuple[Accepted, ...], after: tuple[Accepted, ...]) -> str:
    """Return the note of an approval with what it accepts, if that is or was anything."""
    if not before and not after:
        return note
    told = ", ".join(f"{each.rule} {each.fragment}".strip() for each in after) or "nothing"
    return "; ".join(part for part in (note, f"accepted: {told}") if part)


def _never(rules: Iterable[str]) -> str:
    return ", ".join(rule for rule in dict.fromkeys(rules) if rule in _NEVER)
