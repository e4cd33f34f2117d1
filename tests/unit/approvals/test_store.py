from dataclasses import replace
from pathlib import Path

import pytest

import app.approvals
from app.approvals.records import Action, AuditEntry, Judged, Record, State, Use
from app.approvals.store import HashCollisionError, Store
from app.domain import Failure, FailureKind, Rejection, Translation
from app.errors import ConflictError, NotFoundError
from tests.unit.approvals.asked import (
    FAILED,
    MADE,
    OTHER,
    PENDING,
    PROBLEM,
    REFUSED,
    UPTIME,
    made,
    worded,
)
from tests.unit.approvals.conftest import NOON, Clock

T, H = UPTIME.tenant, UPTIME.hash

APPROVED = replace(
    PENDING, state=State.APPROVED, live=made(), draft=None, draft_at=None, approved_by="alice"
)
REJECTED = replace(
    PENDING, state=State.REJECTED, rejections=(Rejection(MADE.promql or "", "wrong", "bob"),)
)
FAILURE = replace(PENDING, state=State.FAILED, draft=made(translation=FAILED), failure=REFUSED)


def stored(store: Store) -> Record | None:
    """Return the question as a later request finds it."""
    return store.find(UPTIME)


def approved(store: Store) -> Record:
    store.save_translation(UPTIME, MADE)
    return store.approve(T, H, who="alice")


def rejected(store: Store) -> Record:
    store.save_translation(UPTIME, MADE)
    return store.reject(T, H, who="bob", reason="wrong")


def test_a_question_that_nobody_asked_is_not_there(store: Store) -> None:
    assert (store.find(UPTIME), store.by_hash(T, H), store.list_records(T)) == (None, None, [])


def test_a_translation_is_a_pending_draft(store: Store) -> None:
    assert store.save_translation(UPTIME, MADE) == PENDING
    assert (stored(store), store.by_hash(T, H)) == (PENDING, PENDING)


def test_the_dashboard_that_asked_first_is_kept(store: Store) -> None:
    assert store.save_translation(UPTIME, MADE, dashboard="d1") == replace(PENDING, dashboard="d1")


def test_a_failed_translation_keeps_its_last_promql_and_the_reason(store: Store) -> None:
    assert store.save_translation(UPTIME, FAILED) == FAILURE
    assert stored(store) == FAILURE


def test_a_failed_translation_may_have_no_promql(store: Store) -> None:
    down = Failure(FailureKind.MODEL_DOWN, "the model is away")
    nothing = Translation(None, "", "ollama", "mistral", failure=down)
    expected = replace(FAILURE, draft=made(translation=nothing), failure=down)
    assert store.save_translation(UPTIME, nothing) == expected


def test_the_same_translation_again_is_the_same_draft_made_fresh(
    store: Store, clock: Clock
) -> None:
    store.save_translation(UPTIME, MADE)
    clock.now += 60
    again = store.save_translation(UPTIME, replace(MADE, explanation="In other words."))
    assert again == replace(PENDING, draft_at=NOON + 60)
    assert len(store.audit(T, H)) == 1


def test_another_translation_is_the_next_version(store: Store, clock: Clock) -> None:
    store.save_translation(UPTIME, MADE)
    clock.now += 60
    second = made(2, OTHER, NOON + 60)
    assert store.save_translation(UPTIME, OTHER) == replace(
        PENDING, draft=second, draft_at=NOON + 60
    )


def test_the_same_failure_again_adds_no_version_but_tells_the_last_reason(
    store: Store, clock: Clock
) -> None:
    store.save_translation(UPTIME, FAILED)
    clock.now += 60
    later = Failure(FailureKind.MODEL_DOWN, "the model is away")
    assert store.save_translation(UPTIME, replace(FAILED, failure=later)) == replace(
        FAILURE, failure=later, draft_at=NOON + 60
    )


def test_a_translation_that_succeeds_takes_the_place_of_a_failed_one(store: Store) -> None:
    store.save_translation(UPTIME, FAILED)
    assert store.save_translation(UPTIME, MADE) == replace(PENDING, draft=made(2))


def test_a_translation_never_touches_the_live_version(store: Store) -> None:
    approved(store)
    beside = store.save_translation(UPTIME, OTHER)
    assert beside == replace(APPROVED, draft=made(2, OTHER), draft_at=NOON)
    assert beside.draft_state is State.PENDING


def test_a_failure_beside_a_live_version_leaves_the_question_approved(store: Store) -> None:
    approved(store)
    beside = store.save_translation(UPTIME, FAILED)
    assert beside == replace(APPROVED, draft=made(2, FAILED), draft_at=NOON, failure=REFUSED)
    assert beside.draft_state is State.FAILED


@pytest.mark.parametrize("translation", [OTHER, FAILED], ids=["pending", "failed"])
def test_a_translation_does_not_replace_what_a_person_wrote_meanwhile(
    store: Store, clock: Clock, translation: Translation
) -> None:
    taught = store.teach(UPTIME, "up > 0", who="alice", approve=False).record
    clock.now += 60
    assert store.save_translation(UPTIME, translation) == replace(taught, draft_at=NOON + 60)


def test_a_translation_does_not_undo_a_final_rejection(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    final = store.reject(T, H, who="bob", final=True)
    assert store.save_translation(UPTIME, OTHER) == final


def test_approving_makes_the_draft_live(store: Store) -> None:
    assert approved(store) == APPROVED
    assert stored(store) == APPROVED


def test_approving_the_version_that_was_reviewed_names_it(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    assert store.approve(T, H, who="alice", version=1) == APPROVED


def test_approving_another_version_than_the_present_one_is_a_conflict(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.save_translation(UPTIME, OTHER)
    with pytest.raises(ConflictError) as conflict:
        store.approve(T, H, who="alice", version=1)
    assert str(conflict.value) == (
        "version 1 was reviewed, but version 2 is the current one: look at that, and decide again"
    )


def test_approving_again_changes_nothing(store: Store) -> None:
    approved(store)
    assert store.approve(T, H, who="bob") == APPROVED
    assert store.approve(T, H, who="bob", version=1) == APPROVED
    assert len(store.audit(T, H)) == 2


def test_a_failed_question_cannot_be_approved(store: Store) -> None:
    store.save_translation(UPTIME, FAILED)
    with pytest.raises(ConflictError) as conflict:
        store.approve(T, H, who="alice")
    assert str(conflict.value) == (
        "this question failed (no metric nope): there is no checked PromQL to approve; "
        "edit it to give it PromQL of yours"
    )


def test_approving_beside_a_failed_draft_leaves_the_live_version(store: Store) -> None:
    approved(store)
    beside = store.save_translation(UPTIME, FAILED)
    assert store.approve(T, H, who="alice") == beside


def test_a_rejection_keeps_who_and_why(store: Store) -> None:
    assert rejected(store) == REJECTED
    assert stored(store) == REJECTED


def test_rejecting_again_changes_nothing_but_may_be_final(store: Store) -> None:
    rejected(store)
    assert store.reject(T, H, who="carol", reason="me too") == REJECTED
    final = store.reject(T, H, who="carol", reason="stop", final=True)
    assert final == replace(REJECTED, final=True)
    assert store.reject(T, H, who="dave") == final
    assert [entry.who for entry in store.audit(T, H)] == ["translator:ollama", "bob", "carol"]


def test_a_rejected_draft_can_be_approved_after_all(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.reject(T, H, who="bob", reason="wrong", final=True)
    assert store.approve(T, H, who="alice") == APPROVED


def test_rejecting_a_draft_lets_the_live_version_run_on(store: Store) -> None:
    approved(store)
    store.edit(T, H, "up", who="alice", approve=False)
    kept = store.reject(T, H, who="bob", reason="no", version=2)
    assert kept == replace(APPROVED, rejections=(Rejection("up", "no", "bob"),))


def test_rejecting_without_a_draft_takes_the_live_version_back(store: Store) -> None:
    approved(store)
    assert store.reject(T, H, who="bob", reason="wrong") == REJECTED
    assert store.audit(T, H)[-1].action is Action.REVOKE


def test_what_was_taken_back_can_be_approved_again(store: Store) -> None:
    approved(store)
    store.reject(T, H, who="bob", reason="wrong")
    assert store.approve(T, H, who="alice") == APPROVED


def test_rejecting_a_failed_question_can_stop_translations(store: Store) -> None:
    store.save_translation(UPTIME, FAILED)
    assert store.reject(T, H, who="bob", reason="nonsense", final=True) == replace(
        FAILURE,
        state=State.REJECTED,
        failure=None,
        final=True,
        rejections=(Rejection("nope", "nonsense", "bob"),),
    )


def test_rejecting_another_version_than_the_present_one_is_a_conflict(store: Store) -> None:
    approved(store)
    store.edit(T, H, "up", who="alice", approve=False)
    with pytest.raises(ConflictError, match="version 1 was reviewed, but version 2"):
        store.reject(T, H, who="bob", version=1)


def test_a_rejected_question_is_translated_anew_with_its_rejections(store: Store) -> None:
    rejected(store)
    assert store.save_translation(UPTIME, OTHER) == replace(
        PENDING, draft=made(2, OTHER), rejections=REJECTED.rejections
    )


def test_the_five_last_rejections_are_told_newest_first(store: Store) -> None:
    for number in range(7):
        store.save_translation(UPTIME, replace(MADE, promql=f"up > {number}"))
        store.reject(T, H, who="bob", reason=f"reason {number}")
    record = store.by_hash(T, H)
    assert record is not None
    assert record.rejections == tuple(
        Rejection(f"up > {number}", f"reason {number}", "bob") for number in (6, 5, 4, 3, 2)
    )


def test_one_promql_is_rejected_once_with_the_last_reason(store: Store) -> None:
    rejected(store)
    store.approve(T, H, who="alice")
    revoked = store.reject(T, H, who="carol", reason="really")
    assert revoked.rejections == (Rejection(MADE.promql or "", "really", "carol"),)


def test_an_edit_waits_beside_the_live_version(store: Store) -> None:
    approved(store)
    edited = store.edit(T, H, "up", who="alice", approve=False, explanation="by hand").record
    assert edited == replace(APPROVED, draft=worded(2, "up", "edit"), draft_at=NOON)


def test_an_approved_edit_runs_at_once(store: Store) -> None:
    approved(store)
    edited = store.edit(T, H, "up", who="alice", approve=True, explanation="by hand").record
    assert edited == replace(APPROVED, live=worded(2, "up", "edit"))


def test_an_edit_ends_a_final_rejection(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.reject(T, H, who="bob", reason="wrong", final=True)
    edited = store.edit(T, H, "up", who="alice", approve=False, explanation="by hand").record
    assert edited == replace(PENDING, draft=worded(2, "up", "edit"), rejections=REJECTED.rejections)


def test_an_edit_clears_a_failure(store: Store) -> None:
    store.save_translation(UPTIME, FAILED)
    edited = store.edit(T, H, "up", who="alice", approve=True, explanation="by hand").record
    assert edited == replace(APPROVED, live=worded(2, "up", "edit"))


def test_promql_that_a_person_writes_is_no_longer_a_rejected_one(store: Store) -> None:
    rejected(store)
    assert store.edit(T, H, MADE.promql or "", who="alice", approve=True).record.rejections == ()


def test_an_unknown_question_can_be_taught(store: Store) -> None:
    draft = store.teach(UPTIME, "up", who="alice", approve=False, explanation="by hand").record
    assert draft == replace(PENDING, draft=worded(1, "up", "teach"))
    live = store.teach(UPTIME, "up > 0", who="alice", approve=True, explanation="by hand").record
    assert live == replace(APPROVED, live=worded(2, "up > 0", "teach"))


@pytest.mark.parametrize(
    "unknown", ["1", "", "nonsense", "-1", "0" + H, "٣", str(2**63), "9" * 5000]
)
def test_a_hash_that_names_no_question_is_not_found(store: Store, unknown: str) -> None:
    store.save_translation(UPTIME, MADE)
    assert (store.by_hash(T, unknown), store.audit(T, unknown)) == (None, [])
    with pytest.raises(NotFoundError):
        store.approve(T, unknown, who="alice")
    with pytest.raises(NotFoundError):
        store.reject(T, unknown, who="alice")
    with pytest.raises(NotFoundError):
        store.edit(T, unknown, "up", who="alice", approve=True)


def test_a_tenant_sees_and_changes_only_its_own(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    assert (store.by_hash("team-b", H), store.list_records("team-b")) == (None, [])
    with pytest.raises(NotFoundError):
        store.approve("team-b", H, who="mallory")


def test_other_words_under_one_hash_are_an_error_and_never_an_answer(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    other = replace(UPTIME, text="Something else", normalised="something else")
    for ask in (
        lambda: store.find(other),
        lambda: store.save_translation(other, OTHER),
        lambda: store.teach(other, "up", who="alice", approve=True),
    ):
        with pytest.raises(HashCollisionError) as collision:
            ask()
        assert (collision.value.status, collision.value.error_type) == (422, "execution")
    assert stored(store) == PENDING


def test_every_decision_is_in_the_audit(store: Store, clock: Clock) -> None:
    rejected(store)
    clock.now += 1
    store.edit(T, H, "up", who="alice", approve=True)
    clock.now += 1
    store.reject(T, H, who="carol")

    def entry(
        at: float,
        who: str,
        action: Action,
        before: State | None,
        after: State,
        version: int,
        note: str,
    ) -> AuditEntry:
        return AuditEntry(at, who, action, H, UPTIME.text, before, after, version, note)

    pending, approved, rejected_ = State.PENDING, State.APPROVED, State.REJECTED
    assert store.audit(T, H) == [
        entry(NOON, "translator:ollama", Action.TRANSLATE, None, pending, 1, ""),
        entry(NOON, "bob", Action.REJECT, pending, rejected_, 1, "wrong"),
        entry(NOON + 1, "alice", Action.EDIT, rejected_, approved, 2, ""),
        entry(NOON + 2, "carol", Action.REVOKE, approved, rejected_, 2, ""),
    ]


def test_nothing_changes_or_deletes_what_is_in_the_audit() -> None:
    for module in Path(app.approvals.__path__[0]).glob("*.py"):
        source = module.read_text()
        assert "update(audit" not in source, module
        assert "delete(audit" not in source, module


def test_uses_are_added_and_the_latest_one_stays(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.note_uses({(T, H): Use(3, NOON + 9, "late"), (T, "12"): Use(1, NOON)})
    store.note_uses({(T, H): Use(2, NOON + 5, "early"), ("team-b", H): Use(1, NOON, "")})
    store.note_uses({(T, H): Use(1, NOON + 10, "")})
    store.note_uses({})
    assert stored(store) == replace(PENDING, uses=6, last_used_at=NOON + 10, dashboard="late")


def test_text_that_a_database_cannot_hold_is_stored_readably(store: Store) -> None:
    half = replace(PROBLEM, fragment="half \ud83d")
    odd = replace(OTHER, explanation="half \ud83d and \0", model="m\0", problems=(half,))
    record = store.save_translation(UPTIME, odd)
    readable = replace(
        OTHER,
        explanation="half ? and \ufffd",
        model="m\ufffd",
        problems=(replace(PROBLEM, fragment="half ?"),),
    )
    assert record.draft == made(1, readable)


def test_the_store_answers_a_ping(store: Store) -> None:
    store.ping()


def test_a_rejection_can_be_undone_when_the_next_translation_failed(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.reject(UPTIME.tenant, UPTIME.hash, who="bob")
    failed = store.save_translation(UPTIME, FAILED)
    assert (failed.state, failed.draft and failed.draft.promql) == (State.FAILED, MADE.promql)
    approved = store.approve(UPTIME.tenant, UPTIME.hash, who="alice")
    assert (approved.state, approved.live and approved.live.promql) == (
        State.APPROVED,
        MADE.promql,
    )


def test_judged_is_what_is_live_and_what_was_turned_down(store: Store) -> None:
    words = (UPTIME.text, UPTIME.normalised)
    rejected(store)
    assert store.judged(T, limit=5) == [Judged(*words, MADE.promql or "", approved=False)]
    store.edit(T, H, "up", who="alice", approve=True)
    assert store.judged(T, limit=5) == [
        Judged(*words, "up", approved=True),
        Judged(*words, MADE.promql or "", approved=False),
    ]
    store.save_translation(UPTIME, OTHER)
    assert store.judged("nobody", limit=5) == []
    assert len(store.judged(T, limit=1)) == 2


def test_a_translation_that_nobody_looked_at_is_not_judged(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    assert store.judged(T, limit=5) == []
