"""How the database is connected to: SQLite safe for several writers, PostgreSQL with deadlines."""

from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 5
CONNECT_SECONDS = 2
STATEMENT_SECONDS = 10

_CONNECTIONS = 5
_CONNECTIONS_OVER = 20


def open_engine(database_url: str) -> Engine:
    """Return an engine that has not connected yet.

    A transaction of `engine.execution_options(writes=True)` takes the write lock at its start.
    """
    url = database(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _engine(
        url,
        connect_timeout=CONNECT_SECONDS,
        options=f"-c statement_timeout={STATEMENT_SECONDS * 1000}",
    )


def check(database_url: str) -> None:
    """Raise `ValueError` in words for an address that no engine can be opened for."""
    try:
        backend = database(database_url).get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"the store speaks sqlite and postgresql, not {backend}")
        open_engine(database_url).dispose()
    except ArgumentError as error:
        raise ValueError("write it as sqlite:///path or postgresql://user@host/name") from error
    except ModuleNotFoundError as error:
        raise ValueError(
            f"the driver {error.name} is missing: install prometheus-llm-proxy[postgres]"
        ) from error


def database(database_url: str) -> URL:
    """Return the parsed address, with the driver that the project ships for PostgreSQL.

    Raises `ValueError` for SQLite in memory: each connection would see tables of its own.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("DATABASE_URL names no file for SQLite")
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite(url: URL) -> Engine:
    engine = _engine(url, timeout=BUSY_SECONDS)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _engine(url: URL, **connect_args: object) -> Engine:
    return create_engine(
        url,
        connect_args=connect_args,
        pool_pre_ping=url.get_backend_name() != "sqlite",
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS_OVER,
        pool_timeout=BUSY_SECONDS,
    )


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would open transactions by itself, late and deferred: `_begin` does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    # A deferred transaction that turns from reading to writing fails at once when another one
    # wrote meanwhile, whatever the busy timeout; one that writes from its start waits instead.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
