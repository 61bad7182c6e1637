"""From a verified file to a picture: its row, its first version, and when and where it was taken."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from blueprints.images.models import Image, ImageVersion
from blueprints.images.service import bursts
from blueprints.images.service.news import announce
from blueprints.images.service.stored import Hashes
from blueprints.projects.models import Project, Site
from core.clock import new_id, now
from core.db import db
from core.errors import invalid
from processing.images.exif import ExifFacts
from processing.images.sets import PictureSet
from processing.images.standard import CODE_VERSION


@dataclass(frozen=True)
class Arrival:
    """What the sender said of a file and where it goes."""

    owner_id: UUID | None
    group_id: UUID
    file_name: str
    size_bytes: int
    project_id: UUID | None = None
    site_id: UUID | None = None


def check_place(group_id: UUID, project_id: UUID | None, site_id: UUID | None) -> None:
    """A project must lie in the group and a site in the project; raises AppError 422 naming the field."""
    project = db.session.get(Project, project_id) if project_id else None
    if project_id and (project is None or project.group_id != group_id):
        raise invalid("/project_id", "there is no such project in this group", "not-found")
    site = db.session.get(Site, site_id) if site_id else None
    if site_id and (site is None or site.project_id != project_id):
        raise invalid("/site_id", "there is no such site in this project", "not-found")


def find_here(group_id: UUID, sha256: str) -> Image | None:
    """The picture of a group that has this content."""
    return db.session.scalar(select(Image).where(Image.group_id == group_id, Image.blob_sha256 == sha256))


def take_in(arrival: Arrival, sha256: str, made: PictureSet, hashes: Hashes) -> Image:
    """Add the picture of a stored file with its first version, and put it into its burst.

    Raises IntegrityError when the same content came into the group at the same time.
    """
    image = _row(arrival, sha256, made)
    db.session.add(image)
    db.session.flush()
    version = first_version(image, made, hashes)
    db.session.add(version)
    image.current_version_id = version.id
    db.session.flush()
    bursts.join(image)
    announce(image)
    return image


def first_version(image: Image, made: PictureSet, hashes: Hashes) -> ImageVersion:
    """The upright original."""
    return ImageVersion(
        id=new_id(),
        image_id=image.id,
        number=1,
        transformations=[],
        width=made.size[0],
        height=made.size[1],
        standard_sha256=hashes.standard,
        thumbnail_768_sha256=hashes.middle,
        thumbnail_256_sha256=hashes.small,
        code_version=CODE_VERSION,
        created_by=image.created_by,
    )


def _row(arrival: Arrival, sha256: str, made: PictureSet) -> Image:
    facts, exif = made.facts, made.facts.exif
    taken_at = moment_at(exif.taken, exif.utc_offset_min, arrival.site_id)
    image = Image(
        id=new_id(),
        group_id=arrival.group_id,
        project_id=arrival.project_id,
        site_id=arrival.site_id,
        created_by=arrival.owner_id,
        blob_sha256=sha256,
        file_name=arrival.file_name[:255],
        name=arrival.file_name[:255],
        sort_name=arrival.file_name[:255].lower(),
        notes="",
        size_bytes=arrival.size_bytes,
        format=facts.format,
        width=facts.width,
        height=facts.height,
        orientation=facts.orientation,
        phash=facts.phash,
        taken_at=taken_at,
        utc_offset_min=exif.utc_offset_min,
        timeline_at=taken_at or now(),
        latitude=exif.latitude,
        longitude=exif.longitude,
        accuracy_m=exif.accuracy_m,
        camera=exif.camera,
        exif=_shown(exif),
    )
    image.search_text = search_text(image)
    return image


def _shown(exif: ExifFacts) -> dict[str, Any]:
    """What every member of the group may know of how the picture was taken."""
    lens: dict[str, Any] = {"lens": exif.lens} if exif.lens else {}
    return lens | exif.exposure


def search_text(image: Image) -> str:
    """What `search` looks through, in lower case."""
    text = " ".join(" ".join((image.name, image.file_name, image.camera or "", image.notes)).lower().split())
    return text[: Image.search_text.type.length]


def moment_at(taken: datetime | None, utc_offset_min: int | None, site_id: UUID | None) -> datetime | None:
    """When it was taken; a clock without an offset is read in the site's zone, without a site in UTC."""
    if taken is None or taken.tzinfo is not None:
        return taken
    if utc_offset_min is not None:
        return taken.replace(tzinfo=UTC) - timedelta(minutes=utc_offset_min)
    site = db.session.get(Site, site_id) if site_id else None
    try:
        zone = ZoneInfo(site.time_zone) if site and site.time_zone else UTC
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return taken.replace(tzinfo=zone).astimezone(UTC)
