"""Rows of a large station: one of each kind made as the application makes it, then multiplied by the database.

A copy differs from its model in what has to be unique, in its time, and in what it belongs to. Identifiers of
copies follow from the table and a number, so that a row can name its parent without a look at it.
"""

from __future__ import annotations

import time
import zlib
from typing import Any

from sqlalchemy import Connection, Table, Uuid, text

from core.db import db

TIMES = frozenset({"created_at", "updated_at", "timeline_at", "recorded_at", "observed_at", "taken_at", "shown_at",
                   "started_at", "finished_at", "changed_at", "received_at", "start_at", "at"})  # fmt: skip
"""Columns that are spread over time."""

NAMES = frozenset({"name", "sort_name", "file_name", "title", "username", "email", "public_id", "client_id",
                   "friend_code", "scientific_name", "search_text", "origin_id"})  # fmt: skip
"""Columns that get the copy's number behind the model's word."""


def uid(table: str, number: str) -> str:
    """SQL for the identifier of a copy."""
    mark = f"{zlib.crc32(table.encode()):08x}"
    return f"('{mark}-0000-7000-8000-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def multiply(connection: Connection, table: Table, n: int, *, model: Any = None, **values: str) -> None:
    """Add `n` copies of a row (the only one when none is named); `values` are SQL in terms of the number `i`."""
    key = next(iter(table.primary_key.columns))
    where = "" if model is None else f'WHERE "{key.name}" = :model'
    columns, found = [], []
    for column in table.columns:
        made = values.get(column.name) or _made(table, column)
        if made is not None:
            columns.append(f'"{column.name}"')
            found.append(made)
    statement = (
        f'INSERT INTO "{table.name}" ({", ".join(columns)}) SELECT {", ".join(found)} '
        f'FROM (SELECT * FROM "{table.name}" {where} LIMIT 1) AS m, generate_series(1::bigint, {n}) AS i'
    )
    began = time.perf_counter()
    connection.execute(text(statement), {} if model is None else {"model": model})
    print(f"  {table.name}: {n} rows in {time.perf_counter() - began:.0f} s", flush=True)


def _made(table: Table, column: Any) -> str | None:
    """The usual value of a copy; None lets the server number it."""
    name = f'm."{column.name}"'
    if column.primary_key and not column.foreign_keys:
        return uid(table.name, "i") if isinstance(column.type, Uuid) else None
    if column.name in TIMES:
        return f"{name} - i * interval '1 minute'"
    return f"{name} || '-' || i" if column.name in NAMES else name


def pick(table: str, n: int, number: str = "i") -> str:
    """SQL for the identifier of one of the `n` copies of a parent, in turn."""
    return uid(table, f"1 + ({number} - 1) % {n}")



def table(name: str) -> Table:
    return db.metadata.tables[name]


