"""Rows as text and back, the same text whichever database they come from or go to.

The form is that of PostgreSQL's COPY: a line a row, tabs between values, `\\N` for NULL. PostgreSQL reads and
writes it itself, at the speed of its disk; for SQLite the values are turned one by one.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from sqlalchemy import Connection

from core.backup.contents import Table

FETCH_ROWS = 5000
"""Rows taken from or given to SQLite at a time."""

BLOCK_BYTES = 256 * 1024
"""Bytes given to PostgreSQL at a time."""

_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def begin_snapshot(connection: Connection) -> None:
    """Let every later read on this connection see the database as it is now."""
    if is_postgresql(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _speak_plainly(connection)
    else:
        connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT 1 FROM alembic_version" if _has_versions(connection) else "SELECT 1")


def _has_versions(connection: Connection) -> bool:
    if is_postgresql(connection):
        return connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar() is not None
    # Reading the list of tables is a read like any other and fixes the snapshot.
    return bool(connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar())


def _speak_plainly(connection: Connection) -> None:
    """Times in UTC, numbers in full: what is written must not depend on the server's settings."""
    for setting in ("timezone = 'UTC'", "datestyle = 'ISO'", "extra_float_digits = 1", "bytea_output = 'hex'"):
        connection.exec_driver_sql(f"SET LOCAL {setting}")


def quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split("."))


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def write_rows(connection: Connection, table: Table, out: IO[bytes]) -> int:
    """Write every row of a table; returns how many."""
    statement = f"SELECT {_columns(table)} FROM {quoted(table.name)}"  # noqa: S608 (names of our own tables)
    if is_postgresql(connection):
        return _copy_out(connection, statement, out)
    encoders = [_ENCODERS[column.kind] for column in table.columns]
    n = 0
    cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
    cursor.execute(statement)
    while rows := cursor.fetchmany(FETCH_ROWS):
        out.write("".join(_line(row, encoders) for row in rows).encode())
        n += len(rows)
    return n


def _line(row: Iterable[Any], encoders: list[Callable[[Any], str]]) -> str:
    values = ("\\N" if v is None else encode(v) for v, encode in zip(row, encoders, strict=True))
    return "\t".join(values) + "\n"


def _copy_out(connection: Connection, statement: str, out: IO[bytes]) -> int:
    with _driver_cursor(connection) as cursor:
        if hasattr(cursor, "copy"):
            with cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
                for block in copy:
                    out.write(block)
        else:
            cursor.copy_expert(f"COPY ({statement}) TO STDOUT", out)
        return int(cursor.rowcount)


def read_rows(connection: Connection, table: Table, source: IO[bytes]) -> int:
    """Add the rows of such a text to a table; returns how many."""
    if is_postgresql(connection):
        return _copy_in(connection, f"COPY {quoted(table.name)} ({_columns(table)}) FROM STDIN", source)
    decoders = [_DECODERS[column.kind] for column in table.columns]
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {quoted(table.name)} ({_columns(table)}) VALUES ({places})"  # noqa: S608 (as above)
    n = 0
    cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
    for rows in _in_lots(_parsed(source, decoders)):
        cursor.executemany(statement, rows)
        n += len(rows)
    return n


def _copy_in(connection: Connection, statement: str, source: IO[bytes]) -> int:
    with _driver_cursor(connection) as cursor:
        if hasattr(cursor, "copy"):
            with cursor.copy(statement) as copy:
                while block := source.read(BLOCK_BYTES):
                    copy.write(block)
        else:
            cursor.copy_expert(statement, source)
        return int(cursor.rowcount)


def _driver_cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _parsed(source: IO[bytes], decoders: list[Callable[[str], Any]]) -> Iterator[list[Any]]:
    for line in source:
        values = line.decode().rstrip("\n").split("\t")
        yield [None if v == "\\N" else decode(v) for v, decode in zip(values, decoders, strict=True)]


def _in_lots(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    lot: list[list[Any]] = []
    for row in rows:
        lot.append(row)
        if len(lot) == FETCH_ROWS:
            yield lot
            lot = []
    if lot:
        yield lot


def escape(value: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _ESCAPED[found[0]], value)


def unescape(value: str) -> str:
    return _ESCAPE.sub(lambda found: _PLAIN.get(found[1], found[1]), value) if "\\" in value else value


def _float_text(value: Any) -> str:
    text = repr(float(value))
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)


def _uuid_text(value: str) -> str:
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _sqlite_moment(value: str) -> str:
    """SQLite's moments are text that sorts as time: six decimals, no zone."""
    seconds, _, decimals = value.removesuffix("+00").partition(".")
    return f"{seconds}.{decimals:0<6}"


_ENCODERS: dict[str, Callable[[Any], str]] = {
    "integer": str,
    "float": _float_text,
    "text": lambda value: escape(str(value)),
    "json": lambda value: escape(str(value)),
    "boolean": lambda value: "t" if value else "f",
    "uuid": _uuid_text,
    "moment": lambda value: f"{value}+00",
    "bytes": lambda value: "\\\\x" + bytes(value).hex(),
}
"""From what SQLite holds to text."""

_DECODERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "float": float,
    "text": unescape,
    "json": unescape,
    "boolean": lambda value: int(value == "t"),
    "uuid": lambda value: value.replace("-", ""),
    "moment": _sqlite_moment,
    "bytes": lambda value: bytes.fromhex(value.removeprefix("\\\\x")),
}
"""From text to what SQLite holds."""
