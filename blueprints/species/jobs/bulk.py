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


def copy_text(rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows in PostgreSQL's text format for COPY; zero bytes, which it cannot hold, are left out."""
    block = "\n".join(map(_line, rows)) + "\n"
    return block.replace("\0", "") if "\0" in block else block


def _line(row: tuple[Any, ...]) -> str:
    line = "\t".join(["\\N" if value is None else value if type(value) is str else str(value) for value in row])
    # Nearly no value holds a sign that means something in this format: look for them in the line as a whole.
    is_plain = line.count("\t") == len(row) - 1 and line.count("\\") == row.count(None)
    if is_plain and "\n" not in line and "\r" not in line:
        return line
    return "\t".join("\\N" if value is None else _escaped(str(value)) for value in row)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
