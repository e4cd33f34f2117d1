"""Inserting a row unless it is there, in SQL that every engine takes."""

from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError


def insert_if_absent(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row; False when its key is taken. The transaction goes on either way."""
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(values))
    except IntegrityError:
        return False
    return True
