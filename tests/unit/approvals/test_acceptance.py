"""A reviewer takes named findings on with an approval; what failed for others stays failed."""

from dataclasses import replace

import pytest

from app.approvals.records import Accepted, Action, Record, State
from app.approvals.store import Store
from app.domain import Failure, FailureKind, Problem, Severity, Translation
from app.errors import ConflictError
from tests.unit.approvals.asked import MADE, OTHER, PENDING, PROBLEM, UPTIME, made, worded
from tests.unit.approvals.conftest import NOON

T, H = UPTIME.tenant, UPTIME.hash

VALUE = Problem("unknown-label-value", Severity.ERROR, 'code="500"', "no code 500")
METRIC = Problem("unknown-metric", Severity.ERROR, "nope", "no metric nope")
FIXED = Problem("fixed-time", Severity.ERROR, "nope @ 1", "fixed to one moment")
REFUSED = Failure(FailureKind.REFUSED, "did not pass")
UNSEEN = Translation('nope{code="500"}', "", "ollama", "mistral", (PROBLEM, VALUE, METRIC), REFUSED)

OF_VALUE = Accepted("unknown-label-value", 'code="500"')
OF_METRIC = Accepted("unknown-metric")
BOTH = (OF_VALUE, OF_METRIC)
COUNTER = Accepted("raw-counter", "requests_total")

EDIT = "there is no checked PromQL to approve; edit it to give it PromQL of yours"
OFFERED = (
    '"accept":[{"rule":"unknown-label-value","fragment":"code=\\"500\\""},'
    '{"rule":"unknown-metric","fragment":"nope"}]'
)


def live(translation: Translation, accepted: tuple[Accepted, ...]) -> Record:
    """Return the record of a translation that alice approved."""
    return replace(
        PENDING,
        state=State.APPROVED,
        live=made(translation=translation),
        draft=None,
        draft_at=None,
        approved_by="alice",
        accepted=accepted,
    )


def conflict(store: Store, *accept: Accepted) -> str:
    with pytest.raises(ConflictError) as caught:
        store.approve(T, H, who="alice", accept=accept)
    return str(caught.value)


def notes(store: Store) -> list[str]:
    return [entry.note for entry in store.audit(T, H)[1:]]


@pytest.mark.parametrize(
    ("accepted", "rule", "fragment", "covered"),
    [
        (Accepted("a", "x"), "a", "x", True),
        (Accepted("a", "x"), "a", "y", False),
        (Accepted("a", "x"), "b", "x", False),
        (Accepted("a", "x"), "a", "", False),
        (Accepted("a"), "a", "x", True),
        (Accepted("a"), "b", "x", False),
        # The windows that placeholders become differ from request to request.
        (Accepted("a", "rate(x[1m])"), "a", "rate(x[1m15s])", True),
        (Accepted("a", "max_over_time(x[1h:1m])"), "a", "max_over_time(x[6h:15s])", True),
        (Accepted("a", "rate(x[1m])"), "a", "rate(y[1m])", False),
        (Accepted("a", 'x{code=~"[45].."}'), "a", 'x{code=~"[4].."}', False),
    ],
)
def test_a_finding_is_named_by_its_rule_and_its_fragment(
    accepted: Accepted, rule: str, fragment: str, covered: bool
) -> None:
    assert accepted.covers(Problem(rule, Severity.ERROR, fragment, "wrong")) is covered


def test_what_is_accepted_is_kept_with_the_approval(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    approved = store.approve(T, H, who="alice", accept=[COUNTER, COUNTER])
    assert approved == live(MADE, (COUNTER,))
    assert store.find(UPTIME) == approved


def test_a_failed_draft_is_approved_when_all_its_errors_are_accepted(store: Store) -> None:
    store.save_translation(UPTIME, UNSEEN)
    assert store.approve(T, H, who="alice", accept=BOTH) == live(UNSEEN, BOTH)


@pytest.mark.parametrize("accept", [(), (OF_VALUE,), (OF_METRIC, Accepted(VALUE.rule, "other"))])
def test_a_failed_draft_says_which_findings_would_have_to_be_accepted(
    store: Store, accept: tuple[Accepted, ...]
) -> None:
    failed = store.save_translation(UPTIME, UNSEEN)
    assert conflict(store, *accept) == (
        f"this question failed (did not pass): {EDIT}, or approve it with {OFFERED}"
    )
    assert store.find(UPTIME) == failed


def test_a_finding_of_a_whole_query_is_offered_by_its_rule(store: Store) -> None:
    whole = replace(METRIC, fragment="")
    store.save_translation(UPTIME, replace(UNSEEN, problems=(whole,)))
    assert conflict(store).endswith('or approve it with "accept":[{"rule":"unknown-metric"}]')


@pytest.mark.parametrize(
    "rule",
    [
        "syntax",
        "points",
        "returned-series",
        "peak-samples",
        "read-samples",
        "answer-bytes",
        "touched-series",
        "fixed-time",
        "server-feature",
    ],
)
def test_some_findings_cannot_be_accepted(store: Store, rule: str) -> None:
    pending = store.save_translation(UPTIME, MADE)
    assert conflict(store, COUNTER, Accepted(rule, "x")) == (
        f"findings of {rule} cannot be accepted: edit the PromQL instead"
    )
    assert store.find(UPTIME) == pending


def test_a_failed_draft_with_such_a_finding_can_only_be_edited(store: Store) -> None:
    store.save_translation(UPTIME, replace(UNSEEN, problems=(VALUE, FIXED)))
    assert conflict(store, OF_VALUE) == (
        f"this question failed (did not pass): {EDIT} (findings of fixed-time cannot be accepted)"
    )


@pytest.mark.parametrize(
    "made",
    [
        replace(UNSEEN, promql=None),
        replace(UNSEEN, problems=(PROBLEM,)),
        replace(UNSEEN, failure=Failure(FailureKind.MODEL_DOWN, "did not pass")),
        replace(UNSEEN, failure=Failure(FailureKind.UNANSWERABLE, "did not pass")),
        replace(UNSEEN, failure=Failure(FailureKind.REJECTED, "did not pass")),
    ],
    ids=["no PromQL", "no errors", "model down", "unanswerable", "rejected"],
)
def test_only_what_the_checks_refused_can_be_accepted(store: Store, made: Translation) -> None:
    store.save_translation(UPTIME, made)
    everything = (Accepted("unknown-label-value"), Accepted("unknown-metric"))
    assert conflict(store, *everything) == f"this question failed (did not pass): {EDIT}"


def test_a_rejected_failure_needs_the_acceptance_too(store: Store) -> None:
    store.save_translation(UPTIME, UNSEEN)
    store.reject(T, H, who="bob")
    assert conflict(store) == (
        "the PromQL did not pass the checks: edit it to give it PromQL of yours,"
        f" or approve it with {OFFERED}"
    )
    assert store.approve(T, H, who="alice", accept=BOTH) == live(UNSEEN, BOTH)


def test_the_next_approval_replaces_what_was_accepted(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve(T, H, who="alice", accept=[COUNTER])
    store.save_translation(UPTIME, OTHER)
    assert store.approve(T, H, who="alice", accept=[OF_METRIC]).accepted == (OF_METRIC,)
    store.save_translation(UPTIME, MADE)
    assert store.approve(T, H, who="alice").accepted == ()


@pytest.mark.parametrize("approve", [True, False])
def test_an_edit_keeps_what_was_accepted_until_it_is_live(store: Store, approve: bool) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve(T, H, who="alice", accept=[COUNTER])
    edited = store.edit(T, H, "up", who="alice", approve=approve, explanation="by hand").record
    if approve:
        assert edited == replace(live(MADE, ()), live=worded(2, "up", "edit"))
    else:
        assert edited.accepted == (COUNTER,)
        assert store.reject(T, H, who="bob").accepted == (COUNTER,)


def test_taking_the_approval_back_clears_what_was_accepted(store: Store) -> None:
    store.save_translation(UPTIME, UNSEEN)
    store.approve(T, H, who="alice", accept=BOTH)
    taken_back = store.reject(T, H, who="bob")
    assert (taken_back.state, taken_back.accepted) == (State.REJECTED, ())


def test_a_live_version_can_be_approved_again_with_findings_that_came_later(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve(T, H, who="alice")
    again = store.approve(T, H, who="bob", accept=[OF_METRIC], version=1)
    assert again == replace(live(MADE, (OF_METRIC,)), approved_by="bob")
    assert store.approve(T, H, who="carol") == again
    assert store.approve(T, H, who="carol", accept=[OF_METRIC]) == again
    assert store.approve(T, H, who="bob", accept=[]).accepted == ()


def test_a_live_version_keeps_the_acceptance_that_it_needs(store: Store) -> None:
    store.save_translation(UPTIME, UNSEEN)
    approved = store.approve(T, H, who="alice", accept=BOTH)
    assert conflict(store).startswith("the PromQL did not pass the checks: edit it")
    assert store.find(UPTIME) == approved


def test_the_audit_says_what_was_accepted(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve(T, H, who="alice", accept=BOTH, note="only after a failure")
    store.approve(T, H, who="bob", accept=[COUNTER])
    store.approve(T, H, who="bob", accept=[])
    assert notes(store) == [
        'only after a failure; accepted: unknown-label-value code="500", unknown-metric',
        "accepted: raw-counter requests_total",
        "accepted: nothing",
    ]
    assert {entry.action for entry in store.audit(T, H)[1:]} == {Action.APPROVE}


def test_an_approval_that_accepts_nothing_says_nothing_about_it(store: Store) -> None:
    store.save_translation(UPTIME, MADE)
    store.approve(T, H, who="alice", accept=[], note="fine")
    assert notes(store) == ["fine"]
    assert store.audit(T, H)[-1].at == NOON
