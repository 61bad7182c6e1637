"""Builders of pictures: bytes of every format and orientation, rows without files, and stored pictures."""

import hashlib
import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import ExifTags, ImageDraw
from PIL import Image as Pixels

from blueprints.accounts.models import Group, User
from blueprints.images.models import (
    Identification,
    Image,
    ImageVersion,
    VisionJob,
    VisionProposal,
    VisionState,
)
from blueprints.images.service.stored import SIZES, store
from core.clock import new_id, now
from core.db import db
from core.storage import storage
from core.storage.blobs import Blob
from processing.images.sets import PictureSet
from processing.images.standard import make_set
from tests.factories import Factory
from tests.factories.calls import store_blob


def paint(size: tuple[int, int] = (160, 120), seed: int = 0) -> Pixels.Image:
    """A picture that differs with its seed: a field of one colour with blots of others, none of them alike."""
    hues = [f"hsl({(seed * 67 + k * 83) % 360}, 60%, {25 + (seed * 13 + k * 29) % 50}%)" for k in range(6)]
    picture = Pixels.new("RGB", size, hues[0])
    draw = ImageDraw.Draw(picture)
    for k, hue in enumerate(hues[1:], 1):
        left = (seed * 31 + k * 47) % size[0] * 3 // 4
        top = (seed * 17 + k * 71) % size[1] * 3 // 4
        draw.ellipse((left, top, left + size[0] // (k + 1), top + size[1] // (k + 1)), fill=hue)
    return picture


def exif_of(*, orientation: int = 1, taken: str = "2026:06:12 21:40:00", place: tuple[float, float] | None = None,
            offset: str | None = "+02:00", serial: str = "SN-4711", model: str = "TrailCam 3") -> bytes:  # fmt: skip
    """An EXIF block as a camera writes it, serial numbers and place included."""
    exif = Pixels.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Acme", model
    detail = {ExifTags.Base.DateTimeOriginal: taken, ExifTags.Base.BodySerialNumber: serial}
    if offset:
        detail[ExifTags.Base.OffsetTimeOriginal] = offset
    exif[ExifTags.IFD.Exif] = detail
    if place:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N" if place[0] >= 0 else "S",
            ExifTags.GPS.GPSLatitude: _sexagesimal(abs(place[0])),
            ExifTags.GPS.GPSLongitudeRef: "E" if place[1] >= 0 else "W",
            ExifTags.GPS.GPSLongitude: _sexagesimal(abs(place[1])),
        }
    return exif.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round((degrees - whole - minutes / 60) * 3600, 4)


def build_photo(_make: Factory, kind: str = "JPEG", *, size: tuple[int, int] = (160, 120), seed: int = 0,
                **exif: Any) -> bytes:  # fmt: skip
    """Bytes of a small photograph; another seed gives another one."""
    buffer = io.BytesIO()
    saving = {"exif": exif_of(**exif)} if exif else {}
    paint(size, seed).save(buffer, kind, **saving)
    return buffer.getvalue()


def build_photo_file(make: Factory, name: str = "", **photo: Any) -> tuple[io.BytesIO, str]:
    """A photograph as the test client sends it, another one at each call."""
    seed = photo.pop("seed", make.number())
    return io.BytesIO(build_photo(make, seed=seed, **photo)), name or f"photo{seed}.jpg"


def build_image(make: Factory, group: Group | None = None, **fields: Any) -> Image:
    """A picture whose files are not stored; for lists and permissions."""
    n = make.number()
    shas = [hashlib.sha256(f"picture {n} {k}".encode()).hexdigest() for k in range(4)]
    for sha256 in shas:
        db.session.add(Blob(sha256=sha256, size_bytes=1000, media_type="image/webp"))
    db.session.flush()
    return _save(make, group, shas, fields)


def build_stored_image(
    make: Factory, group: Group | None = None, *, content: bytes | None = None, **fields: Any
) -> Image:
    """A picture with its original and its first version in the storage."""
    content = content if content is not None else build_photo(make, seed=make.number())
    original = store_blob(content, "image/jpeg")
    with tempfile.TemporaryDirectory() as folder, storage().open_local(original) as path:
        facts, size = make_set(path, Path(folder))
        files = {name: (Path(folder) / file).read_bytes() for name, file in SIZES.items()}
    hashes = store(_Committing(), files)
    described = {
        "width": facts.width,
        "height": facts.height,
        "format": facts.format,
        "orientation": facts.orientation,
        "phash": facts.phash,
        "size_bytes": len(content),
    }
    shas = [original, hashes.standard, hashes.middle, hashes.small]
    return _save(make, group, shas, described | fields, PictureSet(facts, size).size)


class _Committing:
    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None: ...

    def log(self, line: str) -> None: ...

    def commit(self) -> None:
        db.session.commit()


def _save(
    make: Factory, group: Group | None, shas: list[str], fields: dict[str, Any], size: tuple[int, int] = (160, 120)
) -> Image:
    owner: User | None = fields.pop("owner", None)
    name = fields.pop("name", f"photo{make.number()}.jpg")
    moment = now()
    values: dict[str, Any] = {
        "id": new_id(),
        "group_id": (group or make.group()).id,
        "created_by": owner.id if owner else None,
        "blob_sha256": shas[0],
        "file_name": name,
        "name": name,
        "sort_name": name.lower(),
        "search_text": name.lower(),
        "size_bytes": 1000,
        "format": "jpeg",
        "width": size[0],
        "height": size[1],
        "timeline_at": moment,
        "created_at": moment,
    }
    image = Image(**(values | fields))
    db.session.add(image)
    db.session.flush()
    version = build_image_version(make, image, shas=shas[1:], size=size, number=1)
    image.current_version_id = version.id
    db.session.commit()
    return image


def build_image_version(
    _make: Factory, image: Image, *, shas: list[str] | None = None, size: tuple[int, int] = (160, 120), **fields: Any
) -> ImageVersion:
    """A further version of a picture, with the first one's files unless others are given."""
    if shas is None:
        first = db.session.query(ImageVersion).filter_by(image_id=image.id, number=1).one()
        shas = [first.standard_sha256, first.thumbnail_768_sha256, first.thumbnail_256_sha256]
    values: dict[str, Any] = {
        "id": new_id(),
        "image_id": image.id,
        "number": 2,
        "transformations": [],
        "width": size[0],
        "height": size[1],
        "standard_sha256": shas[0],
        "thumbnail_768_sha256": shas[1],
        "thumbnail_256_sha256": shas[2],
        "code_version": "test",
    }
    version = ImageVersion(**(values | fields))
    db.session.add(version)
    db.session.commit()
    return version




def build_vision_job(make: Factory, image: Image | None = None, **fields: Any) -> VisionJob:
    """An identification that succeeded, of a new picture unless one is given."""
    image = image or build_image(make)
    values: dict[str, Any] = {
        "id": new_id(),
        "image_id": image.id,
        "version_id": image.current_version_id,
        "group_id": image.group_id,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "state": VisionState.SUCCEEDED,
    }
    return make.save(VisionJob(**(values | fields)))


def build_proposal(make: Factory, vision_job: VisionJob | None = None, **fields: Any) -> VisionProposal:
    """A proposal for the first animal of an identification."""
    vision_job = vision_job or build_vision_job(make)
    values: dict[str, Any] = {
        "id": new_id(),
        "vision_job_id": vision_job.id,
        "animal": 0,
        "place": 0,
        "scientific_name": "Strix aluco",
        "common_name": "Tawny owl",
        "confidence": 0.8,
    }
    return make.save(VisionProposal(**(values | fields)))


def build_identification(make: Factory, image: Image | None = None, **fields: Any) -> Identification:
    """A person's word for a picture."""
    image = image or build_image(make)
    values: dict[str, Any] = {
        "id": new_id(),
        "image_id": image.id,
        "version_id": image.current_version_id,
        "group_id": image.group_id,
        "species_id": fields.pop("species_id", None) or make.species().id,
    }
    return make.save(Identification(**(values | fields)))
