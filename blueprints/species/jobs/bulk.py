"""Many rows into a table at once, by the fastest way each database server has."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table

from core.db import db


def insert_rows(table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, each with a value for every column in order, in the session's transaction."""
    if not rows:
        return
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        _copy(driver, f'COPY "{table.name}" FROM STDIN', copy_text(rows))
        return
    marks = ", ".join("?" * len(table.columns))
    driver.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608 (a name of our own)


def _copy(driver: Any, statement: str, block: str) -> None:
    with driver.cursor() as cursor:
        # psycopg 3 of workers has `copy`; psycopg2, where a job runs within the web process, `copy_expert`.
        if hasattr(cursor, "copy_expert"):
            cursor.copy_expert(statement, io.StringIO(block))
            return
        with cursor.copy(statement) as copy:
            copy.write(block.encode())


def copy_text(rows: Sequence[tuple[Any, ...]]) -> str:
    """Rows in PostgreSQL's text format for COPY; zero bytes, which it cannot hold, are left out."""
    # By columns rather than by rows: whole columns are checked and joined without a step of Python for each cell.
    lines = map("\t".join, zip(*map(_texts, zip(*rows, strict=True)), strict=True))
    return ("\n".join(lines) + "\n").replace("\0", "")


def _texts(column: tuple[Any, ...]) -> Iterable[str]:
    """A column's values as they are written; nearly no column holds a sign that means something in this format."""
    kinds = set(map(type, column))
    if kinds != {str}:
        needs_escape = bool(kinds - {int, type(None)})
        return ["\\N" if value is None else _escaped(str(value)) if needs_escape else str(value) for value in column]
    text = "".join(column)
    return map(_escaped, column) if any(sign in text for sign in "\\\t\n\r") else column


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
