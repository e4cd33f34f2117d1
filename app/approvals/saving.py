"""How a translation becomes the draft of a question."""

from dataclasses import replace

from sqlalchemy import Connection

from app.approvals import decisions, settling, writing
from app.approvals.decisions import standing
from app.approvals.keys import Key
from app.approvals.records import TRANSLATOR_PREFIX, Action, Record, State, Version
from app.approvals.settling import Decision
from app.domain import Question, Translation


def save(
    connection: Connection, question: Question, made: Translation, now: float, dashboard: str
) -> Record:
    """Keep a translation as the draft, unless what stands now goes before it."""
    key = Key.of(question)
    before = settling.begun(connection, question, now, dashboard)
    if before and before.final:
        return before
    if before and _says_nothing_new(before, made):
        failure = made.failure if before.draft_state is State.FAILED else None
        after = replace(standing(before), draft_at=now, failure=failure)
        writing.stand(connection, key, after, reviewed=False)
        return settling.known(connection, key)
    if before and made.failure and decisions.rejected_before(before):
        # What a person rejected stays at hand: the rejection can still be undone.
        after = replace(
            standing(before), draft_state=State.FAILED, draft_at=now, failure=made.failure
        )
        writing.stand(connection, key, after, reviewed=False)
        return settling.known(connection, key)
    note = made.failure.message if made.failure else ""
    number = writing.next_number(connection, key)
    by = Decision(Action.TRANSLATE, TRANSLATOR_PREFIX + made.source, now, note, number)
    writing.add_version(connection, key, _translated(made, by))
    after = decisions.draft(before, number, now, made.failure)
    return settling.settle(connection, key, by, before, after)


def _says_nothing_new(record: Record, made: Translation) -> bool:
    """Say whether the present draft stays: retries add no versions, a person's draft wins."""
    draft = record.draft
    if draft is None or record.draft_state is State.REJECTED:
        return False
    if record.draft_state is State.PENDING:
        same = draft.promql == made.promql and made.failure is None
        return same or draft.by_person
    same = draft.promql == made.promql and draft.problems == made.problems
    return same and made.failure is not None


def _translated(made: Translation, by: Decision) -> Version:
    return Version(
        number=by.version,
        promql=made.promql,
        explanation=made.explanation,
        source=made.source,
        model=made.model,
        problems=made.problems,
        created_at=by.at,
        created_by=by.who,
    )
