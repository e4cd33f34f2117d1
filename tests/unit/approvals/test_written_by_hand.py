"""What a person writes is a draft or runs at once; the text that is there already stays it."""

from dataclasses import replace

import pytest

from app.approvals.records import Accepted, Action, Checked, Record, State, Written
from app.approvals.store import Store
from app.errors import ConflictError
from tests.unit.approvals.asked import FAILED, MADE, OTHER, PROBLEM, UPTIME

T, H = UPTIME.tenant, UPTIME.hash
TEXT = MADE.promql or ""
COUNTER = Accepted("raw-counter", "requests_total")


def teach(
    store: Store,
    promql: str = TEXT,
    *,
    approve: bool = True,
    accepted: tuple[Accepted, ...] | None = None,
    version: int | None = None,
) -> Written:
    checked = Checked((PROBLEM,), accepted)
    return store.teach(
        UPTIME, promql, who="alice", approve=approve, checked=checked, version=version
    )


def now(store: Store) -> Record:
    found = store.find(UPTIME)
    assert found is not None
    return found


def audited(store: Store) -> list[tuple[Action, str, int | None, str]]:
    return [(each.action, each.who, each.version, each.note) for each in store.audit(T, H)]


@pytest.mark.parametrize("approve", [True, False])
def test_what_the_checks_found_is_kept_with_the_text(store: Store, approve: bool) -> None:
    written = teach(store, approve=approve)
    assert (written.is_new, written.version.number) == (True, 1)
    assert written.state is (State.APPROVED if approve else State.PENDING)
    assert written.version.problems == (PROBLEM,)
    assert now(store) == written.record
    assert written.version in (written.record.live, written.record.draft)


def test_what_failed_is_answered_by_what_it_is_taught(store: Store) -> None:
    store.save_translation(UPTIME, FAILED)
    taught = teach(store, approve=False).record
    assert (taught.state, taught.failure) == (State.PENDING, None)


def test_what_the_writer_accepts_is_kept_with_the_approval_and_audited(store: Store) -> None:
    assert teach(store, accepted=(COUNTER,)).record.accepted == (COUNTER,)
    assert audited(store) == [(Action.TEACH, "alice", 1, "accepted: raw-counter requests_total")]


@pytest.mark.parametrize("approve", [True, False])
def test_the_same_text_again_changes_nothing(store: Store, approve: bool) -> None:
    first = teach(store, approve=approve, accepted=(COUNTER,) if approve else None)
    again = teach(store, approve=approve)
    assert again == replace(first, is_new=False)
    assert len(store.audit(T, H)) == 1


def test_a_draft_that_is_taught_with_approval_runs_as_the_version_it_is(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    written = teach(store, accepted=(COUNTER,))
    assert (written.is_new, written.state) == (False, State.APPROVED)
    assert (written.record.live, written.record.draft) == (written.version, None)
    assert (written.version.number, written.version.source) == (1, "ollama")
    assert written.record.approved_by == "alice"
    assert audited(store)[1:] == [
        (Action.TEACH, "alice", 1, "accepted: raw-counter requests_total")
    ]


def test_text_that_is_live_is_approved_though_only_a_draft_is_wanted(store: Store) -> None:
    teach(store)
    written = teach(store, approve=False)
    assert (written.is_new, written.state) == (False, State.APPROVED)


def test_a_live_text_that_is_taught_with_other_findings_accepts_those(store: Store) -> None:
    teach(store, accepted=(COUNTER,))
    assert teach(store, accepted=()).record.accepted == ()
    assert audited(store)[-1] == (Action.TEACH, "alice", 1, "accepted: nothing")


def test_a_text_that_was_rejected_is_a_new_version_and_rejected_no_more(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.reject(T, H, who="bob", final=True)
    written = teach(store, approve=False)
    assert (written.is_new, written.version.number) == (True, 2)
    assert (written.record.rejections, written.record.final) == ((), False)


def test_a_draft_beside_a_live_version_waits_and_the_live_one_runs_on(store: Store) -> None:
    live = teach(store, accepted=(COUNTER,)).record
    written = teach(store, "up", approve=False)
    assert (written.state, written.record.state) == (State.PENDING, State.APPROVED)
    assert (written.record.live, written.record.accepted) == (live.live, (COUNTER,))
    assert audited(store)[-1] == (Action.TEACH, "alice", 2, "")


def test_another_version_than_the_writer_saw_is_a_conflict(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.save_translation(UPTIME, OTHER)
    before = now(store)
    with pytest.raises(ConflictError, match="version 1 was reviewed, but version 2 is the current"):
        teach(store, "up > 0", version=1)
    assert now(store) == before
    assert teach(store, "up > 0", version=2).version.number == 3


def test_a_version_of_what_nobody_asked_is_a_conflict(store: Store) -> None:
    with pytest.raises(ConflictError, match="nothing is known for this question: leave the"):
        teach(store, version=1)
    assert store.find(UPTIME) is None


def test_findings_that_nobody_can_accept_are_a_conflict(store: Store) -> None:
    with pytest.raises(ConflictError, match="findings of syntax cannot be accepted"):
        teach(store, accepted=(Accepted("syntax"),))
    assert store.find(UPTIME) is None


def test_the_same_holds_for_an_edit(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    checked = Checked((PROBLEM,), (COUNTER,))
    edited = store.edit(T, H, TEXT, who="alice", approve=True, checked=checked, version=1)
    assert (edited.is_new, edited.record.accepted) == (False, (COUNTER,))
    with pytest.raises(ConflictError):
        store.edit(T, H, "up", who="alice", approve=True, version=2)
