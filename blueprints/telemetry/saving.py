"""What a backup saves of telemetry: the readings store, and what was received but not stored yet."""

from sqlalchemy import Connection

from blueprints.telemetry.ingest.spool import LOCK_NAME, spool_folder
from blueprints.telemetry.store import store
from blueprints.telemetry.store.interface import Tier
from blueprints.telemetry.store.spans import is_whole
from core.backup.contents import Column, Facts, Folder, Table, TableSet, register_folder, register_tables

_READING = ("channel_id", "at_us", "value", "text", "received_us")
_BUCKET = ("channel_id", "start_us", "n", "mean", "low", "low_at_us", "high", "high_at_us", "first", "first_at_us",
           "last", "last_at_us")  # fmt: skip
TABLES: dict[str, tuple[str, ...]] = {
    "readings": _READING,
    "latest": _READING,
    **{str(tier): _BUCKET for tier in Tier},
    "changes": ("channel_id", "hour_us", "from_us", "until_us"),
    "horizons": ("channel_id", "before_us"),
    "cursors": ("spool", "segment", "offset"),
}
"""The store's tables; the same columns on every server."""

TEXTS, MARKS = frozenset({"text", "spool"}), frozenset({"channel_id", "segment", "offset"})

DAYS = "days"


def register() -> None:
    register_tables(
        TableSet(
            "readings",
            lambda: store().engine,
            _tables,
            facts=_facts,
            make_room=_make_room,
            prefix=lambda: store().prefix,
        )
    )
    register_folder(Folder("spool", spool_folder, left_out=frozenset({LOCK_NAME, "ingest.lock"})))


def _tables(_connection: Connection) -> list[Table]:
    return [Table(name, tuple(Column(c, _kind(c)) for c in columns)) for name, columns in TABLES.items()]


def _kind(column: str) -> str:
    if column in TEXTS:
        return "text"
    return "integer" if column in MARKS or is_whole(column) else "float"


def _facts(connection: Connection) -> Facts:
    return {DAYS: store().days(connection)}


def _make_room(facts: Facts) -> None:
    store().make_days(facts[DAYS])
