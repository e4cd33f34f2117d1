"""Brings the database to the newest schema, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from filelock import FileLock
from sqlalchemy import URL, BigInteger, Connection, Engine, func, literal, select
from sqlalchemy.exc import DBAPIError

from app.approvals.engine import database, open_engine
from app.errors import UnavailableError

LOCK_SECONDS = 30

_ADVISORY_LOCK = 0x70726F6D716C  # any number that no other program on the server takes


def upgrade(database_url: str) -> None:
    """Run the missing migrations; leaves no connection open.

    Raises `UnavailableError` when the database cannot be reached, or is newer than this program.
    """
    try:
        _upgrade(database_url)
    except CommandError as error:
        raise UnavailableError(
            "the store was written by another version of this program: run that version, "
            "or restore a backup"
        ) from error
    # A lock that is not free in time is an OSError too.
    except (DBAPIError, OSError) as error:
        raise UnavailableError(
            f"the store cannot be opened ({type(error).__name__}): check DATABASE_URL"
        ) from error


def _upgrade(database_url: str) -> None:
    path = _sqlite_path(database(database_url))
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", "app.approvals:migrations")
    engine = open_engine(database_url)
    try:
        if not _at_head(engine, config):
            with _only_one(engine, path) as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    finally:
        engine.dispose()


def _sqlite_path(url: URL) -> Path | None:
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database)
    return None


def _at_head(engine: Engine, config: Config) -> bool:
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


@contextmanager
def _only_one(engine: Engine, path: Path | None) -> Iterator[Connection]:
    if path is None:
        with engine.begin() as connection:
            connection.execute(
                select(func.pg_advisory_xact_lock(literal(_ADVISORY_LOCK, BigInteger)))
            )
            yield connection
        return
    with FileLock(f"{path}.lock", timeout=LOCK_SECONDS):
        _write_ahead(engine)
        with engine.execution_options(writes=True).begin() as connection:
            yield connection


def _write_ahead(engine: Engine) -> None:
    # Kept in the file, so once is enough; it cannot be set inside a transaction.
    driver = engine.raw_connection()
    try:
        driver.cursor().execute("PRAGMA journal_mode = WAL").close()
    finally:
        driver.close()
