"""Several stores on one file, as workers have them, and stores whose file is away."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from app.approvals.records import State, Use
from app.approvals.store import Store
from app.errors import UnavailableError
from app.question import ask
from tests.unit.approvals.asked import MADE, OTHER, UPTIME
from tests.unit.approvals.conftest import NOON, Clock

PATIENCE_SECONDS = 30
ROUNDS = 10
T, H = UPTIME.tenant, UPTIME.hash


@pytest.fixture
def other(url: str, clock: Clock) -> Iterator[Store]:
    other = Store(url, clock=clock)
    yield other
    other.close()


def write_much(url: str, together: Barrier) -> None:
    """Be one of several processes that write to one question and its count at once."""
    store = Store(url)

    def write(thread: int) -> None:
        together.wait(PATIENCE_SECONDS)
        for number in range(ROUNDS):
            store.teach(UPTIME, f"up > {thread}{number}", who="alice", approve=True)
            store.note_uses({(T, H): Use(1, NOON)})

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, range(2)))
    store.close()


def test_a_decision_is_seen_at_once_by_another_store(store: Store, other: Store) -> None:
    pending = store.save_translation(UPTIME, MADE)
    seen = other.find(UPTIME)
    approved = other.approve(T, H, who="alice")
    assert (seen, store.find(UPTIME)) == (pending, approved)


def test_a_decision_waits_for_another_store_that_is_writing(store: Store, other: Store) -> None:
    store.save_translation(UPTIME, MADE)
    with ThreadPoolExecutor(2) as threads:
        approvals = [
            threads.submit(each.approve, T, H, who=who)
            for each, who in ((store, "alice"), (other, "bob"))
        ]
        names = {each.result(PATIENCE_SECONDS).approved_by for each in approvals}
    assert len(names) == 1
    assert len(store.audit(T, H)) == 2


def test_approvals_survive_a_restart(url: str) -> None:
    first = Store(url)
    first.save_translation(UPTIME, MADE)
    approved = first.approve(T, H, who="alice")
    first.close()
    second = Store(url)
    found = second.find(UPTIME)
    second.close()
    assert found == approved


def test_four_writers_of_two_processes_lose_nothing(url: str, store: Store) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(4)
    workers = [spawn.Process(target=write_much, args=(url, together)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
    record = store.find(UPTIME)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert record is not None
    assert record.live is not None
    assert (record.live.number, record.uses) == (4 * ROUNDS, 4 * ROUNDS)
    assert [entry.version for entry in store.audit(T, H)] == list(range(1, 4 * ROUNDS + 1))


def test_an_error_in_the_middle_undoes_the_whole_change(store: Store, url: str) -> None:
    before = store.save_translation(UPTIME, MADE)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE audit")
    connection.close()
    with pytest.raises(UnavailableError):
        store.approve(T, H, who="alice")
    assert store.find(UPTIME) == before


def test_reading_goes_on_while_somebody_writes(store: Store, url: str) -> None:
    record = store.save_translation(UPTIME, MADE)
    writer = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE questions SET draft_number = NULL")
    during = store.find(UPTIME)
    writer.close()
    assert during == record


def test_many_threads_can_read_at_once(store: Store) -> None:
    questions = [ask(T, f"question number {number}") for number in range(40)]
    for question in questions:
        store.save_translation(question, OTHER)
    with ThreadPoolExecutor(30) as threads:
        states = [found and found.state for found in threads.map(store.find, questions)]
    assert states == [State.PENDING] * 40


def test_a_store_that_cannot_be_opened_is_unavailable_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(f"sqlite:///{tmp_path}/file/approvals.db")
    with pytest.raises(UnavailableError) as error:
        store.find(UPTIME)
    assert str(error.value) == "the store cannot be opened (FileExistsError): check DATABASE_URL"


def test_a_file_that_is_no_database_is_unavailable_in_words(tmp_path: Path) -> None:
    (tmp_path / "approvals.db").write_text("no database, and long enough to tell" * 100)
    store = Store(f"sqlite:///{tmp_path}/approvals.db")
    with pytest.raises(UnavailableError) as error:
        store.ping()
    assert str(error.value) == "the store cannot be opened (DatabaseError): check DATABASE_URL"


def test_a_store_that_goes_away_is_unavailable_in_words(store: Store, url: str) -> None:
    store.save_translation(UPTIME, MADE)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE versions")
    connection.close()
    with pytest.raises(UnavailableError) as error:
        store.find(UPTIME)
    assert str(error.value) == (
        "the store cannot be used now (OperationalError): try again in a moment"
    )
