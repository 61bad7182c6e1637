"""A table of recordings' metadata as CSV, written as it is read."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording
from blueprints.species.models import Species
from core.clock import iso
from core.db import db
from processing.audio.formats.cells import neutralise

ROWS_AT_ONCE = 500
"""Rows fetched and sent at a time."""

COLUMNS = (
    "id", "name", "file_name", "project", "site", "species", "state", "recorded_at", "utc_offset_min", "latitude",
    "longitude", "device", "temperature_c", "sr_hz", "n_channels", "bit_depth", "duration_s", "time_expansion",
    "container", "subtype", "size_bytes", "sha256", "n_segments", "is_classified", "notes", "created_at",
)  # fmt: skip


def write_csv(rows: Select[Recording]) -> Iterator[str]:
    """The table, header first; texts that a spreadsheet would run are prefixed with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    found = db.session.execute(_named(rows).execution_options(yield_per=ROWS_AT_ONCE))
    for chunk in found.partitions(ROWS_AT_ONCE):
        writer.writerows([_cells(*row) for row in chunk])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _named(rows: Select[Recording]) -> Select[Recording, str, str, str]:
    ids = rows.with_only_columns(Recording.id, maintain_column_froms=True).order_by(None)
    return (
        select(Recording, Project.name, Site.name, Species.scientific_name)
        .join(Project, Project.id == Recording.project_id)
        .outerjoin(Site, Site.id == Recording.site_id)
        .outerjoin(Species, Species.id == Recording.species_id)
        .where(Recording.id.in_(ids))
        .order_by(Recording.timeline_at, Recording.id)
    )


def _cells(row: Recording, project: str, site: str | None, species: str | None) -> list[Any]:
    given = {
        "project": project,
        "site": site,
        "species": species,
        "recorded_at": iso(row.recorded_at),
        "created_at": iso(row.created_at),
        "sha256": row.blob_sha256,
        "n_segments": row.n_segments if row.current_segmentation_id else None,
    }
    return [_harmless(given[name] if name in given else getattr(row, name)) for name in COLUMNS]


def _harmless(value: Any) -> Any:
    return neutralise(value) if isinstance(value, str) else value
