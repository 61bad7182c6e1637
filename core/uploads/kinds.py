"""What can be uploaded: areas declare kinds of files and what becomes of each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.access import Principal, Role
from core.errors import invalid
from core.storage.blobs import Blob
from core.uploads.models import Upload

HEAD_BYTES = 8192
"""Leading bytes a kind is shown to tell what the file really is."""


class UploadFields(BaseModel):
    """What a sender may say of a file; keys that nobody knows are passed over, as upload pages add their own."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    kind: str = Field("recording", max_length=40, description="What the file is: recording, archive, …")
    filename: str = Field(min_length=1, max_length=1000, description="Name of the file")
    project_id: UUID | None = Field(None, description="Project it goes into")
    group_id: UUID | None = Field(None, description="Group it goes into, when it belongs to no project")
    site_id: UUID | None = Field(None, description="Site it was recorded at")
    species_id: UUID | None = Field(None, description="Species it is about")
    auto_split: bool | None = Field(None, description="Whether long recordings are shown in parts")
    time_expansion: float | None = Field(None, gt=0, le=1000, description="Factor the sound was slowed down by")
    sha256: str | None = Field(
        None, pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the file, checked at the end"
    )

    @field_validator("filename")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        name = plain_name(value)
        if not name:
            raise ValueError("expected a file name")
        return name

    @field_validator("project_id", "group_id", "site_id", "species_id", "sha256", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if value == "" else value


def plain_name(name: str) -> str:
    """The last part of a path, without control characters, at most 255 characters long."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    printable = "".join(char for char in last if char.isprintable()).strip()
    return "" if printable in {".", ".."} else printable[-255:]


class UploadResult(NamedTuple):
    """The object made from a file: its type (`recording`), its id, and where the API gives it."""

    type: str
    id: str
    url: str


class Reporter(Protocol):
    """Who hears how far the work is: a job's context, or nobody when a request waits for the end."""

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None: ...

    def log(self, line: str) -> None: ...

    def commit(self) -> None: ...


class Accept(Protocol):
    """Makes the object from a verified and stored file, in the transaction that also marks the upload as stored.

    reporter : the job's context. upload : its row. blob : the stored file's row to refer to. path : the file
    itself, readable until the return. found : what `inspect` gave.
    Raises AppError or ProcessingError to refuse the file; nothing of it is then kept.
    """

    def __call__(self, reporter: Reporter, upload: Upload, blob: Blob, path: Path, found: Any, /) -> UploadResult: ...


class Unpack(Protocol):
    """As `Accept`, for a file of which only what is in it is kept."""

    def __call__(self, reporter: Reporter, upload: Upload, path: Path, /) -> UploadResult: ...


def _anything(_head: bytes) -> str:
    return "application/octet-stream"


def _nothing(_path: Path, _fields: dict[str, Any]) -> None:
    return None


def _never(_upload: Upload, _sha256: str) -> UploadResult | None:
    return None


def _no_objection(_who: Principal, _group_id: UUID, _fields: UploadFields) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class UploadKind:
    """One kind of file, its limits, and the functions that take it in.

    name : as in the metadata key `kind`. max_mb_setting : the setting that holds its largest size.
    role : what the sender must be in the group. accept, unpack : what becomes of it; one of them is given.
    """

    name: str
    max_mb_setting: str
    accept: Accept | None = None
    unpack: Unpack | None = None
    role: Role = Role.EDITOR
    fields: type[UploadFields] = UploadFields
    """Model of its metadata."""
    check: Callable[[Principal, UUID, UploadFields], None] = _no_objection
    """Called before the first byte with the person, the group and the fields; raises when they do not fit."""
    sniff: Callable[[bytes], str] = _anything
    """Media type told by the leading bytes; raises AppError or ProcessingError for another kind of file."""
    inspect: Callable[[Path, dict[str, Any]], Any] = _nothing
    """The slow look into the file (probing), given what its sender says of it, its name included; pure, no database,
    may run in another thread; raises to refuse."""
    find_existing: Callable[[Upload, str], UploadResult | None] = _never
    """The object that the same content (by its SHA-256) already has here."""

    def __post_init__(self) -> None:
        if (self.accept is None) == (self.unpack is None):
            raise TypeError(f"the kind {self.name} needs accept, or unpack for a file that is not kept itself")


_kinds: dict[str, UploadKind] = {}


def register(kind: UploadKind) -> None:
    """Declare a kind; a second one of the same name replaces the first, so that applications may be made twice."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> UploadKind:
    """The kind of that name. Raises AppError 422 naming those there are."""
    found = _kinds.get(name)
    if found is None:
        raise invalid("/kind", f"expected one of {', '.join(kind_names())}, found {name}", "unknown-kind")
    return found


def kind_names() -> list[str]:
    return sorted(_kinds)
