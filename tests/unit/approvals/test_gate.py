"""One translation a question, whoever asks, and what was decided about it runs."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.approvals.gate import Gate, UnansweredError
from app.approvals.records import Accepted, State, Use
from app.approvals.store import HashCollisionError, Store
from app.domain import Failure, FailureKind, Question, Reading, Rejection, Severity, Translation
from app.errors import ExecutionError, ProxyError, UnavailableError
from app.question import ask
from tests.unit.approvals.asked import FAILED, MADE, OTHER, PROBLEM, UPTIME
from tests.unit.approvals.conftest import Clock
from tests.unit.approvals.gates import DAY, Translator, decided, gate_of

HASH = UPTIME.hash
DOWN = Translation(
    None, "", "ollama", "", failure=Failure(FailureKind.MODEL_DOWN, "the model is away")
)


@pytest.fixture
def translator() -> Translator:
    """A translator that makes one translation, at once."""
    translator = Translator([MADE])
    translator.go.set()
    return translator


@pytest.fixture
def gate(store: Store, translator: Translator, clock: Clock) -> Iterator[Gate]:
    gate = gate_of(store, translator, clock)
    yield gate
    translator.go.set()
    gate.close()


def refused(gate: Gate) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        gate.decide(UPTIME)
    gate.forget(UPTIME.tenant, HASH)
    return caught.value


def test_an_unknown_question_is_translated_once_and_stored(
    gate: Gate, store: Store, translator: Translator
) -> None:
    first, second = gate.decide(UPTIME, dashboard="board"), gate.decide(UPTIME)
    assert (first, second) == (decided("ollama"), decided("store"))
    assert translator.calls == [(UPTIME, ())]
    record = store.find(UPTIME)
    assert record is not None
    assert (record.state, record.dashboard) == (State.PENDING, "board")


def test_the_same_words_of_two_tenants_are_two_questions(
    gate: Gate, translator: Translator
) -> None:
    translator.made.append(OTHER)
    other = ask("team-b", UPTIME.text)
    assert [gate.decide(question).promql for question in (UPTIME, other)] == [
        MADE.promql,
        OTHER.promql,
    ]


def test_what_is_approved_runs_for_ever(
    gate: Gate, store: Store, translator: Translator, clock: Clock
) -> None:
    gate.decide(UPTIME)
    store.approve(UPTIME.tenant, HASH, who="alice")
    gate.forget(UPTIME.tenant, HASH)
    clock.now += 999 * DAY
    assert gate.decide(UPTIME) == decided("store", State.APPROVED)
    store.edit(UPTIME.tenant, HASH, "later", who="bob", approve=False)
    gate.forget(UPTIME.tenant, HASH)
    assert gate.decide(UPTIME) == decided("store", State.APPROVED)
    assert len(translator.calls) == 1


def test_what_was_accepted_comes_with_what_is_approved(gate: Gate, store: Store) -> None:
    gate.decide(UPTIME)
    accepted = (Accepted(PROBLEM.rule, PROBLEM.fragment),)
    store.approve(UPTIME.tenant, HASH, who="alice", accept=accepted)
    gate.forget(UPTIME.tenant, HASH)
    decision = gate.decide(UPTIME)
    assert decision == replace(decided("store", State.APPROVED), accepted=accepted)
    assert decision.accepts(PROBLEM)
    assert not decision.accepts(replace(PROBLEM, fragment="other"))


def test_a_failed_one_runs_once_its_findings_are_accepted(
    gate: Gate, store: Store, translator: Translator
) -> None:
    error = replace(PROBLEM, severity=Severity.ERROR)
    translator.made[:] = [replace(FAILED, problems=(error,))]
    refused(gate)
    store.approve(UPTIME.tenant, HASH, who="alice", accept=[Accepted(PROBLEM.rule)])
    gate.forget(UPTIME.tenant, HASH)
    assert gate.decide(UPTIME).promql == FAILED.promql


def test_a_pending_one_is_kept_from_its_last_use(
    gate: Gate, store: Store, translator: Translator, clock: Clock
) -> None:
    translator.made.append(OTHER)
    gate.decide(UPTIME)
    clock.now += 6 * DAY
    store.note_uses({(UPTIME.tenant, HASH): Use(1, clock.now)})
    clock.now += 6 * DAY
    gate.forget(UPTIME.tenant, HASH)
    assert gate.decide(UPTIME) == decided("store")
    clock.now += 2 * DAY
    gate.forget(UPTIME.tenant, HASH)
    assert gate.decide(UPTIME) == decided("ollama", made=OTHER)
    assert len(translator.calls) == 2


@pytest.mark.parametrize(
    ("made", "kept_seconds", "error", "told"),
    [
        (FAILED, 900, UnansweredError, f"no metric nope (hash {HASH})"),
        (DOWN, 10, UnavailableError, f"the model is away (hash {HASH})"),
    ],
)
def test_a_failure_is_answered_from_the_store_for_a_while(
    gate: Gate, translator: Translator, clock: Clock, made: Translation, kept_seconds: float,
    error: type[ProxyError], told: str,
) -> None:  # fmt: skip
    translator.made[:] = [made, MADE]
    for _ in range(2):
        found = refused(gate)
        assert (type(found), str(found)) == (error, told)
        assert found.headers == {"X-LLM-Proxy-Hash": HASH, "X-LLM-Proxy-State": "failed"}
        clock.now += kept_seconds - 1
    assert len(translator.calls) == 1
    assert gate.decide(UPTIME) == decided("ollama")


def test_a_failure_of_this_moment_is_told_however_soon_it_is_too_old(
    store: Store, translator: Translator
) -> None:
    class Hurrying(Clock):
        def __call__(self) -> float:
            self.now += 1000
            return self.now

    translator.made[:] = [FAILED]
    gate = gate_of(store, translator, Hurrying())
    assert str(refused(gate)) == f"no metric nope (hash {HASH})"
    gate.close()


def test_what_a_failed_question_may_mean_is_kept(gate: Gate, translator: Translator) -> None:
    readings = (
        Reading("up", "up (gauge): Whether it is up.", 0.25),
        Reading('sum(nöte{a="\x00"})'),
    )
    failure = Failure(FailureKind.UNANSWERABLE, "Not surely.", readings=readings)
    translator.made[:] = [replace(FAILED, failure=failure)]
    for _ in range(2):
        gate.forget(UPTIME.tenant, HASH)
        found = refused(gate)
        assert isinstance(found, UnansweredError)
        assert found.readings == readings


@pytest.mark.parametrize(("before", "now", "calls"), [
    ("a", "a", 1),
    ("a", "b", 2),
    ("a", "", 1),
    ("", "b", 1),
])  # fmt: skip
def test_a_failure_is_tried_anew_once_prometheus_holds_something_else(
    store: Store, translator: Translator, clock: Clock, before: str, now: str, calls: int
) -> None:
    failure = Failure(FailureKind.REFUSED, "no metric nope", before)
    translator.made[:] = [replace(FAILED, failure=failure), FAILED]
    gate = gate_of(store, translator, clock, catalogue_now=lambda _: now)
    for _ in range(2):
        assert str(refused(gate)) == f"no metric nope (hash {HASH})"
    gate.close()
    assert len(translator.calls) == calls


def test_a_rejected_one_is_translated_anew_with_what_was_rejected(
    gate: Gate, store: Store, translator: Translator
) -> None:
    translator.made.append(OTHER)
    gate.decide(UPTIME)
    store.reject(UPTIME.tenant, HASH, who="alice", reason="not that")
    gate.forget(UPTIME.tenant, HASH)
    assert gate.decide(UPTIME) == decided("ollama", made=OTHER)
    assert translator.calls[1] == (UPTIME, (Rejection(MADE.promql or "", "not that", "alice"),))


def test_a_final_rejection_is_not_translated_again(
    gate: Gate, store: Store, translator: Translator
) -> None:
    gate.decide(UPTIME)
    store.reject(UPTIME.tenant, HASH, who="alice", final=True)
    gate.forget(UPTIME.tenant, HASH)
    found = refused(gate)
    assert (type(found), str(found)) == (
        ExecutionError,
        f"alice rejected this question for good; a reviewer can edit it (hash {HASH})",
    )
    assert len(translator.calls) == 1


def test_another_question_with_the_same_hash_is_an_error_at_once(gate: Gate) -> None:
    gate.decide(UPTIME)
    twin = Question(UPTIME.tenant, "other words", "other words", HASH)
    for _ in range(2):
        gate.decide(UPTIME)  # in memory now
        with pytest.raises(HashCollisionError):
            gate.decide(twin)


def test_what_nobody_uses_is_removed_as_others_come(
    gate: Gate, store: Store, translator: Translator, clock: Clock
) -> None:
    translator.made += [OTHER, OTHER]
    gate.decide(UPTIME)
    clock.now += 30 * DAY
    gate.decide(ask(UPTIME.tenant, "something else"))
    assert store.find(UPTIME) is None
