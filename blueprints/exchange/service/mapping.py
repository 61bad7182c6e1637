"""What stands for what: rows of an archive translated into rows of this station."""

import struct
from collections.abc import Callable
from typing import Any
from uuid import UUID

from blueprints.exchange.service.tables import Row, Table, choices_of
from blueprints.exchange.service.values import damaged, from_json
from core.clock import new_id

NUMBERED = {"segment_ids": "segments", "rejected_ids": "segments", "segment_id": "segments"}
"""Fields of JSON documents that hold numbers of rows."""


class LeftOut(Exception):  # noqa: N818 (not a fault)
    """A row that means nothing here, because what it is about did not come along."""


class Mapping:
    """Old identifiers and new ones, table by table."""

    def __init__(self, group_id: UUID) -> None:
        self.group_id = group_id
        self.ids: dict[str, dict[Any, Any]] = {}
        self.users: dict[UUID, UUID | None] = {}
        self.blobs: dict[str, str] = {}
        """Hashes of the archive, and under which each is stored here."""
        self._renewed: dict[UUID, UUID] = {}
        self._columns: dict[str, list[Any]] = {}
        self._texts: dict[str, str] = {}
        """Identifiers as JSON documents have them."""

    def add(self, table: str, old: UUID, new: UUID) -> None:
        self.ids.setdefault(table, {})[old] = new
        self._texts[str(old)] = str(new)

    def translate(self, table: Table, given: dict[str, Any]) -> tuple[Row, Row]:
        """The row as it is here, and its columns to be filled in later. Raises LeftOut, ProjectArchiveError."""
        choices = choices_of(table.model)
        if table.name not in self._columns:
            self._columns[table.name] = table.columns
        row, later = {}, {}
        for column in self._columns[table.name]:
            name = column.name
            if name not in given and (column.default is not None or column.nullable):
                continue
            value = from_json(column, given.get(name), choices.get(name))
            if name == "id" and table.has_numbers:
                continue
            if name in table.later:
                later[name] = self.ids.get(table.name, {}).get(value)
                continue
            row[name] = self._value(table, column, value)
        if table.unfinished and row.get("state") in table.unfinished:
            row["state"] = str(table.unfinished[row["state"]])
        return row, later

    def _value(self, table: Table, column: Any, value: Any) -> Any:
        if value is None:
            return None
        name = column.name
        if name in table.renewed:
            return self._renewed.setdefault(value, new_id())
        if name in table.packed:
            return self._packed(value)
        if isinstance(value, dict | list):
            return self._document(value)
        target = _target(table, column)
        return value if target is None else self._reference(table, column, target, value)

    def _reference(self, table: Table, column: Any, target: str, value: Any) -> Any:
        known: dict[str, Callable[[Any], Any]] = {
            "groups": lambda _old: self.group_id,
            "users": self.users.get,
            "blobs": self.blobs.get,
            "jobs": lambda _old: None,
        }
        found = known.get(target, self.ids.get(target, {}).get)(value)
        if found is not None:
            return found
        if column.name in table.may_lack:
            raise LeftOut
        if column.nullable:
            return None
        raise damaged(column, f"{str(value)[:60]!r}, which the archive does not hold")

    def _packed(self, value: bytes) -> bytes:
        numbers = struct.unpack(f"<{len(value) // 8}q", value[: len(value) // 8 * 8])
        known = self.ids.get("segments", {})
        kept = [known[number] for number in numbers if number in known]
        return struct.pack(f"<{len(kept)}q", *kept)

    def _document(self, value: Any, name: str = "") -> Any:
        """A JSON document in which identifiers of the archive's rows are those of here."""
        if isinstance(value, dict):
            return {key: self._document(part, key) for key, part in value.items()}
        if isinstance(value, list):
            parts = [self._document(part, name) for part in value]
            return [part for part in parts if part is not None] if name in NUMBERED else parts
        if isinstance(value, str):
            return self._texts.get(value, value)
        if name in NUMBERED and isinstance(value, int):
            return self.ids.get(NUMBERED[name], {}).get(value)
        return value


def _target(table: Table, column: Any) -> str | None:
    """The table whose rows a column names."""
    if column.name == "id":
        return table.name
    if column.name in table.refers:
        return table.refers[column.name]
    # A column may also be part of a key of several columns, which names no row of its own.
    keys = [key.column for key in column.foreign_keys if len(key.column.table.primary_key.columns) == 1]
    return str(keys[0].table.name) if keys else None
