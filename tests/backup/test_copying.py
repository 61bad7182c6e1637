"""Values survive the way into a backup's text and back, on each database and from one to the other."""

import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from core.backup.contents import Column, Table
from core.backup.copying import escape, read_rows, unescape, write_rows
from core.db import db

KINDS = ("integer", "float", "text", "boolean", "uuid", "moment", "json", "bytes")
TABLE = Table("probe", tuple(Column(f"v_{kind}", kind) for kind in KINDS))
TYPES = {
    "postgresql": ("bigint", "float8", "text", "boolean", "uuid", "timestamptz", "jsonb", "bytea"),
    "sqlite": ("INTEGER", "DOUBLE", "TEXT", "BOOLEAN", "CHAR(32)", "DATETIME", "JSON", "BLOB"),
}
FULL = (
    "-9007199254740993\t0.1\ttab\\tline\\nback\\\\slash \\\\N é\tt\t0198f2a4-0000-7000-8000-00000000beef\t"
    '2026-06-12 21:40:00.5+00\t{"a": "x\\\\ty"}\t\\\\x00ff\n'
)
EMPTY = "\t".join(["\\N"] * len(KINDS)) + "\n"
ODD = '0\tInfinity\t\tf\t0198f2a4-0000-7000-8000-000000000000\t1969-12-31 23:59:59+00\tnull\t\\\\x\n'


@pytest.fixture
def connection(app, database):
    with db.engine.connect() as found:
        columns = ", ".join(f'"{c.name}" {t}' for c, t in zip(TABLE.columns, TYPES[database], strict=True))
        found.execute(text(f"CREATE TEMPORARY TABLE probe ({columns})"))
        yield found
        found.rollback()
        found.execute(text("DROP TABLE IF EXISTS probe"))
        found.commit()


def through(connection: Connection, content: str) -> str:
    connection.execute(text("DELETE FROM probe"))
    n = read_rows(connection, TABLE, io.BytesIO(content.encode()))
    out = io.BytesIO()
    assert write_rows(connection, TABLE, out) == n == content.count("\n")
    return out.getvalue().decode()


def test_what_is_read_into_a_database_is_written_out_of_it_again(connection, database):
    found = through(connection, FULL + EMPTY + ODD)
    # SQLite keeps six decimals of every moment.
    assert found.replace("00.500000+00", "00.5+00").replace("59.000000+00", "59+00") == FULL + EMPTY + ODD


@settings(max_examples=40)
@given(st.text())
def test_any_text_comes_back(value):
    assert "\t" not in escape(value)
    assert "\n" not in escape(value)
    assert unescape(escape(value)) == value


@settings(max_examples=40)
@given(st.floats(allow_nan=False))
def test_any_number_comes_back_to_the_last_bit(value):
    from core.backup.copying import _DECODERS, _ENCODERS

    assert math.copysign(1, _DECODERS["float"](_ENCODERS["float"](value))) == math.copysign(1, value)
    assert _DECODERS["float"](_ENCODERS["float"](value)) == value
