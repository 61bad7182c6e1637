"""What there is to save: sets of tables and folders, registered by core and by areas."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.types import JSON, Boolean, DateTime, Float, Integer, LargeBinary, TypeEngine, Uuid

from core.config import Settings
from core.db import UtcDateTime, db

Facts = dict[str, Any]
"""JSON values that a set of tables wants to know again when it is restored."""


class Column(NamedTuple):
    """A column and how its values are written: integer, float, text, boolean, uuid, moment, json or bytes."""

    name: str
    kind: str


class Table(NamedTuple):
    """A table, with its schema where it has one."""

    name: str
    columns: tuple[Column, ...]


def _no_facts(_connection: Connection) -> Facts:
    return {}


def _no_room(_facts: Facts) -> None:
    return


def _nothing_left(_connection: Connection, _facts: Facts) -> None:
    return


@dataclass(frozen=True)
class TableSet:
    """Tables of one database, saved and restored in one transaction."""

    name: str
    engine: Callable[[], Engine]
    tables: Callable[[Connection], list[Table]]
    facts: Callable[[Connection], Facts] = _no_facts
    make_room: Callable[[Facts], None] = _no_room
    """Prepare an empty database for what these facts tell of."""
    finish: Callable[[Connection, Facts], None] = _nothing_left
    """What remains to be done once the rows are there, in their transaction."""
    prefix: Callable[[], str] = str
    """In front of every table's name in the present database, for tables in a schema of their own."""

    def here(self, table: Table) -> Table:
        """The table under the name it has in the present database."""
        return table._replace(name=self.prefix() + table.name)


@dataclass(frozen=True)
class Folder:
    """Files outside the storage that nobody could make again. They only grow, or vanish once they are stored."""

    name: str
    path: Callable[[Settings], Path]
    left_out: frozenset[str] = frozenset()
    """Names of files that mean something to living processes only."""


_table_sets: dict[str, TableSet] = {}
_folders: dict[str, Folder] = {}


def register_tables(found: TableSet) -> None:
    """Sets are saved in the order of registration backwards: the database, which others refer to, comes last."""
    _table_sets[found.name] = found


def register_folder(found: Folder) -> None:
    _folders[found.name] = found


def table_sets() -> list[TableSet]:
    return list(_table_sets.values())


def folders() -> list[Folder]:
    return list(_folders.values())


DATABASE = "database"

UPLOADS = "uploads"


def register_own() -> None:
    register_tables(TableSet(DATABASE, lambda: db.engine, _own_tables))
    register_folder(Folder(UPLOADS, lambda settings: settings.chunk_dir))


KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "boolean"),
    (Integer, "integer"),
    (Float, "float"),
    (Uuid, "uuid"),
    (DateTime, "moment"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
)
"""Kinds of values by column type; everything else is text."""


def kind_of(column_type: TypeEngine[Any]) -> str:
    """How values of this type are written."""
    plain = column_type.impl_instance if isinstance(column_type, UtcDateTime) else column_type
    return next((kind for known, kind in KINDS if isinstance(plain, known)), "text")


def _own_tables(connection: Connection) -> list[Table]:
    """The models' tables that are there, without the note of which migrations ran."""
    there = set(inspect(connection).get_table_names())
    return [
        Table(table.name, tuple(Column(column.name, kind_of(column.type)) for column in table.columns))
        for table in db.metadata.tables.values()
        if table.name in there
    ]


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
