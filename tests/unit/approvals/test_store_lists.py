from dataclasses import replace

from app.approvals.records import Cursor, State, Use
from app.approvals.store import Store
from app.domain import Question
from app.question import ask
from tests.unit.approvals.asked import FAILED, MADE, UPTIME
from tests.unit.approvals.conftest import NOON, Clock

WEEK_SECONDS = 7 * 86400


def ask_many(store: Store, clock: Clock, count: int) -> list[Question]:
    """Store questions a second apart; return them newest first."""
    questions = [ask("team-a", f"question number {number}") for number in range(count)]
    for question in questions:
        store.save_translation(question, MADE)
        clock.now += 1
    return questions[::-1]


def texts(store: Store, **filters: object) -> list[str]:
    return [record.prompt for record in store.list_records("team-a", **filters)]  # type: ignore[arg-type]


def test_questions_are_listed_newest_first(store: Store, clock: Clock) -> None:
    questions = ask_many(store, clock, 3)
    assert texts(store) == [question.text for question in questions]


def test_a_list_has_the_same_records_as_single_look_ups(store: Store, clock: Clock) -> None:
    questions = ask_many(store, clock, 3)
    store.approve("team-a", questions[0].hash, who="alice")
    store.reject("team-a", questions[1].hash, who="bob", reason="no")
    assert store.list_records("team-a") == [store.find(question) for question in questions]


def test_pages_join_without_gap_or_overlap_while_questions_come_and_go(
    store: Store, clock: Clock
) -> None:
    questions = ask_many(store, clock, 5)
    first = store.list_records("team-a", limit=2)
    ask_many(store, clock, 1)
    second = store.list_records("team-a", limit=2, after=first[-1].cursor)
    last = store.list_records("team-a", limit=2, after=second[-1].cursor)
    listed = [record.hash for record in first + second + last]
    assert listed == [question.hash for question in questions]


def test_questions_of_one_moment_are_paged_by_hash(store: Store) -> None:
    questions = [ask("team-a", f"question number {number}") for number in range(4)]
    for question in questions:
        store.save_translation(question, MADE)
    hashes = sorted((int(question.hash) for question in questions), reverse=True)
    first = store.list_records("team-a", limit=1)
    rest = store.list_records("team-a", after=first[0].cursor)
    assert [int(record.hash) for record in first + rest] == hashes


def test_a_cursor_that_is_none_of_ours_ends_the_list(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    assert store.list_records("team-a", after=Cursor(NOON, "nonsense")) == []


def test_a_state_filters_by_what_counts(store: Store, clock: Clock) -> None:
    approved, rejected, pending, beside = ask_many(store, clock, 4)
    store.save_translation(UPTIME, FAILED)
    for question in (approved, beside):
        store.approve("team-a", question.hash, who="alice")
    store.edit("team-a", beside.hash, "up", who="alice", approve=False)
    store.reject("team-a", rejected.hash, who="bob")
    assert texts(store, state=State.APPROVED) == [approved.text, beside.text]
    assert texts(store, state=State.REJECTED) == [rejected.text]
    assert texts(store, state=State.PENDING) == [pending.text]
    assert texts(store, state=State.FAILED) == [UPTIME.text]


def test_a_hash_filters_together_with_a_state(store: Store) -> None:
    record = store.save_translation(UPTIME, MADE)
    assert store.list_records("team-a", hash=UPTIME.hash) == [record]
    assert store.list_records("team-a", hash=UPTIME.hash, state=State.PENDING) == [record]
    assert store.list_records("team-a", hash=UPTIME.hash, state=State.APPROVED) == []
    assert store.list_records("team-a", hash="1") == []


def test_a_sweep_removes_only_unused_drafts_that_no_person_touched(
    store: Store, clock: Clock
) -> None:
    approved, rejected, taught, edited = ask_many(store, clock, 4)
    pending, failed = ask("team-a", "nobody wants this"), ask("team-a", "nor that one")
    store.approve("team-a", approved.hash, who="alice")
    store.reject("team-a", rejected.hash, who="bob")
    store.teach(taught, "up", who="alice", approve=False)
    store.edit("team-a", edited.hash, "up", who="alice", approve=False)
    store.save_translation(pending, MADE)
    store.save_translation(failed, FAILED)
    clock.now += WEEK_SECONDS + 1
    store.save_translation(UPTIME, MADE)
    assert store.sweep(pending_older_than_seconds=WEEK_SECONDS, now=clock.now) == 2
    kept = [UPTIME, approved, rejected, taught, edited]
    assert texts(store) == [question.text for question in kept]


def test_a_sweep_keeps_what_was_asked_lately(store: Store, clock: Clock) -> None:
    store.save_translation(UPTIME, MADE)
    clock.now += WEEK_SECONDS + 1
    store.note_uses({("team-a", UPTIME.hash): Use(1, clock.now - 60)})
    assert store.sweep(pending_older_than_seconds=WEEK_SECONDS, now=clock.now) == 0


def test_a_sweep_keeps_what_was_revoked_and_translated_anew(store: Store, clock: Clock) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve("team-a", UPTIME.hash, who="alice")
    store.reject("team-a", UPTIME.hash, who="bob")
    store.save_translation(UPTIME, replace(MADE, promql="up"))
    clock.now += WEEK_SECONDS + 1
    assert store.sweep(pending_older_than_seconds=WEEK_SECONDS, now=clock.now) == 0


def test_what_a_sweep_removed_stays_in_the_audit_and_its_numbers_are_not_used_again(
    store: Store, clock: Clock
) -> None:
    store.save_translation(UPTIME, MADE)
    clock.now += WEEK_SECONDS + 1
    store.sweep(pending_older_than_seconds=WEEK_SECONDS, now=clock.now)
    gone = store.find(UPTIME)
    record = store.save_translation(UPTIME, MADE)
    entries = store.audit("team-a", UPTIME.hash)
    assert gone is None
    assert record.draft is not None
    assert record.draft.number == 2
    assert [(e.who, e.from_state, e.to_state, e.version) for e in entries] == [
        ("translator:ollama", None, State.PENDING, 1),
        ("sweep", State.PENDING, None, 1),
        ("translator:ollama", None, State.PENDING, 2),
    ]
