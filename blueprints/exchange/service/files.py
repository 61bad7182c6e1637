"""Stored files that come with a project: each is what its rows say it is, or the archive is refused."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from blueprints.exchange.service.layout import Manifest, ProjectArchiveError
from blueprints.exchange.service.reading import rows_of, stored_files
from blueprints.exchange.service.tables import TABLES

MEDIA_TYPE = re.compile(r"audio/[a-z0-9.+-]+|application/(zip|octet-stream)|image/(png|jpeg)|text/csv")
"""What a stored file may be called; a browser runs none of these."""

SHA256 = re.compile("[0-9a-f]{64}")


class Use(NamedTuple):
    """What a stored file is used for: the table that names it."""

    tables: frozenset[str]


def uses_of(folder: Path) -> dict[str, Use]:
    """Every file that rows name, and which tables do. Raises ProjectArchiveError for what is no hash."""
    found: dict[str, set[str]] = {}
    for table in TABLES:
        names = [c.name for c in table.columns if any(k.column.table.name == "blobs" for k in c.foreign_keys)]
        for row in rows_of(folder, table.name) if names else ():
            for name in names:
                sha256 = row.get(name)
                if sha256 is None:
                    continue
                if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
                    raise ProjectArchiveError("project-archive-damaged", f"{table.name}.{name} names no file.")
                found.setdefault(sha256, set()).add(table.name)
    return {sha256: Use(frozenset(tables)) for sha256, tables in found.items()}


def absent_key(sha256: str) -> str:
    """What stands for a file that did not come along.

    Never its own hash: whoever knows the hash of someone else's file must not get at it by naming it.
    """
    return hashlib.sha256(f"not in the archive: {sha256}".encode()).hexdigest()


def media_type_of(manifest: Manifest, sha256: str) -> str:
    found = manifest.files[f"files/{sha256}"].media_type or ""
    if not MEDIA_TYPE.fullmatch(found):
        raise ProjectArchiveError("project-archive-damaged", f"A file has the media type {found[:60]!r}.")
    return found


def here_and_absent(manifest: Manifest, uses: dict[str, Use]) -> tuple[list[str], list[str]]:
    """Files that came along, and files that rows name and that did not."""
    here = set(stored_files(manifest))
    if not here <= uses.keys():
        raise ProjectArchiveError("project-archive-damaged", "The archive has files that nothing in it names.")
    return sorted(here), sorted(uses.keys() - here)


Check = Callable[[Path, dict[str, Any]], None]


def facts_of_sounds(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What the recordings say of each sound file."""
    facts: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(folder, "recordings"):
        facts.setdefault(str(row.get("blob_sha256")), []).append(row)
    return facts
