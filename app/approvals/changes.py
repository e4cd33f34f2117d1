"""What people change: each decision as the steps of one transaction."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.approvals import decisions, settling, writing
from app.approvals.acceptance import check_acceptable, noted
from app.approvals.decisions import Standing, standing
from app.approvals.keys import Key
from app.approvals.records import UNCHECKED, Accepted, Action, Checked, Record, Version, Written
from app.approvals.settling import Decision
from app.domain import Question, Rejection


@dataclass(frozen=True, slots=True)
class Wording:
    """PromQL that a person wrote, and whether it may run at once.

    `after`: the version that the writer saw, None for whichever is current.
    """

    promql: str
    explanation: str
    approved: bool
    checked: Checked = UNCHECKED
    after: int | None = None


def approve(
    connection: Connection,
    key: Key,
    by: Decision,
    version: int | None,
    accept: tuple[Accepted, ...] | None,
) -> Record:
    """Make the reviewed version live, with the findings that its reviewer accepts."""
    before = settling.known(connection, key)
    after = decisions.approve(before, version, by.who, accept)
    if after == standing(before):
        return before
    approved = decisions.to_approve(before)
    writing.forgive(connection, key, approved.promql)
    note = noted(by.note, before.accepted, after.accepted)
    by = replace(by, version=approved.number, note=note)
    return settling.settle(connection, key, by, before, after)


def reject(
    connection: Connection, key: Key, by: Decision, version: int | None, *, final: bool
) -> Record:
    """Turn the pending draft down, or else take the live version back."""
    before = settling.known(connection, key)
    after = decisions.reject(before, version, final=final)
    if after == standing(before):
        return before
    rejected = decisions.to_reject(before)
    if rejected.promql is not None and after != replace(standing(before), final=after.final):
        writing.turn_down(connection, key, Rejection(rejected.promql, by.note, by.who))
    action = Action.REVOKE if rejected is before.live else by.action
    by = replace(by, action=action, version=rejected.number)
    return settling.settle(connection, key, by, before, after)


def edit(connection: Connection, key: Key, by: Decision, wording: Wording) -> Written:
    """Give a known question PromQL that a person wrote."""
    return _write(connection, key, by, wording, settling.known(connection, key))


def teach(connection: Connection, question: Question, by: Decision, wording: Wording) -> Written:
    """Give a question, known or not, PromQL that a person wrote."""
    before = settling.begun(connection, question, by.at, "")
    return _write(connection, Key.of(question), by, wording, before)


def _write(
    connection: Connection, key: Key, by: Decision, wording: Wording, before: Record | None
) -> Written:
    check_acceptable(wording.checked.accepted or ())
    known = decisions.worded_so(before, wording.promql) if before else None
    if before and known:
        return _write_again(connection, key, by, wording, before, known)
    decisions.check_reviewed(before, wording.after)
    by = replace(by, version=writing.next_number(connection, key))
    version = _worded(wording, by)
    writing.add_version(connection, key, version)
    writing.forgive(connection, key, wording.promql)
    accepted = wording.checked.accepted or ()
    approved_by = by.who if wording.approved else ""
    after = decisions.write(before, version.number, by.at, approved_by, accepted)
    by = _noted(by, wording, before, after)
    return Written(settling.settle(connection, key, by, before, after), version, is_new=True)


def _write_again(
    connection: Connection,
    key: Key,
    by: Decision,
    wording: Wording,
    before: Record,
    known: Version,
) -> Written:
    """Let text run that is there already, where that is wanted; it makes no new version."""
    after = standing(before)
    if wording.approved:
        after = decisions.run(before, known, by.who, wording.checked.accepted)
    if after == standing(before):
        return Written(before, known, is_new=False)
    decisions.check_reviewed(before, wording.after)
    by = _noted(replace(by, version=known.number), wording, before, after)
    return Written(settling.settle(connection, key, by, before, after), known, is_new=False)


def _noted(by: Decision, wording: Wording, before: Record | None, after: Standing) -> Decision:
    if not wording.approved:
        return by
    return replace(by, note=noted(by.note, before.accepted if before else (), after.accepted))


def _worded(wording: Wording, by: Decision) -> Version:
    return Version(
        number=by.version,
        promql=wording.promql,
        explanation=wording.explanation,
        source=by.action.value,
        model="",
        problems=wording.checked.problems,
        created_at=by.at,
        created_by=by.who,
    )
