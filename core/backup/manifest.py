"""What a backup says of itself; written last, so that a backup without it is none."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from core.backup.contents import Column, Table

FORMAT = 1
"""Number of this layout; a later one must go on reading it."""

MANIFEST, CHECKSUM = "manifest.json", "manifest.json.sha256"


class SavedObject(BaseModel):
    """One object of a backup."""

    key: str
    """Where it lies, below the place."""
    size_bytes: int
    sha256: str


class SavedTable(BaseModel):
    """The rows of one table, as text packed with gzip."""

    name: str
    columns: list[tuple[str, str]]
    n_rows: int
    text: SavedObject

    def table(self) -> Table:
        return Table(self.name, tuple(Column(*column) for column in self.columns))


class SavedTables(BaseModel):
    """One set of tables."""

    name: str
    facts: dict[str, Any]
    tables: list[SavedTable]


class SavedFile(BaseModel):
    """A file of a folder."""

    path: str
    """Below the folder."""
    changed_at: float
    """Seconds since 1970; how long an upload is kept goes by it."""
    content: SavedObject


class SavedFolder(BaseModel):
    """One folder."""

    name: str
    files: list[SavedFile]


class Manifest(BaseModel):
    """Everything of a backup, with checksums."""

    format: int = FORMAT
    name: str
    made_at: datetime
    revision: str
    """Of the database's migrations."""
    secret_mark: str
    """Tells whether SECRET_KEY is still the one with which credentials were sealed, without telling the key."""
    sets: list[SavedTables]
    folders: list[SavedFolder]
    stored_files: SavedObject
    """A list: a line for each stored file with its hash and its size, packed with gzip."""
    n_stored_files: int
    stored_bytes: int
    missing: list[str]
    """Hashes of files that rows name and that were not in the storage."""

    def objects(self) -> list[SavedObject]:
        """Every object of this backup alone; stored files are shared by all backups of a place."""
        texts = [table.text for found in self.sets for table in found.tables]
        return [*texts, *(file.content for folder in self.folders for file in folder.files), self.stored_files]


def folder_key(name: str) -> str:
    return f"backups/{name}"


def stored_key(sha256: str) -> str:
    """Stored files lie under their hash, once for all backups of a place."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"
