import logging
import multiprocessing
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from app.approvals.engine import database, open_engine
from app.approvals.migrate import upgrade
from app.approvals.models import metadata
from app.approvals.records import State
from app.approvals.store import Store
from app.domain import Rejection
from app.errors import UnavailableError
from tests.unit.approvals.asked import PENDING, UPTIME, worded
from tests.unit.approvals.conftest import Clock

PATIENCE_SECONDS = 30


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path_of(url))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def migrate(url: str, run: Callable[[Config, str], None], revision: str) -> None:
    """Go up or down to a revision, as an operator could."""
    path_of(url).parent.mkdir(exist_ok=True)
    config = Config()
    config.set_main_option("script_location", "app.approvals:migrations")
    engine = open_engine(url)
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        run(config, revision)
    engine.dispose()


def upgrade_together(url: str, together: Barrier) -> None:
    """Be one of several workers that start at once."""
    together.wait(PATIENCE_SECONDS)
    upgrade(url)


def test_a_new_file_gets_its_folder_and_the_newest_schema(url: str) -> None:
    upgrade(url)
    assert query(url, "SELECT version_num FROM alembic_version") == [("0004",)]


def test_the_migrations_make_the_tables_that_the_models_describe(url: str) -> None:
    upgrade(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_readers_never_wait_for_writers(url: str) -> None:
    upgrade(url)
    assert query(url, "PRAGMA journal_mode") == [("wal",)]


def test_every_connection_is_durable_and_keeps_references(url: str) -> None:
    upgrade(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_a_file_at_the_newest_schema_is_only_read(url: str) -> None:
    upgrade(url)
    before = path_of(url).read_bytes()
    lock = path_of(url).with_name("approvals.db.lock")
    lock.unlink(missing_ok=True)
    upgrade(url)
    assert (path_of(url).read_bytes(), lock.exists()) == (before, False)


def test_no_connection_stays_open(url: str) -> None:
    upgrade(url)
    beside = {path.name for path in path_of(url).parent.iterdir()}
    # SQLite keeps -wal and -shm files as long as anybody is connected.
    assert beside - {"approvals.db.lock"} == {"approvals.db"}


def test_migrations_leave_logging_as_it_is(url: str) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("alembic").level)
    upgrade(url)
    after = (root.level, list(root.handlers), logging.getLogger("alembic").level)
    assert after == before


def test_four_processes_can_migrate_at_once(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(4)
    workers = [spawn.Process(target=upgrade_together, args=(url, together)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert query(url, "SELECT version_num FROM alembic_version") == [("0004",)]


def test_a_failed_migration_leaves_nothing_behind(url: str) -> None:
    path_of(url).parent.mkdir()
    query(url, "CREATE TABLE leases (mine TEXT)")
    with pytest.raises(UnavailableError):
        upgrade(url)
    tables = query(url, "SELECT name FROM sqlite_master WHERE type = 'table'")
    assert tables == [("leases",)]


def test_a_newer_schema_than_this_program_knows_is_refused_in_words(url: str) -> None:
    upgrade(url)
    connection = sqlite3.connect(path_of(url))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(UnavailableError) as error:
        upgrade(url)
    assert str(error.value) == (
        "the store was written by another version of this program: run that version, "
        "or restore a backup"
    )


BEFORE_ACCEPTING = f"""
INSERT INTO questions VALUES ('team-a', {UPTIME.hash}, 1, '{UPTIME.text}', '{UPTIME.normalised}',
    1, 'alice', NULL, NULL, NULL, NULL, NULL, 0, 1, 7, NULL, 'board', 1700000000.0);
INSERT INTO versions VALUES ('team-a', {UPTIME.hash}, 1, 'up', 'by hand', 'teach', '', '[]',
    1700000000.0, 'alice');
INSERT INTO rejections VALUES (1, 'team-a', {UPTIME.hash}, 'down', 'wrong', 'bob');
"""


def test_what_was_approved_before_findings_could_be_accepted_has_none(
    url: str, clock: Clock
) -> None:
    migrate(url, command.upgrade, "0001")
    connection = sqlite3.connect(path_of(url))
    connection.executescript(BEFORE_ACCEPTING)
    connection.close()
    store = Store(url, clock=clock)
    assert store.by_hash("team-a", UPTIME.hash) == replace(
        PENDING,
        state=State.APPROVED,
        live=worded(1, "up", "teach"),
        draft=None,
        draft_at=None,
        uses=7,
        dashboard="board",
        rejections=(Rejection("down", "wrong", "bob"),),
        approved_by="alice",
        accepted=(),
    )
    store.close()


def test_the_way_back_loses_nothing_but_what_was_accepted(url: str) -> None:
    migrate(url, command.upgrade, "0001")
    connection = sqlite3.connect(path_of(url))
    connection.executescript(BEFORE_ACCEPTING)
    connection.close()
    tables = ("questions", "versions", "rejections")
    before = [query(url, f"SELECT * FROM {table}") for table in tables]
    upgrade(url)
    migrate(url, command.downgrade, "0001")
    assert [query(url, f"SELECT * FROM {table}") for table in tables] == before


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_forgets_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL names no file"):
        open_engine(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_the_driver_that_is_shipped(scheme: str) -> None:
    url = database(f"{scheme}://me:secret@db:5432/approvals")
    assert (url.drivername, url.host, url.database) == ("postgresql+psycopg", "db", "approvals")
