"""What an archive of a project looks like: names of its members, and the manifest that lists them."""

from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from processing.errors import ProcessingError

FORMAT = "fieldstation-project"
VERSION = 1
"""What the manifest says; an archive of another version is refused."""

MANIFEST = "manifest.json"
USERS = "tables/users.jsonl"

MAX_MANIFEST_BYTES = 64_000_000
"""A line of 150 bytes for each of 300,000 files and more."""

MAX_LINE_BYTES = 64_000_000
"""Longest row; the evaluation of a classifier has some megabytes."""


class ProjectArchiveError(ProcessingError):
    """An archive that is not taken in."""


class FileEntry(BaseModel):
    """One member of the archive."""

    model_config = ConfigDict(extra="forbid")

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size_bytes: int = Field(ge=0)
    media_type: str | None = Field(None, max_length=100)


class Manifest(BaseModel):
    """What the archive holds."""

    model_config = ConfigDict(extra="ignore")

    format: str
    version: int
    project: str = Field(max_length=100)
    made_at: str
    with_sound: bool
    counts: dict[str, int]
    files: dict[str, FileEntry]


class Looked(NamedTuple):
    """What the first look into an archive found."""

    manifest: Manifest


def table_path(name: str) -> str:
    return f"tables/{name}.jsonl"


def file_path(sha256: str) -> str:
    return f"files/{sha256}"


def read_manifest(content: bytes) -> Manifest:
    """Check a manifest. Raises ProjectArchiveError: not-a-project-archive, project-archive-version."""
    try:
        document: Any = BaseManifest.model_validate_json(content)
    except ValidationError as exc:
        raise ProjectArchiveError("not-a-project-archive", "The archive has no manifest of a project.") from exc
    if document.format != FORMAT:
        raise ProjectArchiveError("not-a-project-archive", f"Expected the format {FORMAT!r}.")
    if document.version != VERSION:
        detail = f"The archive has version {document.version}; this station reads version {VERSION}."
        raise ProjectArchiveError("project-archive-version", detail)
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as exc:
        where = "/".join(str(part) for part in exc.errors()[0]["loc"])
        raise ProjectArchiveError("not-a-project-archive", f"The manifest is damaged at {where}.") from exc


class BaseManifest(BaseModel):
    """What every version's manifest says."""

    format: str
    version: int
