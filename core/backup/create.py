"""Making a backup of a running station: what others refer to is saved after what refers to it."""

import gzip
import hashlib
import hmac
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from core.backup import upkeep
from core.backup.contents import DATABASE, Folder, TableSet, folders, settings, table_sets
from core.backup.copying import begin_snapshot, write_rows
from core.backup.manifest import (
    CHECKSUM,
    MANIFEST,
    Manifest,
    SavedFile,
    SavedFolder,
    SavedObject,
    SavedTable,
    SavedTables,
    folder_key,
    stored_key,
)
from core.backup.place import Place
from core.backup.turn import Turn
from core.clock import now
from core.storage import StorageError, sha256_of, storage

Report = Callable[[float, float, str], object]
"""Told how much of how much is done, and of what."""

PACKING = 1
"""gzip's quickest level: text of rows shrinks to a fifth, and the database is not kept waiting."""


def create(place: Place, *, report: Report = lambda *_: None) -> Manifest:
    """Save everything to a place and return what was saved; older backups beyond BACKUP_KEEP then go.

    Raises AppError 409 when another backup runs, StorageError when the place fails.
    """
    with Turn(settings()) as turn, tempfile.TemporaryDirectory(prefix="backup-", dir=settings().work_dir) as scratch:
        manifest = _Backup(place, Path(scratch), turn, report).make()
        upkeep.prune(place, keep=settings().backup_keep)
    return manifest


class _Backup:
    """One backup being made."""

    def __init__(self, place: Place, scratch: Path, turn: Turn, report: Report) -> None:
        self.place = place
        self.scratch = scratch
        self.turn = turn
        self.report = report
        self.made_at = now()
        # To the microsecond, so that names sort as their moments do.
        self.name = f"{self.made_at:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"

    def make(self) -> Manifest:
        # Readings leave their folder once they are stored: looking before and after the snapshot misses none.
        self._gather_folders()
        with ExitStack() as stack:
            connections = {found.name: connection for found, connection in self._snapshots(stack)}
            self._gather_folders()
            sets = [self._save_tables(found, connections[found.name]) for found in _latest_first()]
            revision = _revision(connections[DATABASE])
        listed = self._listed(sets)
        missing = self._save_stored(listed)
        kept = [(sha256, size) for sha256, size in listed if sha256 not in set(missing)]
        manifest = Manifest(
            name=self.name,
            made_at=self.made_at,
            revision=revision,
            secret_mark=secret_mark(),
            sets=sets,
            folders=[self._save_folder(folder) for folder in folders()],
            stored_files=self._save_list(kept),
            n_stored_files=len(kept),
            stored_bytes=sum(size for _, size in kept),
            missing=missing,
        )
        self._seal(manifest)
        return manifest

    def _snapshots(self, stack: ExitStack) -> Iterator[tuple[TableSet, Connection]]:
        """A connection for each engine, all as of nearly the same moment."""
        open_ones: dict[Engine, Connection] = {}
        for found in _latest_first():
            engine = found.engine()
            if engine not in open_ones:
                open_ones[engine] = stack.enter_context(engine.connect())
                begin_snapshot(open_ones[engine])
                stack.callback(open_ones[engine].rollback)
            yield found, open_ones[engine]

    def _save_tables(self, found: TableSet, connection: Connection) -> SavedTables:
        tables = found.tables(connection)
        saved = []
        for n_done, table in enumerate(tables):
            self._tell(n_done, len(tables), found.name)
            path = self.scratch / "rows"
            with gzip.open(path, "wb", compresslevel=PACKING) as out:
                n_rows = write_rows(connection, found.here(table), out)  # type: ignore[arg-type]
            text = self._put(path, f"{found.name}/{table.name}.gz")
            saved.append(SavedTable(name=table.name, columns=list(table.columns), n_rows=n_rows, text=text))
        return SavedTables(name=found.name, facts=found.facts(connection), tables=saved)

    def _listed(self, sets: list[SavedTables]) -> list[tuple[str, int]]:
        """Hash and size of every stored file, read from the rows just saved: the same moment, no second query."""
        (tables,) = (found.tables for found in sets if found.name == DATABASE)
        (blobs,) = (table for table in tables if table.name == "blobs")
        at = {name: index for index, (name, _) in enumerate(blobs.columns)}
        with self.place.open(blobs.text.key) as path, gzip.open(path, "rt") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines]
        return sorted((row[at["sha256"]], int(row[at["size_bytes"]])) for row in rows)

    def _save_stored(self, listed: list[tuple[str, int]]) -> list[str]:
        """Copy the files that are not at the place yet; returns the hashes of those that are not in the storage."""
        missing = []
        for n_done, (sha256, _) in enumerate(listed):
            self._tell(n_done, len(listed), "files")
            key = stored_key(sha256)
            try:
                if not self.place.exists(key):
                    with storage().open_local(sha256) as path:
                        self.place.put(key, path)
            except StorageError as exc:
                if exc.code != "file-missing":
                    raise
                missing.append(sha256)
        return missing

    def _save_list(self, kept: list[tuple[str, int]]) -> SavedObject:
        path = self.scratch / "files"
        with gzip.open(path, "wt") as out:
            out.writelines(f"{sha256} {size}\n" for sha256, size in kept)
        return self._put(path, "files.gz")

    def _gather_folders(self) -> None:
        """Copy what lies in the folders; a file that has grown since replaces its copy, one that is gone stays."""
        for folder in folders():
            for source, path in _files_of(folder):
                copy = self.scratch / "folders" / folder.name / path
                copy.parent.mkdir(parents=True, exist_ok=True)
                with _vanishing():
                    shutil.copy2(source, copy)

    def _save_folder(self, folder: Folder) -> SavedFolder:
        root = self.scratch / "folders" / folder.name
        found = sorted(path for path in root.rglob("*") if path.is_file())
        files = []
        for copy in found:
            path = str(copy.relative_to(root))
            changed_at = copy.stat().st_mtime
            content = self._put(copy, f"folders/{folder.name}/{path}")
            files.append(SavedFile(path=path, changed_at=changed_at, content=content))
        return SavedFolder(name=folder.name, files=files)

    def _put(self, path: Path, key: str) -> SavedObject:
        full = f"{folder_key(self.name)}/{key}"
        found = SavedObject(key=full, size_bytes=path.stat().st_size, sha256=sha256_of(path))
        self.place.put(full, path)
        path.unlink()
        self.turn.renew()
        return found

    def _seal(self, manifest: Manifest) -> None:
        path = self.scratch / MANIFEST
        path.write_text(manifest.model_dump_json(indent=1))
        checksum = self.scratch / CHECKSUM
        checksum.write_text(f"{sha256_of(path)}  {MANIFEST}\n")
        for one in (path, checksum):
            self.place.put(f"{folder_key(self.name)}/{one.name}", one)

    def _tell(self, n_done: int, n: int, stage: str) -> None:
        self.turn.renew()
        self.report(n_done, n, stage)


def _latest_first() -> list[TableSet]:
    """Readings refer to channels: saved before them, they find theirs in the database."""
    return list(reversed(table_sets()))


def _files_of(folder: Folder) -> list[tuple[Path, Path]]:
    root = folder.path(settings())
    found = sorted(root.rglob("*")) if root.is_dir() else []
    usable = (path for path in found if path.name not in folder.left_out and not path.name.startswith("."))
    return [(path, path.relative_to(root)) for path in usable if path.is_file()]


@contextmanager
def _vanishing() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


def _revision(connection: Connection) -> str:
    return "+".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def secret_mark() -> str:
    return hmac.new(settings().secret_key.encode(), b"fieldstation backup", hashlib.sha256).hexdigest()[:16]
