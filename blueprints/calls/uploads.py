"""What this area takes in by upload: clips and tables become training sets, files of models classifiers."""

from pathlib import Path
from typing import Any
from uuid import UUID

from blueprints.calls.models import TrainingSet, TrainingSetKind
from blueprints.calls.schemas.classifiers import OnnxFields
from blueprints.calls.service.model_files import (
    check_onnx_size,
    open_import,
    says_of_itself,
    sniff_model,
    sniff_onnx,
)
from blueprints.calls.service.training_sets import (
    Contents,
    file_training_set,
    find_here,
    read_contents,
    read_table_contents,
)
from core.access import Principal, Role
from core.errors import AppError, invalid
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadFields, UploadKind, UploadResult, register
from core.uploads.models import Upload

ZIP_HEAD = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of an archive with members, and of an empty one."""


def register_kinds() -> None:
    """Declare clips and tables of labels, and models of our own and in ONNX, as something that can be uploaded."""
    for kind in (_CLIPS, _LABELS, _MODEL, _ONNX):
        register(kind)


def _sniff(head: bytes) -> str:
    if not head.startswith(ZIP_HEAD):
        raise AppError(422, "not-an-archive", "Expected a ZIP archive of labelled clips, found something else.")
    return "application/zip"


def _inspect(path: Path, _fields: dict[str, Any]) -> Contents:
    return read_contents(path)


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    found = find_here(upload.group_id, sha256)
    return _result(found) if found else None


def _needs_project(_who: Principal, _group_id: UUID, fields: UploadFields) -> None:
    if fields.project_id is None:
        raise invalid("/project_id", "name the project whose recordings the table is about", "missing")


def _sniff_table(head: bytes) -> str:
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AppError(422, "not-a-table", "Expected a table of text, found something else.")
    return "text/csv"


def _inspect_table(path: Path, _fields: dict[str, Any]) -> Contents:
    return read_table_contents(path)


def _inspect_model(path: Path, _fields: dict[str, Any]) -> dict[str, Any]:
    return says_of_itself(path)


def _inspect_onnx(path: Path, _fields: dict[str, Any]) -> None:
    check_onnx_size(path)


def _accept_model(
    _reporter: Reporter, upload: Upload, blob: Blob, _path: Path, found: dict[str, Any]
) -> UploadResult:
    return _opened(upload, blob, found)


def _accept_onnx(
    _reporter: Reporter, upload: Upload, blob: Blob, _path: Path, _found: None
) -> UploadResult:
    said = {name: upload.fields.get(name) for name in ("labels", "feature_set", "scores", "low_hz", "high_hz")}
    return _opened(upload, blob, {"method": "onnx"}, said)


def _opened(
    upload: Upload, blob: Blob, found: dict[str, Any], onnx: dict[str, Any] | None = None
) -> UploadResult:
    row = open_import(
        found,
        file_name=upload.file_name,
        sha256=blob.sha256,
        group_id=upload.group_id,
        project_id=upload.project_id,
        owner_id=upload.owner_id,
        onnx=onnx,
    )
    return UploadResult("classifier", str(row.id), f"/api/v1/classifiers/{row.id}")


def _accept(_reporter: Reporter, upload: Upload, blob: Blob, _path: Path, found: Contents) -> UploadResult:
    return _filed(upload, blob, found, TrainingSetKind.CLIPS)


def _accept_table(_reporter: Reporter, upload: Upload, blob: Blob, _path: Path, found: Contents) -> UploadResult:
    return _filed(upload, blob, found, TrainingSetKind.LABELS)


def _filed(upload: Upload, blob: Blob, found: Contents, kind: TrainingSetKind) -> UploadResult:
    row = file_training_set(
        found,
        kind=kind,
        sha256=blob.sha256,
        name=upload.file_name,
        group_id=upload.group_id,
        project_id=upload.project_id,
        created_by=upload.owner_id,
    )
    return _result(row)


def _result(row: TrainingSet) -> UploadResult:
    return UploadResult("training-set", str(row.id), f"/api/v1/training-sets/{row.id}")


_CLIPS = UploadKind(
    name="clips",
    max_mb_setting="max_archive_mb",
    role=Role.EDITOR,
    sniff=_sniff,
    inspect=_inspect,
    find_existing=_find_existing,
    accept=_accept,
)
_LABELS = UploadKind(
    name="labels-csv",
    max_mb_setting="max_csv_mb",
    role=Role.EDITOR,
    check=_needs_project,
    sniff=_sniff_table,
    inspect=_inspect_table,
    accept=_accept_table,
)
_MODEL = UploadKind(
    name="classifier",
    max_mb_setting="max_archive_mb",
    role=Role.EDITOR,
    sniff=sniff_model,
    inspect=_inspect_model,
    accept=_accept_model,
)
_ONNX = UploadKind(
    name="classifier-onnx",
    max_mb_setting="max_archive_mb",
    role=Role.EDITOR,
    fields=OnnxFields,
    sniff=sniff_onnx,
    inspect=_inspect_onnx,
    accept=_accept_onnx,
)
