"""What this area takes in by upload: files of values, which a job then looks at."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import Field

from blueprints.projects.models import Project
from blueprints.projects.schemas import TimeZone
from blueprints.timeseries.models import DatasetImport
from blueprints.timeseries.service import imports
from blueprints.timeseries.service.datasets import check_site, zone_of
from core.access import Principal, Role
from core.db import db
from core.errors import AppError, invalid
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadFields, UploadKind, UploadResult, register
from core.uploads.models import Upload

STARTS = {
    b"PK\x03\x04": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"PAR1": "application/vnd.apache.parquet",
    b"\xd0\xcf\x11\xe0": "application/vnd.ms-excel",
}
"""How packed files and tables begin; whatever else has no zero bytes is text."""

WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
"""How text in UTF-16 begins; it has zero bytes."""

MAX_ZERO_SHARE = 0.6
"""UTF-16 without a mark has a zero in every other byte at most."""


class SeriesFields(UploadFields):
    """What a sender may say of a file of values."""

    time_zone: TimeZone | None = Field(None, description="Zone of times without one; the site's, else it is asked")
    direct: bool = Field(False, description="Import as detected, without asking, when nothing is in doubt")


def register_kinds() -> None:
    """Declare files of values as something that can be uploaded."""
    register(
        UploadKind(
            name="series",
            max_mb_setting="max_csv_mb",
            role=Role.EDITOR,
            fields=SeriesFields,
            check=_check,
            sniff=_sniff,
            find_existing=_find_existing,
            accept=_accept,
        )
    )


def _check(_who: Principal, group_id: UUID, fields: UploadFields) -> None:
    if fields.project_id is None:
        raise invalid("/project_id", "name the project the series goes into", "missing")
    _check_place(group_id, fields.project_id, fields.site_id)


def _check_place(group_id: UUID, project_id: UUID, site_id: UUID | None) -> None:
    project = db.session.get(Project, project_id)
    if project is None or project.group_id != group_id:
        raise invalid("/project_id", "there is no such project in this group", "not-found")
    check_site(project_id, site_id)


def _sniff(head: bytes) -> str:
    for start, media_type in STARTS.items():
        if head.startswith(start):
            return media_type
    if not head.startswith(WIDE_TEXT) and head.count(0) >= MAX_ZERO_SHARE * len(head):
        raise AppError(422, "not-a-table", "Expected a table as text, Excel or Parquet, found binary data.")
    return "text/csv"


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    """The same content in the same project, unless it could not be read then."""
    existing = imports.find_here(upload.project_id, sha256) if upload.project_id else None
    return _result(existing) if existing else None


def _accept(_reporter: Reporter, upload: Upload, blob: Blob, _path: Path, _found: Any) -> UploadResult:
    if upload.project_id is None:
        raise AppError(422, "project-gone", "The project of this upload was deleted while it came in.")
    site_id = upload.fields.get("site_id")
    site = UUID(site_id) if site_id else None
    _check_place(upload.group_id, upload.project_id, site)
    row = imports.arrive(
        blob,
        group_id=upload.group_id,
        project_id=upload.project_id,
        site_id=site,
        file_name=upload.file_name,
        time_zone=zone_of(site, upload.fields.get("time_zone")),
        is_direct=bool(upload.fields.get("direct")),
        created_by=upload.owner_id,
    )
    return _result(row)


def _result(row: DatasetImport) -> UploadResult:
    return UploadResult("dataset-import", str(row.id), f"/api/v1/dataset-imports/{row.id}")
