"""Uploads of pictures: how one is told apart, looked into, and made a picture."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from blueprints.images.models import Image
from blueprints.images.schemas.pictures import ImagePatch
from blueprints.images.service import arrivals, bursts
from blueprints.images.service.shapes import image_url
from blueprints.images.service.stored import Prepared, prepare, store
from blueprints.projects.models import Site
from core.access import Principal, Role
from core.db import db
from core.storage.blobs import Blob
from core.uploads.kinds import Reporter, UploadFields, UploadKind, UploadResult, register
from core.uploads.models import Upload
from core.uploads.unpack import archive_of
from processing.errors import ImageError
from processing.images.formats import ACCEPTED, MEDIA_TYPES, sniff

TABLE_COLUMNS = ("name", "notes", "utc_offset_min")
"""Columns of an archive's `metadata.csv` that are taken over as they are."""


def register_kinds() -> None:
    """Declare pictures, and ZIP archives of them, as something that can be uploaded."""
    register(
        UploadKind(
            name="image",
            max_mb_setting="max_image_mb",
            role=Role.EDITOR,
            check=_check,
            sniff=_sniff,
            inspect=_inspect,
            find_existing=_find_existing,
            accept=_accept,
        )
    )
    register(archive_of("image", name="image-archive"))


def _check(_who: Principal, group_id: UUID, fields: UploadFields) -> None:
    arrivals.check_place(group_id, fields.project_id, fields.site_id)


def _sniff(head: bytes) -> str:
    kind = sniff(head)
    if kind is None:
        raise ImageError("not-a-picture", f"expected {ACCEPTED}, found another kind of file")
    return MEDIA_TYPES[kind]


def _inspect(path: Path, _fields: dict[str, Any]) -> Prepared:
    return prepare(path)


def _find_existing(upload: Upload, sha256: str) -> UploadResult | None:
    existing = arrivals.find_here(upload.group_id, sha256)
    return _result(existing) if existing else None


def _accept(reporter: Reporter, upload: Upload, blob: Blob, _path: Path, prepared: Prepared) -> UploadResult:
    sha256, upload_id = blob.sha256, upload.id
    hashes = store(reporter, prepared.files)
    upload = db.session.get_one(Upload, upload_id)
    site_id = _uuid(upload, "site_id")
    arrivals.check_place(upload.group_id, upload.project_id, site_id)
    arrival = arrivals.Arrival(
        owner_id=upload.owner_id,
        group_id=upload.group_id,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        project_id=upload.project_id,
        site_id=site_id,
    )
    image = arrivals.take_in(arrival, sha256, prepared.made, hashes)
    said = upload.fields.get("metadata")
    if said:
        _apply_table(reporter, image, said)
    return _result(image)


def _apply_table(reporter: Reporter, image: Image, said: dict[str, str]) -> None:
    """Take over what an archive's own table says of the file; a value that cannot be read is told in the job's log."""
    bursts.leave(image)
    for name in TABLE_COLUMNS:
        if said.get(name):
            setattr(image, name, _read(reporter, image, name, said[name], getattr(image, name)))
    _take_coordinates(reporter, image, said)
    _take_site(reporter, image, said.get("site", ""))
    _take_moment(reporter, image, said.get("taken_at", ""))
    image.sort_name, image.search_text = image.name.lower(), arrivals.search_text(image)
    db.session.flush()
    bursts.join(image)


def _read(reporter: Reporter, image: Image, name: str, value: str, otherwise: Any) -> Any:
    """The value as a correction would take it; `otherwise` when it cannot be read."""
    try:
        return getattr(ImagePatch.model_validate({name: value}), name)
    except ValidationError as exc:
        _refuse(reporter, image, name, value, exc.errors()[0]["msg"])
        return otherwise


def _take_coordinates(reporter: Reporter, image: Image, said: dict[str, str]) -> None:
    """Both, or those of the file stay."""
    names = ("latitude", "longitude")
    if not any(said.get(name) for name in names):
        return
    latitude, longitude = (_read(reporter, image, name, said.get(name, ""), None) for name in names)
    if latitude is not None and longitude is not None:
        image.latitude, image.longitude, image.accuracy_m = latitude, longitude, None


def _take_site(reporter: Reporter, image: Image, name: str) -> None:
    if not name:
        return
    site = db.session.scalar(select(Site).where(Site.project_id == image.project_id, Site.name == name))
    if site is None:
        _refuse(reporter, image, "site", name, "the project has no such site")
    else:
        image.site_id = site.id


def _take_moment(reporter: Reporter, image: Image, value: str) -> None:
    """`2026-06-12 21:40:00`, with an offset or in the camera's or site's zone."""
    if not value:
        return
    try:
        taken = datetime.fromisoformat(value)
        if not 1900 <= taken.year < 2200:
            raise ValueError("expected a moment from 1900 to 2199")
    except ValueError as exc:
        _refuse(reporter, image, "taken_at", value, str(exc))
        return
    image.taken_at = arrivals.moment_at(taken, image.utc_offset_min, image.site_id)
    image.timeline_at = image.taken_at or image.timeline_at


def _refuse(reporter: Reporter, image: Image, name: str, value: str, message: str) -> None:
    reporter.log(f"{image.file_name}: metadata.csv says {name} is {value[:50]!r}: {message}")


def _uuid(upload: Upload, name: str) -> UUID | None:
    value = upload.fields.get(name)
    return UUID(value) if value else None


def _result(image: Image) -> UploadResult:
    return UploadResult(type="image", id=str(image.id), url=image_url(image))
