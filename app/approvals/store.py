"""The store of questions and of what was decided about them: one transaction a method."""
# ruff: noqa: A002 - `hash` is the name that users and routes have for it

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.approvals import changes, counting, lease_rows, reading, saving, settling
from app.approvals.changes import Wording
from app.approvals.engine import open_engine
from app.approvals.keys import Key
from app.approvals.records import (
    UNCHECKED,
    Accepted,
    Action,
    AuditEntry,
    Checked,
    Cursor,
    Judged,
    Record,
    State,
    Use,
    Written,
)
from app.approvals.schema import Schema
from app.approvals.settling import Decision, HashCollisionError
from app.domain import Question, Translation
from app.errors import UnavailableError

__all__ = ["HashCollisionError", "Store"]


class Store:
    """All questions of all tenants; safe to share between threads, connects on first use.

    Every method raises `UnavailableError` when the database cannot be used. A hash that is none
    is an unknown one. Methods that name a question by its hash and change it raise
    `NotFoundError` for an unknown one; times are Unix seconds.
    """

    def __init__(self, database_url: str, *, clock: Callable[[], float] = time.time) -> None:
        self._engine = open_engine(database_url)
        self._writing_engine = self._engine.execution_options(writes=True)
        self._schema = Schema(database_url)
        self._clock = clock

    def close(self) -> None:
        """Close all connections; a later call opens new ones."""
        self._engine.dispose()

    def ping(self) -> None:
        """Ask the database for an answer that needs no table."""
        with self._reads() as connection:
            connection.execute(select(literal(1)))

    def find(self, question: Question) -> Record | None:
        """Return what is stored for a question.

        Raises `HashCollisionError` when its hash belongs to other words.
        """
        with self._reads() as connection:
            return settling.find(connection, question)

    def by_hash(self, tenant: str, hash: str) -> Record | None:
        """Return the question of a hash."""
        with self._reads() as connection:
            return reading.record(connection, Key(tenant, hash))

    def list_records(
        self,
        tenant: str,
        *,
        state: State | None = None,
        hash: str | None = None,
        limit: int = 1000,
        after: Cursor | None = None,
    ) -> list[Record]:
        """Return questions, newest first, those behind `after` (the `cursor` of a record)."""
        with self._reads() as connection:
            if hash is None:
                return reading.records(connection, tenant, state, limit, after)
            record = reading.record(connection, Key(tenant, hash))
            return [record] if record and state in (None, record.state) else []

    def audit(self, tenant: str, hash: str) -> list[AuditEntry]:
        """Return every decision about a question, the first one first."""
        with self._reads() as connection:
            return reading.entries(connection, Key(tenant, hash))

    def judged(self, tenant: str, *, limit: int) -> list[Judged]:
        """Return what people approved and turned down, of the newest questions first."""
        with self._reads() as connection:
            return reading.judged(connection, tenant, limit)

    def last_decision(self, tenant: str) -> int:
        """Return a number that grows with each decision of a person about any question."""
        with self._reads() as connection:
            return reading.last_decision(connection, tenant)

    def save_translation(
        self, question: Question, translation: Translation, *, dashboard: str = ""
    ) -> Record:
        """Keep a translation as the question's draft: pending, or failed.

        The live version stays, and so does what a person did meanwhile: a pending draft of
        theirs, a final rejection. The text of the present draft adds no version.
        """
        with self._writes() as connection:
            return saving.save(connection, question, translation, self._clock(), dashboard)

    def approve(
        self,
        tenant: str,
        hash: str,
        *,
        who: str,
        version: int | None = None,
        note: str = "",
        accept: Iterable[Accepted] | None = None,
    ) -> Record:
        """Make the draft live: pending, rejected last, or failed with its errors accepted.

        `accept`: findings that are not told when it runs, in place of those accepted before; None
        keeps them where the live version is approved again. Raises `ConflictError` for a failed
        draft, unless all of its errors are accepted, for findings that cannot be accepted, or when
        `version` is not the one at hand.
        """
        by = self._decision(Action.APPROVE, who, note)
        once = None if accept is None else tuple(dict.fromkeys(accept))
        with self._writes() as connection:
            return changes.approve(connection, Key(tenant, hash), by, version, once)

    def reject(
        self,
        tenant: str,
        hash: str,
        *,
        who: str,
        reason: str = "",
        final: bool = False,
        version: int | None = None,
    ) -> Record:
        """Reject the pending draft; where there is none, take back the live version.

        `final`: no translation from now on. Raises `ConflictError` when `version` is not the
        one at hand.
        """
        by = self._decision(Action.REJECT, who, reason)
        with self._writes() as connection:
            return changes.reject(connection, Key(tenant, hash), by, version, final=final)

    def edit(
        self,
        tenant: str,
        hash: str,
        promql: str,
        *,
        who: str,
        approve: bool,
        explanation: str = "",
        checked: Checked = UNCHECKED,
        version: int | None = None,
    ) -> Written:
        """Give a known question PromQL, as a pending draft or live at once.

        Text that is live or pending already adds no version. Raises `ConflictError` for findings
        that cannot be accepted, or when `version` is not the one at hand.
        """
        by = self._decision(Action.EDIT, who)
        wording = Wording(promql, explanation, approve, checked, version)
        with self._writes() as connection:
            return changes.edit(connection, Key(tenant, hash), by, wording)

    def teach(
        self,
        question: Question,
        promql: str,
        *,
        who: str,
        approve: bool,
        explanation: str = "",
        checked: Checked = UNCHECKED,
        version: int | None = None,
    ) -> Written:
        """Give a question, known or not, PromQL as `edit` does."""
        by = self._decision(Action.TEACH, who)
        wording = Wording(promql, explanation, approve, checked, version)
        with self._writes() as connection:
            return changes.teach(connection, question, by, wording)

    def note_uses(self, uses: Mapping[tuple[str, str], Use]) -> None:
        """Add what was counted for each (tenant, hash); unknown ones are passed over."""
        with self._writes() as connection:
            counting.note_uses(connection, uses)

    def sweep(self, *, pending_older_than_seconds: float, now: float) -> int:
        """Remove unused pending and failed questions that no person touched; return how many."""
        with self._writes() as connection:
            return counting.sweep(connection, now - pending_older_than_seconds, now)

    def acquire_lease(self, tenant: str, hash: str, holder: str, seconds: float) -> bool:
        """Take the right to translate a question; True again and longer for its holder."""
        now = self._clock()
        with self._writes() as connection:
            return lease_rows.acquire(connection, Key(tenant, hash), holder, now, now + seconds)

    def release_lease(self, tenant: str, hash: str, holder: str) -> None:
        """Give the right back; nothing happens when another holder has it."""
        with self._writes() as connection:
            lease_rows.release(connection, Key(tenant, hash), holder)

    def _decision(self, action: Action, who: str, note: str = "") -> Decision:
        return Decision(action, who, self._clock(), note)

    def _reads(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._engine)

    def _writes(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._writing_engine)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        self._schema.ensure()
        try:
            with engine.begin() as connection:
                yield connection
        except (DBAPIError, PoolTimeoutError) as error:
            raise UnavailableError(
                f"the store cannot be used now ({type(error).__name__}): try again in a moment"
            ) from error
