"""Archives of labelled clips as something that can be uploaded: they become training sets."""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.calls.models import TrainingSet
from core.access import Role
from core.clock import new_id
from core.db import db
from core.errors import AppError
from core.storage.blobs import Blob
from core.uploads.archives import Limits, open_archive
from core.uploads.kinds import Reporter, UploadKind, UploadResult, register
from core.uploads.models import Upload
from processing.audio.clip_names import read_clip_name
from processing.errors import TableError

MAX_CLIPS = 100_000
"""Clips of one archive."""

MAX_CLIP_MB = 200
"""One call; a whole recording belongs elsewhere."""

LIMITS = Limits(MAX_CLIPS, 16_000_000_000, MAX_CLIP_MB * 1_000_000)
"""What an archive of clips may hold; its packed size is limited by the setting for archives."""

MAX_FINDINGS = 200
"""Left-out members that are named; more are counted."""

ZIP_HEAD = (b"PK\x03\x04", b"PK\x05\x06")


class Contents(NamedTuple):
    """What the names in an archive say."""

    labels: dict[str, int]
    findings: list[dict[str, str]]

    @property
    def n_clips(self) -> int:
        return sum(self.labels.values())


def register_kind() -> None:
    register(
        UploadKind(
            name="clips",
            max_mb_setting="max_archive_mb",
            role=Role.EDITOR,
            sniff=_sniff,
            inspect=_inspect,
            find_existing=_find_existing,
            accept=_accept,
        )
    )


def _sniff(head: bytes) -> str:
    if not head.startswith(ZIP_HEAD):
        raise AppError(422, "not-an-archive", "Expected a ZIP archive of labelled clips, found something else.")
    return "application/zip"


def _inspect(path: Path, _fields: dict[str, Any]) -> Contents:
    return read_contents(path)


def read_contents(path: Path) -> Contents:
    """Classes and left-out members of an archive of clips, from the names in it.

    Raises ArchiveError for a harmful archive, TableError("no-labelled-clips") when no name tells a class.
    """
    labels: Counter[str] = Counter()
    findings: list[dict[str, str]] = []
    with open_archive(path, LIMITS) as archive:
        for member in archive.members:
            named = read_clip_name(member.path)
            if named is not None:
                labels[named.label[:100]] += 1
            elif len(findings) < MAX_FINDINGS:
                findings.append({"member": member.path, "reason": "its name tells no class"})
    if not labels:
        raise TableError("no-labelled-clips", "Expected NUMBER_LABEL.wav or LABEL/name.wav, found no such member.")
    return Contents(dict(sorted(labels.items())), findings)


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    found = db.session.scalar(
        select(TrainingSet).where(TrainingSet.group_id == upload.group_id, TrainingSet.blob_sha256 == sha256)
    )
    return _result(found.id) if found else None


def _accept(_reporter: Reporter, upload: Upload, blob: Blob | None, _path: Path, found: Contents) -> UploadResult:
    if blob is None:
        raise AppError(500, "not-stored", "The archive was not stored.")
    row = TrainingSet(
        id=new_id(),
        group_id=upload.group_id,
        project_id=upload.project_id,
        blob_sha256=blob.sha256,
        name=upload.file_name,
        n_clips=found.n_clips,
        labels=found.labels,
        findings=found.findings,
        created_by=upload.owner_id,
    )
    db.session.add(row)
    db.session.flush()
    return _result(row.id)


def _result(training_set_id: UUID) -> UploadResult:
    return UploadResult("training-set", str(training_set_id), f"/api/v1/training-sets/{training_set_id}")
