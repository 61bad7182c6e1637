"""An archive of files of one kind: each member becomes an upload of its own, with its own verdict."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from core.api import API_PREFIX
from core.config import Settings
from core.db import db
from core.disk import MB, require_space
from core.errors import AppError
from core.uploads.archives import Archive, ArchiveError, Limits, Member, open_archive
from core.uploads.finish import AlreadyHere, finish
from core.uploads.kinds import Reporter, UploadKind, UploadResult, kind_of
from core.uploads.models import ENDED_STATES, Upload, UploadState
from core.uploads.service import end
from core.uploads.shapes import staged
from core.uploads.staging import remove_staged
from core.uploads.tus import max_bytes
from processing.errors import ProcessingError

MAX_MEMBERS = 20_000
"""Files in one archive: a season of one-minute recordings."""

MAX_UNPACKED = 4
"""Unpacked size of an archive over the largest packed size of one."""

METADATA_NAME = "metadata.csv"
"""A table that may lie in the archive: a row a file, its name in the column `filename`."""

MAX_METADATA_BYTES = 8 * 1024 * 1024

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")


def archive_of(member_kind: str, *, name: str = "archive") -> UploadKind:
    """The kind of a ZIP archive whose members are files of another kind."""
    return UploadKind(
        name=name,
        max_mb_setting="max_archive_mb",
        unpack=lambda reporter, upload, path: unpack(reporter, upload, path, member_kind),
        check=lambda who, group_id, fields: kind_of(member_kind).check(who, group_id, fields),
        sniff=_sniff_zip,
        inspect=lambda path, _fields: _look_into(path, _wide_limits()),
    )


def _sniff_zip(head: bytes) -> str:
    if not head.startswith(ZIP_STARTS):
        raise ArchiveError("not-archive", "The file is not a ZIP archive.")
    return "application/zip"


def _wide_limits() -> Limits:
    """Limits for the first look, which knows no settings as it may run in another thread."""
    return Limits(MAX_MEMBERS, 2**50, 2**50)


def _look_into(path: Path, limits: Limits) -> int:
    with open_archive(path, limits) as archive:
        return archive.total_bytes


def _limits(member_kind: str) -> Limits:
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(MAX_MEMBERS, MAX_UNPACKED * settings.max_archive_mb * MB, max_bytes(settings, member_kind))


def unpack(reporter: Reporter, upload: Upload, path: Path, member_kind: str) -> UploadResult:
    """Take in every member of an archive, each in transactions of its own; members done before are passed over.

    Raises ArchiveError for a harmful archive (nothing is unpacked then), and `archive-nothing-usable`
    when no member was good.
    """
    archive_id = upload.id
    with open_archive(path, _limits(member_kind)) as archive:
        settings: Settings = current_app.config["SETTINGS"]
        require_space(settings, settings.chunk_dir, max(member.size_bytes for member in archive.members))
        rows = _read_metadata(archive)
        members = [member for member in archive.members if member.name.lower() != METADATA_NAME]
        done = _done_before(archive_id)
        for number, member in enumerate(members):
            reporter.report(number, len(members), "Unpacking", unit="files")
            if member.path not in done:
                _take_member(reporter, archive, member, archive_id, member_kind, rows.get(member.name.lower()))
    reporter.report(len(members), len(members), "Unpacking", unit="files")
    return _verdict(archive_id)


def _done_before(archive_id: UUID) -> set[str]:
    """Paths of members that an earlier attempt of the same job has dealt with; what it left half-way goes."""
    done = set()
    for child in db.session.scalars(select(Upload).where(Upload.parent_id == archive_id)).all():
        if child.state in ENDED_STATES:
            done.add(child.fields["member"])
        else:
            remove_staged(staged(child))
            db.session.delete(child)
    db.session.flush()
    return done


def _take_member(
    reporter: Reporter, archive: Archive, member: Member, archive_id: UUID, kind: str, row: dict[str, str] | None
) -> None:
    child = _member_upload(db.session.get_one(Upload, archive_id), member, kind, row)
    child_id, path = child.id, staged(child)
    reporter.commit()
    try:
        archive.extract(member, path)
        finish(_Quiet(reporter), child)
        reporter.commit()
        reporter.log(f"{member.path}: stored")
    except ArchiveError as exc:
        end(db.session.get_one(Upload, child_id), UploadState.REJECTED, problem=_problem(exc.code, exc.message))
        reporter.commit()
        reporter.log(f"{member.path}: {exc.code}")
    except AlreadyHere:
        reporter.log(f"{member.path}: already here")
    except (AppError, ProcessingError) as exc:
        if isinstance(exc, AppError) and exc.status >= 500:
            raise
        reporter.log(f"{member.path}: {exc.code}")


class _Quiet:
    """A member's own steps are too short to be shown; the archive's progress counts members."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        pass

    def log(self, line: str) -> None:
        self._reporter.log(line)

    def commit(self) -> None:
        self._reporter.commit()


def _member_upload(archive: Upload, member: Member, kind: str, row: dict[str, str] | None) -> Upload:
    fields = {key: value for key, value in archive.fields.items() if key != "sha256"}
    child = Upload(
        kind=kind,
        state=UploadState.VERIFYING,
        owner_id=archive.owner_id,
        group_id=archive.group_id,
        project_id=archive.project_id,
        parent_id=archive.id,
        job_id=archive.job_id,
        file_name=member.name[-255:],
        size_bytes=member.size_bytes,
        fields=fields | {"member": member.path} | ({"metadata": row} if row else {}),
    )
    db.session.add(child)
    db.session.flush()
    return child


def _problem(code: str, detail: str) -> dict[str, Any]:
    return {"code": code, "detail": detail}


def _read_metadata(archive: Archive) -> dict[str, dict[str, str]]:
    """Rows of the archive's own table by lower-case file name."""
    for member in archive.members:
        if member.name.lower() == METADATA_NAME:
            text = archive.read(member, limit=MAX_METADATA_BYTES).decode("utf-8-sig", "replace")
            rows = csv.DictReader(io.StringIO(text))
            return {_key(row): _clean(row) for row in rows if _key(row)}
    return {}


def _key(row: dict[str, Any]) -> str:
    name = row.get("filename") or row.get("file_name") or row.get("file") or ""
    return str(name).replace("\\", "/").rsplit("/", 1)[-1].strip().lower()


def _clean(row: dict[Any, Any]) -> dict[str, str]:
    return {key: value.strip() for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}


def _verdict(archive_id: UUID) -> UploadResult:
    states = db.session.execute(
        select(Upload.state, Upload.problem, Upload.file_name).where(Upload.parent_id == archive_id)
    ).all()
    good = [state for state, problem, _name in states if state == UploadState.STORED or _is_here(problem)]
    if not good:
        first = next((f"{name}: {problem['detail']}" for _state, problem, name in states if problem), "")
        detail = f"None of the {len(states)} files in the archive could be taken. {first}"
        raise ArchiveError("archive-nothing-usable", detail)
    return UploadResult("archive", str(archive_id), f"{API_PREFIX}/uploads?parent_id={archive_id}")


def _is_here(problem: dict[str, Any] | None) -> bool:
    return problem is not None and problem["code"] == "already-here"
