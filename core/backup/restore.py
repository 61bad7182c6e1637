"""Putting a backup into an empty installation."""

import gzip
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import Connection, Engine, inspect, text

from core.backup.contents import DATABASE, Table, TableSet, folders, settings, table_sets
from core.backup.copying import is_postgresql, quoted, read_rows
from core.backup.create import Report, secret_mark
from core.backup.manifest import Manifest, SavedFolder, SavedTable, SavedTables, stored_key
from core.backup.place import Place
from core.backup.reading import damaged, open_checked, stored_files
from core.db import db
from core.errors import conflict
from core.storage import sha256_of, storage


def restore(place: Place, manifest: Manifest, *, report: Report = lambda *_: None) -> list[str]:
    """Fill the empty database, storage and folders; returns what a person should know, in words.

    The database comes last and as a whole: broken off, the command can simply be given again. An older backup is
    put into the tables of its time, which are then brought up to date.

    Raises AppError 409 when the installation holds something, or the backup is damaged.
    """
    _require_empty()
    upgrade(revision=manifest.revision or "head")
    _restore_stored(place, manifest, report)
    for folder in manifest.folders:
        _restore_folder(place, folder)
    _restore_sets(place, manifest, report)
    db.session.remove()
    upgrade()
    return _remarks(manifest)


def _require_empty() -> None:
    with db.engine.connect() as connection:
        has_tables = inspect(connection).has_table("users")
        n = connection.execute(text("SELECT count(*) FROM users")).scalar_one() if has_tables else 0
    if n:
        raise conflict("not-empty", f"This installation has {n} users. Restore into an empty database and data folder.")


def _restore_stored(place: Place, manifest: Manifest, report: Report) -> None:
    files = stored_files(place, manifest)
    for n_done, file in enumerate(files):
        report(n_done, len(files), "files")
        key = stored_key(file.sha256)
        with place.open(key) as path:
            if sha256_of(path) != file.sha256:
                raise damaged(key)
            storage().put_file(path, file.sha256)


def _restore_folder(place: Place, saved: SavedFolder) -> None:
    root = {folder.name: folder for folder in folders()}[saved.name].path(settings()).resolve()
    for file in saved.files:
        target = (root / file.path).resolve()
        if not target.is_relative_to(root):
            raise damaged(file.content.key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_checked(place, file.content) as path:
            shutil.copyfile(path, target)
        os.utime(target, (file.changed_at, file.changed_at))


def _restore_sets(place: Place, manifest: Manifest, report: Report) -> None:
    saved = {found.name: found for found in manifest.sets}
    known = [found for found in reversed(table_sets()) if found.name in saved]
    for found in known:
        if found.name != DATABASE:
            found.make_room(saved[found.name].facts)
    with ExitStack() as stack:
        open_ones: dict[Engine, Connection] = {}
        for found in known:
            engine = found.engine()
            if engine not in open_ones:
                open_ones[engine] = stack.enter_context(engine.connect())
                _begin(open_ones[engine])
            _load_set(place, found, saved[found.name], open_ones[engine], report)
        for connection in open_ones.values():
            connection.commit()
            if not is_postgresql(connection):
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    if not is_postgresql(connection):
        # Takes effect outside a transaction only; rows come in any order and are checked before the commit.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _load_set(place: Place, found: TableSet, saved: SavedTables, connection: Connection, report: Report) -> None:
    check: Callable[[], None] = partial(_check_references, connection)
    if is_postgresql(connection) and found.name == DATABASE:
        check = _without_references(connection)
    tables = _worth_loading(found, saved, connection)
    for table in tables:
        name = quoted(found.here(table.table()).name)
        connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 (names of our own tables)
    for n_done, table in enumerate(tables):
        report(n_done, len(tables), saved.name)
        _load(place, found.here(table.table()), table, connection)
    found.finish(connection, saved.facts)
    check()


def _worth_loading(found: TableSet, saved: SavedTables, connection: Connection) -> list[SavedTable]:
    """All saved tables but the empty ones that this installation does not have: without rows nothing is lost."""
    if found.name != DATABASE:
        return saved.tables
    there = set(inspect(connection).get_table_names())
    return [table for table in saved.tables if table.n_rows or found.here(table.table()).name in there]


def _load(place: Place, table: Table, saved: SavedTable, connection: Connection) -> None:
    with open_checked(place, saved.text) as path, gzip.open(path, "rb") as source:
        n = read_rows(connection, table, source)  # type: ignore[arg-type]
    if n != saved.n_rows:
        raise damaged(saved.text.key)
    if is_postgresql(connection):
        _set_sequences(connection, table)


def _set_sequences(connection: Connection, table: Table) -> None:
    """Let numbers that the server gives go on behind those that were restored."""
    for name, kind in table.columns:
        if kind != "integer":
            continue
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": quoted(table.name), "column": name}
        ).scalar()
        if sequence:
            newest = f'SELECT max("{name}") FROM {quoted(table.name)}'  # noqa: S608 (as above)
            connection.exec_driver_sql(f"SELECT setval('{sequence}', coalesce(({newest}), 0) + 1, false)")


def _without_references(connection: Connection) -> Callable[[], None]:
    """Take foreign keys away while rows come in any order; the result puts them back, which checks every row."""
    keys: list[Any] = list(
        connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
            )
        )
    )
    for table, name, _ in keys:
        connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def put_back() -> None:
        for table, name, definition in keys:
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')

    return put_back


def _check_references(connection: Connection) -> None:
    if is_postgresql(connection):
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        raise conflict("backup-damaged", f"A row of {broken[0]} refers to one of {broken[2]} that is not there.")


def _remarks(manifest: Manifest) -> list[str]:
    found = []
    if manifest.secret_mark != secret_mark():
        found.append(
            "SECRET_KEY is another than when the backup was made: credentials of announcement targets must be "
            "entered again, or start with the former key. People stay signed in only with the former JWT_SECRET_KEY."
        )
    if manifest.missing:
        found.append(f"{len(manifest.missing)} stored files were missing already when the backup was made.")
    return found


