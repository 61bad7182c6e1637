"""Which backups stay, and when the next is due."""

from datetime import datetime, timedelta

from core.backup.manifest import CHECKSUM, folder_key
from core.backup.place import Place
from core.backup.reading import names, read_manifest, stored_files
from core.clock import now


def prune(place: Place, *, keep: int) -> list[str]:
    """Remove all but the newest backups, what a broken-off one left, and files no backup holds any more.

    Only while no other backup is being made at this place. Returns the names of the backups that went.
    """
    complete = names(place)
    kept = set(complete[-keep:])
    gone = sorted({key.split("/")[1] for key in place.list("backups")} - kept)
    for name in gone:
        # Its seal goes first: what is then left is no backup, whenever this is broken off.
        place.delete(f"{folder_key(name)}/{CHECKSUM}")
        for key in list(place.list(folder_key(name))):
            place.delete(key)
    if gone:
        _drop_unheld(place, kept)
    return gone


def _drop_unheld(place: Place, kept: set[str]) -> None:
    held = {file.sha256 for name in kept for file in stored_files(place, read_manifest(place, name))}
    for key in list(place.list("files")):
        if key.rpartition("/")[2] not in held:
            place.delete(key)


def is_due(place: Place, *, every_days: float) -> bool:
    """Whether the newest backup is older than this many days, or there is none."""
    found = names(place)
    return not found or due_at(read_manifest(place, found[-1]).made_at, every_days=every_days) < now()


def due_at(newest_made_at: datetime, *, every_days: float) -> datetime:
    """When the backup after the newest one is due."""
    return newest_made_at + timedelta(days=every_days)
