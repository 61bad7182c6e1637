"""An archive of a project, written table by table and file by file."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select, text

from blueprints.accounts.models import User
from blueprints.exchange.service.layout import (
    FORMAT,
    MANIFEST,
    USERS,
    VERSION,
    FileEntry,
    Manifest,
    file_path,
    table_path,
)
from blueprints.exchange.service.tables import TABLES, Table
from blueprints.exchange.service.values import to_json
from blueprints.projects.models import Project
from core.clock import iso, now
from core.db import db
from core.storage import storage
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter
from processing.audio.formats.archives import ZipStream

ROWS_AT_ONCE = 2000
LINES_AT_ONCE = 200
"""Rows packed at a time: packing them one by one takes longer than reading them."""

BLOCK_BYTES = 1 << 20


class Writer:
    """One archive being written; what was written is counted and hashed for the manifest."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._archive = ZipStream()
        self.files: dict[str, FileEntry] = {}
        self.counts: dict[str, int] = {}

    def add(self, path: str, chunks: Iterator[bytes], *, media_type: str | None = None) -> None:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(path, is_compressed=media_type is None) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
                self._flush()
        self._flush()
        self.files[path] = FileEntry(sha256=digest.hexdigest(), size_bytes=size, media_type=media_type)

    def _flush(self) -> None:
        for part in self._archive.drain():
            self._out.write(part)

    def close(self, manifest: Manifest) -> None:
        with self._archive.open(MANIFEST) as member:
            member.write(manifest.model_dump_json(indent=1).encode())
        for part in self._archive.close():
            self._out.write(part)


def write_project(reporter: Reporter, project_id: UUID, path: Path, *, with_sound: bool) -> str:
    """Write everything of a project into a file; returns the project's name. Rows are read as of one moment."""
    reporter.commit()
    _begin_snapshot()
    name = db.session.get_one(Project, project_id).name
    people: set[UUID] = set()
    blobs: dict[str, bool] = {}
    with path.open("wb") as out:
        writer = Writer(out)
        for number, table in enumerate(TABLES):
            reporter.report(number, len(TABLES), f"Writing {table.name.replace('_', ' ')}")
            writer.add(table_path(table.name), _lines(writer, table, project_id, people, blobs))
        writer.add(USERS, _people(people))
        kept = [sha256 for sha256, is_sound in blobs.items() if with_sound or not is_sound]
        media_types = _media_types(kept)
        db.session.rollback()
        _add_files(writer, kept, media_types, lambda n: reporter.report(n, len(kept), "Writing files", unit="files"))
        made_at = iso(now()) or ""
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            project=name,
            made_at=made_at,
            with_sound=with_sound,
            counts=writer.counts,
            files=writer.files,
        )
        writer.close(manifest)
    return name


def _begin_snapshot() -> None:
    """All that is read from here to the end of the transaction is of one moment."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    else:
        # Python's driver begins a transaction for writing alone.
        db.session.execute(text("BEGIN"))


def _lines(
    writer: Writer, table: Table, project_id: UUID, people: set[UUID], blobs: dict[str, bool]
) -> Iterator[bytes]:
    columns = [column.name for column in table.columns]
    theirs = [column.name for column in table.columns if _target(column) == "users"]
    stored = [column.name for column in table.columns if _target(column) == "blobs"]
    is_sound = table.name == "recordings"
    n_rows = 0
    waiting: list[str] = []
    found = table.rows(project_id).with_only_columns(*table.columns, maintain_column_froms=True)
    for row in db.session.execute(found.execution_options(yield_per=ROWS_AT_ONCE)).mappings():
        people.update(row[name] for name in theirs if row[name] is not None)
        for name in stored:
            if row[name] is not None:
                blobs[row[name]] = blobs.get(row[name], True) and is_sound
        n_rows += 1
        waiting.append(json.dumps({name: to_json(row[name]) for name in columns}, ensure_ascii=False))
        if len(waiting) >= LINES_AT_ONCE:
            yield ("\n".join(waiting) + "\n").encode()
            waiting = []
    if waiting:
        yield ("\n".join(waiting) + "\n").encode()
    writer.counts[table.name] = n_rows


def _target(column: Any) -> str | None:
    """The table a column's foreign key leads to."""
    keys = list(column.foreign_keys)
    return str(keys[0].column.table.name) if keys else None


def _people(ids: set[UUID]) -> Iterator[bytes]:
    """Who is named in the rows: by address, since another station knows no ids of ours."""
    named = sorted(ids)
    for first in range(0, len(named), ROWS_AT_ONCE):
        rows = select(User.id, User.email, User.display_name).where(User.id.in_(named[first : first + ROWS_AT_ONCE]))
        for row in db.session.execute(rows):
            yield json.dumps({"id": str(row.id), "email": row.email, "display_name": row.display_name}).encode() + b"\n"


def _media_types(kept: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first in range(0, len(kept), ROWS_AT_ONCE):
        rows = select(Blob.sha256, Blob.media_type).where(Blob.sha256.in_(kept[first : first + ROWS_AT_ONCE]))
        found |= {row.sha256: row.media_type for row in db.session.execute(rows)}
    return found


def _add_files(writer: Writer, kept: list[str], media_types: dict[str, str], tell: Callable[[int], None]) -> None:
    """Stored files, uncompressed; one that the storage lacks is left out, and its recording says so elsewhere."""
    place = storage()
    for number, sha256 in enumerate(kept):
        tell(number)
        if place.exists(sha256):
            with place.open_local(sha256) as source:
                writer.add(file_path(sha256), _blocks(source), media_type=media_types[sha256])


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block
