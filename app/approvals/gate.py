"""Decides what runs for a question: what was approved, what is pending, or a new translation."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from app.approvals.lease import lease
from app.approvals.records import Accepted, Record, State
from app.approvals.store import Store
from app.cache import Cache
from app.deadline import Deadline
from app.domain import Problem, Question, Reading, Rejection, Translation
from app.errors import ExecutionError, ProxyError, TimedOutError, UnavailableError

Translate = Callable[[Question, tuple[Rejection, ...], Deadline], Translation]

_log = structlog.get_logger()

# A decision made in another process is seen after this long at the latest.
FRESH_SECONDS = 0.5
_DOWN_SECONDS = 10.0
_POLL_SECONDS = 0.1
_MAX_QUEUED = 64
_SWEEP_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Decision:
    """The PromQL that runs for a question, with its placeholders, and what it is worth."""

    question: Question
    promql: str
    state: State
    approved_by: str
    source: str
    translator: str
    explanation: str
    accepted: tuple[Accepted, ...] = ()

    def accepts(self, problem: Problem) -> bool:
        """Say whether the reviewer accepted a finding with the approval."""
        return any(each.covers(problem) for each in self.accepted)


class UnansweredError(ExecutionError):
    """The question has no PromQL; `readings` are what it may mean, likeliest first."""

    def __init__(
        self, message: str, readings: tuple[Reading, ...] = (), *, headers: dict[str, str]
    ) -> None:
        super().__init__(message, headers=headers)
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long translations are kept, in seconds."""

    translation_seconds: float
    failure_seconds: float
    request_seconds: float
    deadline_seconds: float


class Gate:
    """One call of the translator a question, whoever asks; one instance a process.

    `catalogue_now` stands for what a tenant's Prometheus holds, "" where that is not known.
    """

    def __init__(
        self,
        store: Store,
        translate: Translate,
        lifetimes: Lifetimes,
        *,
        translation_threads: int,
        waiting_threads: int,
        translated: Callable[[Translation], None] = lambda _: None,
        catalogue_now: Callable[[str], str] = lambda _: "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._translate = translate
        self._lifetimes = lifetimes
        self._translated = translated
        self._catalogue_now = catalogue_now
        self._clock = clock
        self._records: Cache[tuple[str, str], Record | None] = Cache(4096, FRESH_SECONDS)
        self._pool = ThreadPoolExecutor(translation_threads, thread_name_prefix="translation")
        self._waiting = threading.BoundedSemaphore(waiting_threads)
        self._lock = threading.Lock()
        self._sweep_at = clock() + _SWEEP_SECONDS
        self._under_way: dict[tuple[str, str], Future[None]] = {}

    def decide(
        self, question: Question, *, dashboard: str = "", deadline: Deadline | None = None
    ) -> Decision:
        """Return what runs for a question, translating it first where nobody did.

        Raises `UnansweredError` for one that failed, `ExecutionError` for one that was rejected for
        good, `TimedOutError` when the translation is not there in time, `UnavailableError` when
        model or store is away.
        """
        record = self._records.get_or_load(
            (question.tenant, question.hash), lambda: self._store.find(question)
        )
        if record is not None and record.normalised != question.normalised:
            record = self._store.find(question)  # raises: another question has this hash
        if record is not None and self._usable(record):
            return _decision(question, record, "store")
        whole = Deadline.after(self._lifetimes.request_seconds)
        self._wait_for_translation(question, dashboard, deadline or whole)
        fresh = self._store.find(question)
        if fresh is None or not _is_answer(fresh):
            raise UnavailableError("the translation was lost; ask again in a moment")
        translated = fresh.live is None and fresh.draft is not None
        source = fresh.draft.source if translated and fresh.draft else "store"
        return _decision(question, fresh, source)

    def forget(self, tenant: str, question_hash: str) -> None:
        """Drop what this process remembers of a question, after a decision about it."""
        self._records.drop((tenant, question_hash))

    def close(self) -> None:
        """Let translations under way finish, and take no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _usable(self, record: Record) -> bool:
        """Say whether the record answers without a translation."""
        return self._is_young(record) and not self._is_outdated(record)

    def _is_young(self, record: Record) -> bool:
        if record.live is not None or record.final:
            return True
        age = self._clock() - max(record.draft_at or 0.0, 0.0)
        if record.state is State.PENDING:
            unused = self._clock() - max(record.draft_at or 0.0, record.last_used_at or 0.0)
            return unused < self._lifetimes.translation_seconds
        if record.state is State.FAILED and record.failure is not None:
            passes = record.failure.kind.passes
            return age < (_DOWN_SECONDS if passes else self._lifetimes.failure_seconds)
        return False

    def _is_outdated(self, record: Record) -> bool:
        """Say whether it failed while Prometheus held something else than now."""
        if record.state is not State.FAILED:
            return False
        before = record.failure.catalogue if record.failure else ""
        return bool(before) and self._catalogue_now(record.tenant) not in ("", before)

    def _wait_for_translation(self, question: Question, dashboard: str, deadline: Deadline) -> None:
        if not self._waiting.acquire(blocking=False):
            raise UnavailableError(
                "too many questions are being translated at once; ask again in a moment"
            )
        try:
            self._start(question, dashboard).result(timeout=deadline.remaining_seconds)
        except TimeoutError as error:
            raise TimedOutError("still translating, ask again in a moment") from error
        except CancelledError as error:
            raise UnavailableError("the proxy is stopping; ask again in a moment") from error
        finally:
            self._waiting.release()

    def _start(self, question: Question, dashboard: str) -> Future[None]:
        """Return the translation of the question under way in this process, started if need be."""
        key = (question.tenant, question.hash)
        with self._lock:
            running = self._under_way.get(key)
            if running is not None:
                return running
            if len(self._under_way) >= _MAX_QUEUED:
                raise UnavailableError("too many questions are waiting; ask again in a moment")
            started = self._pool.submit(self._translate_once, question, dashboard)
            self._under_way[key] = started
        started.add_done_callback(lambda ended: self._ended(key, ended))
        return started

    def _ended(self, key: tuple[str, str], ended: Future[None]) -> None:
        with self._lock:
            self._under_way.pop(key, None)
        self._records.drop(key)
        error = None if ended.cancelled() else ended.exception()
        if error is not None:  # whoever asked may be gone by now
            _log.warning("translation failed", hash=key[1], error=str(error), exc_info=error)

    def _translate_once(self, question: Question, dashboard: str) -> None:
        """Translate and store the question, or wait until another process did."""
        deadline = Deadline.after(self._lifetimes.deadline_seconds)
        pause = threading.Event()
        while not deadline.passed:
            with lease(self._store, question) as held:
                record = self._store.find(question)
                if record is not None and self._usable(record):
                    return
                if held:
                    self._translate_and_keep(question, record, deadline, dashboard)
                    return
            pause.wait(_POLL_SECONDS)
        raise TimedOutError("still translating, ask again in a moment")

    def _translate_and_keep(
        self, question: Question, record: Record | None, deadline: Deadline, dashboard: str
    ) -> None:
        rejections = record.rejections if record is not None else ()
        started = time.monotonic()
        translation = self._translate(question, rejections, deadline)
        self._store.save_translation(question, translation, dashboard=dashboard)
        self._translated(translation)
        self._sweep()
        _log.info(
            "translated",
            hash=question.hash,
            source=translation.source,
            model=translation.model,
            outcome=translation.failure.kind.value if translation.failure else "pending",
            model_calls=translation.usage.calls,
            milliseconds=round((time.monotonic() - started) * 1000),
        )

    def _sweep(self) -> None:
        """Remove what nobody used for long, once an hour: only translations make the store grow."""
        now = self._clock()
        with self._lock:
            if now < self._sweep_at:
                return
            self._sweep_at = now + _SWEEP_SECONDS
        self._store.sweep(pending_older_than_seconds=self._lifetimes.translation_seconds, now=now)


def _is_answer(record: Record) -> bool:
    """Say whether the record tells what to do, however old it is."""
    return record.live is not None or record.final or record.state is not State.REJECTED


def _decision(question: Question, record: Record, source: str) -> Decision:
    if record.live is not None:
        version, state = record.live, State.APPROVED
    elif record.draft is not None and record.state is State.PENDING:
        version, state = record.draft, State.PENDING
    else:
        raise _refusal(question, record)
    return Decision(
        question=question,
        promql=version.promql or "",
        state=state,
        approved_by=record.approved_by,
        source=source,
        translator=version.source,
        explanation=version.explanation,
        accepted=record.accepted,
    )


def _refusal(question: Question, record: Record) -> ProxyError:
    headers = {"X-LLM-Proxy-Hash": question.hash, "X-LLM-Proxy-State": record.state.value}
    if record.failure is None:
        by = record.rejections[0].by if record.rejections else "a reviewer"
        return ExecutionError(
            f"{by} rejected this question for good; a reviewer can edit it (hash {question.hash})",
            headers=headers,
        )
    text = f"{record.failure.message} (hash {question.hash})"
    if record.failure.kind.passes:
        return UnavailableError(text, headers=headers)
    return UnansweredError(text, record.failure.readings, headers=headers)
