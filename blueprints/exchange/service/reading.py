"""An archive of a project, looked over and unpacked; nothing it says is believed before it was checked."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blueprints.exchange.service.layout import (
    MANIFEST,
    MAX_LINE_BYTES,
    MAX_MANIFEST_BYTES,
    Manifest,
    ProjectArchiveError,
    file_path,
    read_manifest,
    table_path,
)
from core.disk import MB
from core.uploads.archives import Archive, Limits, Member, open_archive

MAX_MEMBERS = 300_000

MAX_UNPACKED = 20
"""Unpacked bytes of all members over the largest archive: sound packs less, tables more."""

BLOCK_BYTES = 1 << 20


def limits(max_archive_mb: int) -> Limits:
    return Limits(MAX_MEMBERS, MAX_UNPACKED * max_archive_mb * MB, max_archive_mb * MB)


def look(path: Path, allowed: Limits) -> Manifest:
    """Check an archive's members against its manifest. Raises ArchiveError, ProjectArchiveError."""
    with open_archive(path, allowed) as archive:
        return manifest_of(archive)


def manifest_of(archive: Archive) -> Manifest:
    """The manifest, when every member is listed with its size and no other is there."""
    members = {member.path: member for member in archive.members}
    if MANIFEST not in members:
        raise ProjectArchiveError("not-a-project-archive", "The archive has no manifest of a project.")
    manifest = read_manifest(archive.read(members.pop(MANIFEST), limit=MAX_MANIFEST_BYTES))
    if members.keys() != manifest.files.keys():
        odd = sorted(members.keys() ^ manifest.files.keys())[0]
        raise ProjectArchiveError("project-archive-damaged", f"{odd[:100]!r} is not both listed and there.")
    for path, entry in manifest.files.items():
        if members[path].size_bytes != entry.size_bytes:
            raise ProjectArchiveError("project-archive-damaged", f"{path[:100]!r} has another size than is listed.")
    return manifest


def unpack(archive: Archive, manifest: Manifest, path: str, target: Path) -> None:
    """Write one member to a path and compare its hash. Raises ArchiveError, ProjectArchiveError."""
    entry = manifest.files[path]
    archive.extract(Member(path, path.rsplit("/", 1)[-1], entry.size_bytes), target)
    with target.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != entry.sha256:
        raise ProjectArchiveError("project-archive-damaged", f"{path[:100]!r} has another SHA-256 than is listed.")


def unpack_tables(archive: Archive, manifest: Manifest, folder: Path) -> None:
    """Write every table into a folder, under names of our own."""
    for path in manifest.files:
        name = path.removeprefix("tables/").removesuffix(".jsonl")
        if path == table_path(name) and name.replace("_", "").isalpha() and name.isascii():
            unpack(archive, manifest, path, folder / f"{name}.jsonl")


def stored_files(manifest: Manifest) -> Iterator[str]:
    """Hashes of the stored files that came along. Raises ProjectArchiveError where name and hash differ."""
    for path, entry in manifest.files.items():
        if path.startswith("files/"):
            if path != file_path(entry.sha256):
                detail = f"{path[:100]!r} is named otherwise than its hash."
                raise ProjectArchiveError("project-archive-damaged", detail)
            yield entry.sha256


def rows_of(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of an unpacked table, one at a time. Raises ProjectArchiveError."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE_BYTES + 1):
            if len(line) > MAX_LINE_BYTES:
                raise ProjectArchiveError("project-archive-damaged", f"A row of {name} is too long.")
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as exc:
                raise ProjectArchiveError("project-archive-damaged", f"A row of {name} is no JSON.") from exc
            if not isinstance(row, dict):
                raise ProjectArchiveError("project-archive-damaged", f"A row of {name} is no object.")
            yield row
