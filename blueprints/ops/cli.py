"""Command line: make, list, verify and restore backups."""

import click
from flask import current_app
from flask.cli import AppGroup

from blueprints.ops.backups import facts_of
from core.backup import checks, reading, upkeep
from core.backup.create import create
from core.backup.manifest import Manifest
from core.backup.place import Place, open_place
from core.backup.restore import restore
from core.backup.turn import Turn
from core.errors import AppError
from core.storage import StorageError

backup = AppGroup("backup", help="Backups: database, files, readings, and what was received but not stored yet.")

MB = 1e6

PLACE = click.option("--place", "address", help="A folder, or s3://bucket/prefix; default: BACKUP_TARGET.")


class Shown:
    """Says on the terminal what is being worked on."""

    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, _done: float, total: float, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            click.echo(f"{stage} ({total:.0f}) …", err=True)


def _place(address: str | None) -> Place:
    return open_place(current_app.config["SETTINGS"], address)


def _failed(exc: AppError | StorageError) -> click.ClickException:
    return click.ClickException(exc.detail if isinstance(exc, AppError) else exc.message)


def _line(manifest: Manifest) -> str:
    facts = facts_of(manifest)
    holes = f"  {facts.n_missing} files missing" if facts.n_missing else ""
    size = f"{facts.n_rows} rows  {facts.n_stored_files} files  {facts.stored_bytes / MB:.1f} MB"
    return f"{facts.name}  {facts.made_at:%Y-%m-%d %H:%M} UTC  {size}{holes}"


@backup.command("create")
@PLACE
def create_command(address: str | None) -> None:
    """Make a backup now; the station may go on working."""
    try:
        manifest = create(_place(address), report=Shown())
    except (AppError, StorageError) as exc:
        raise _failed(exc) from exc
    click.echo(_line(manifest))
    if manifest.missing:
        raise click.ClickException(f"The storage lacks {len(manifest.missing)} files: {', '.join(manifest.missing)}")


@backup.command("list")
@PLACE
def list_command(address: str | None) -> None:
    """List complete backups, oldest first."""
    try:
        place = _place(address)
        for name in reading.names(place):
            click.echo(_line(reading.read_manifest(place, name)))
    except (AppError, StorageError) as exc:
        raise _failed(exc) from exc


@backup.command("verify")
@click.argument("name", required=False)
@PLACE
def verify_command(name: str | None, address: str | None) -> None:
    """Read a whole backup (the newest) and compare every checksum."""
    try:
        place = _place(address)
        wrong = checks.check(place, _manifest(place, name))
    except (AppError, StorageError) as exc:
        raise _failed(exc) from exc
    for line in wrong:
        click.echo(line)
    if wrong:
        raise click.ClickException(f"{len(wrong)} parts are not in order.")
    click.echo("Everything is as it was written.")


@backup.command("restore")
@click.argument("name", required=False)
@PLACE
def restore_command(name: str | None, address: str | None) -> None:
    """Fill this empty installation from a backup (the newest). Nothing else may run meanwhile."""
    try:
        place = _place(address)
        manifest = _manifest(place, name)
        remarks = restore(place, manifest, report=Shown())
    except (AppError, StorageError) as exc:
        raise _failed(exc) from exc
    click.echo(f"Restored {_line(manifest)}")
    for remark in remarks:
        click.echo(f"Note: {remark}")


@backup.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, help="How many of the newest stay.")
@PLACE
def prune_command(keep: int, address: str | None) -> None:
    """Remove older backups and the files only they held."""
    try:
        with Turn(current_app.config["SETTINGS"]):
            gone = upkeep.prune(_place(address), keep=keep)
    except (AppError, StorageError) as exc:
        raise _failed(exc) from exc
    click.echo("\n".join(gone) or "Nothing to remove.")


def _manifest(place: Place, name: str | None) -> Manifest:
    found = reading.names(place)
    if name is None and not found:
        raise click.ClickException(f"There is no backup at {place.address}.")
    return reading.read_manifest(place, name or found[-1])
