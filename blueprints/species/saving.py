"""What a backup saves of checklists: the tables that each release has to itself."""

import re

from sqlalchemy import Connection, inspect

from blueprints.species.service import releases
from core.backup.contents import Column, Facts, Table, TableSet, kind_of, register_tables
from core.db import db

NUMBERS = "numbers"

_USAGES = re.compile(r"checklist_(\d+)_usages")


def register() -> None:
    register_tables(
        TableSet("checklists", lambda: db.engine, _tables, facts=_facts, make_room=_make_room, finish=_finish)
    )


def _numbers(connection: Connection) -> list[int]:
    names = inspect(connection).get_table_names()
    return sorted(int(found[1]) for name in names if (found := _USAGES.fullmatch(name)))


def _tables(connection: Connection) -> list[Table]:
    return [
        Table(table.name, tuple(Column(column.name, kind_of(column.type)) for column in table.columns))
        for number in _numbers(connection)
        for table in releases.tables_of(number).all
    ]


def _facts(connection: Connection) -> Facts:
    return {NUMBERS: _numbers(connection)}


def _make_room(facts: Facts) -> None:
    with db.engine.begin() as connection:
        for number in facts[NUMBERS]:
            releases.create(connection, number)


def _finish(connection: Connection, facts: Facts) -> None:
    """Full tables are indexed faster than indexed ones are filled."""
    for number in facts[NUMBERS]:
        for table, column in releases.INDEXES:
            releases.index(connection, number, table, column)
        releases.analyse(connection, number)
