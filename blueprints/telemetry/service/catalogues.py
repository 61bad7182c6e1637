"""Channels of a source from and to CSV."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import select

from blueprints.telemetry.models import Channel, ChannelKind, Source
from core.db import db
from processing.telemetry.catalogue import COLUMNS, ChannelRow, read_catalogue, write_catalogue

MAX_BYTES = 20_000_000

SHOWN_PROBLEMS = 100


class Outcome(NamedTuple):
    """What became of a catalogue's rows."""

    n_created: int
    n_changed: int
    n_unchanged: int
    n_corrected_units: int
    problems: list[str]


def read_in(source: Source, content: bytes) -> Outcome:
    """Make the channels that are new and change those that are known; rows that cannot be read are named."""
    catalogue = read_catalogue(content)
    known = {row.public_id: row for row in db.session.scalars(select(Channel).where(Channel.source_id == source.id))}
    n_created = n_changed = 0
    for found in catalogue.rows:
        row = known.get(found.public_id)
        if row is None:
            row = Channel(
                group_id=source.group_id,
                project_id=source.project_id,
                source_id=source.id,
                site_id=source.site_id,
                public_id=found.public_id,
                name=found.public_id,
            )
            _fill(row, found)
            db.session.add(row)
            n_created += 1
        elif _fill(row, found):
            row.version += 1
            n_changed += 1
    db.session.flush()
    n_corrected = sum(found.published_unit is not None for found in catalogue.rows)
    n_unchanged = len(catalogue.rows) - n_created - n_changed
    return Outcome(n_created, n_changed, n_unchanged, n_corrected, catalogue.problems[:SHOWN_PROBLEMS])


def _fill(row: Channel, found: ChannelRow) -> bool:
    """Store what the catalogue says; true when anything is other than it was."""
    is_changed = False
    fields = dict(found.fields)
    if "kind" in fields:
        fields["kind"] = ChannelKind(fields["kind"])
    if fields.get("name") == "" and fields.get("description"):
        fields["name"] = fields["description"][:200]
    if "limits" in fields and (row.limits or {}).get("context"):
        # A catalogue has no words for contexts: one that a person set stays.
        fields["limits"] = fields["limits"] | {"context": row.limits["context"]}
    if found.published_unit is not None:
        fields["published_unit"] = found.published_unit
    for name, value in fields.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            is_changed = True
    return is_changed


def csv_of(rows: Iterable[Channel]) -> Iterator[str]:
    """Channels as a catalogue that can be read in again."""
    plain = [name for name in COLUMNS if hasattr(Channel, name)]
    return write_catalogue({**{name: getattr(row, name) for name in plain}, "limits": row.limits} for row in rows)
