"""The tables of one release of a checklist: made empty, filled without indexes, indexed, dropped as a whole.

A release has tables of its own, so that a new one is loaded beside the old one at full speed, is seen by nobody
until it is ready, and goes away without a trace when it is cancelled or replaced.
"""

from functools import cache
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, SmallInteger, Table, Text, text

KEY_LENGTH = 200
"""Characters of a name that are compared; an index entry of PostgreSQL has at most 2,700 bytes."""

KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte on every server, so that all names with one beginning lie together."""


class Release(NamedTuple):
    """The tables of a release."""

    usages: Table
    common_names: Table
    common_words: Table
    """Each word of each common name, to find a name by any of its words."""
    places: Table
    relations: Table
    words: Table
    """Genera and names of one word, filed under their pieces, to find misspelt ones."""

    @property
    def all(self) -> list[Table]:
        return [self.usages, self.common_names, self.common_words, self.places, self.relations, self.words]


@cache
def tables_of(number: int) -> Release:
    """The tables of the release of this number."""
    data = MetaData()
    name = f"checklist_{number}_"
    return Release(
        Table(
            f"{name}usages", data,
            Column("number", Integer, primary_key=True, autoincrement=False),
            Column("source_id", Text, nullable=False),
            Column("above", Integer),
            Column("is_synonym", SmallInteger, nullable=False),
            Column("status", Text, nullable=False),
            Column("rank", Text, nullable=False),
            Column("name", Text, nullable=False),
            Column("authorship", Text, nullable=False),
            Column("name_key", KEY, nullable=False),
            Column("environment", Text, nullable=False),
            Column("link", Text, nullable=False),
        ),
        Table(
            f"{name}common_names", data,
            Column("number", Integer, primary_key=True, autoincrement=False),
            Column("usage", Integer, nullable=False),
            Column("language", Text, nullable=False),
            Column("name", Text, nullable=False),
            Column("name_key", KEY, nullable=False),
        ),
        Table(
            f"{name}common_words", data,
            Column("word", KEY, nullable=False),
            Column("common_name", Integer, nullable=False),
        ),
        Table(
            f"{name}places", data,
            Column("usage", Integer, nullable=False),
            Column("area_id", Text, nullable=False),
            Column("area", Text, nullable=False),
            Column("establishment", Text, nullable=False),
        ),
        Table(
            f"{name}relations", data,
            Column("usage", Integer, nullable=False),
            Column("related", Integer, nullable=False),
            Column("kind", Text, nullable=False),
        ),
        Table(
            f"{name}words", data,
            Column("piece", KEY, nullable=False),
            Column("word", KEY, nullable=False),
        ),
    )  # fmt: skip


INDEXES = (
    ("usages", "name_key"),
    ("usages", "above"),
    ("common_names", "usage"),
    ("common_names", "name_key"),
    ("common_words", "word"),
    ("places", "usage"),
    ("relations", "usage"),
    ("words", "piece"),
)
"""What is indexed once the tables are full."""


def create(connection: Connection, number: int) -> None:
    """Make the empty tables."""
    for table in tables_of(number).all:
        table.create(connection, checkfirst=True)


def index(connection: Connection, number: int, table: str, column: str) -> None:
    """Make one index, if it is not there."""
    name = f"checklist_{number}_{table}"
    connection.execute(text(f'CREATE INDEX IF NOT EXISTS "ix_{name}_{column}" ON "{name}" ("{column}")'))


def drop(connection: Connection, number: int) -> None:
    """Remove everything of a release."""
    for table in tables_of(number).all:
        table.drop(connection, checkfirst=True)


def analyse(connection: Connection, number: int) -> None:
    """Tell the planner how large the tables have become."""
    for table in tables_of(number).all:
        connection.execute(text(f'ANALYZE "{table.name}"'))
