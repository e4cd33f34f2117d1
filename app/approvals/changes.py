"""What people change: each decision as the steps of one transaction."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.approvals import decisions, settling, writing
from app.approvals.acceptance import noted
from app.approvals.decisions import standing
from app.approvals.keys import Key
from app.approvals.records import Accepted, Action, Record, Version
from app.approvals.settling import Decision
from app.domain import Question, Rejection


@dataclass(frozen=True, slots=True)
class Wording:
    """PromQL that a person wrote, and whether it may run at once."""

    promql: str
    explanation: str
    approved: bool


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


def edit(connection: Connection, key: Key, by: Decision, wording: Wording) -> Record:
    """Give a known question PromQL that a person wrote."""
    return _write(connection, key, by, wording, settling.known(connection, key))


def teach(connection: Connection, question: Question, by: Decision, wording: Wording) -> Record:
    """Give a question, known or not, PromQL that a person wrote."""
    before = settling.begun(connection, question, by.at, "")
    return _write(connection, Key.of(question), by, wording, before)


def _write(
    connection: Connection, key: Key, by: Decision, wording: Wording, before: Record | None
) -> Record:
    number = writing.next_number(connection, key)
    by = replace(by, version=number)
    writing.add_version(connection, key, _worded(wording, by))
    writing.forgive(connection, key, wording.promql)
    after = decisions.write(before, number, by.at, by.who if wording.approved else "")
    return settling.settle(connection, key, by, before, after)


def _worded(wording: Wording, by: Decision) -> Version:
    return Version(
        number=by.version,
        promql=wording.promql,
        explanation=wording.explanation,
        source=by.action.value,
        model="",
        problems=(),
        created_at=by.at,
        created_by=by.who,
    )
