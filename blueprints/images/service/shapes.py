"""Pictures and versions as JSON; the coordinates only for those who may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.images import policy
from blueprints.images.models import Image, ImageVersion
from blueprints.images.service import bursts
from blueprints.images.service.duplicates import Near, near_duplicates
from blueprints.projects.models import Project, Site
from blueprints.species.models import Species
from core.access import Principal
from core.api import API_PREFIX
from core.db import db


def image_url(image: Image) -> str:
    return f"{API_PREFIX}/images/{image.id}"


def picture_urls(image_id: UUID, version_id: UUID) -> dict[str, str]:
    """Addresses of a version's pictures; another version has other addresses, so a browser may keep them."""
    base = f"{API_PREFIX}/images/{image_id}/picture?version_id={version_id}"
    return {
        "picture_url": base,
        "thumbnail_768_url": f"{base}&size=768",
        "thumbnail_256_url": f"{base}&size=256",
    }


def shape_images(rows: Sequence[Image], who: Principal) -> list[dict[str, Any]]:
    """Pictures with the names of what they belong to; four statements however many there are."""
    projects = _named(Project, {row.project_id for row in rows if row.project_id})
    sites = _named(Site, {row.site_id for row in rows if row.site_id})
    species = _species({row.species_id for row in rows if row.species_id})
    versions = _versions({row.current_version_id for row in rows if row.current_version_id})
    return [
        _shape(row, who, versions[row.current_version_id])  # type: ignore[index]
        | {
            "project": projects.get(row.project_id),
            "site": sites.get(row.site_id),
            "species": species.get(row.species_id),
        }
        for row in rows
    ]


def _shape(row: Image, who: Principal, version: ImageVersion) -> dict[str, Any]:
    is_seen = policy.may_see_place(who, row)
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "site_id": row.site_id,
        "species_id": row.species_id,
        "name": row.name,
        "file_name": row.file_name,
        "notes": row.notes,
        "format": row.format,
        "size_bytes": row.size_bytes,
        "width": row.width,
        "height": row.height,
        "taken_at": row.taken_at,
        "utc_offset_min": row.utc_offset_min,
        "latitude": row.latitude if is_seen else None,
        "longitude": row.longitude if is_seen else None,
        "accuracy_m": row.accuracy_m if is_seen else None,
        "is_place_shared": row.is_place_shared,
        "camera": row.camera,
        "burst_id": row.burst_id,
        "is_mine": row.created_by == who.user_id,
        "version_id": version.id,
        "version_number": version.number,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "url": image_url(row),
        **picture_urls(row.id, version.id),
    }


def shape_detail(row: Image, who: Principal) -> dict[str, Any]:
    """A picture as its page shows it."""
    n_versions = db.session.scalar(select(func.count()).where(ImageVersion.image_id == row.id))
    return shape_images([row], who)[0] | {
        "orientation": row.orientation,
        "exif": row.exif,
        "near_duplicates": [_shape_near(near) for near in near_duplicates(row)],
        "n_in_burst": bursts.size_of(row),
        "n_versions": n_versions,
    }


def _shape_near(near: Near) -> dict[str, Any]:
    image, bits = near
    version_id = image.current_version_id
    thumbnail = picture_urls(image.id, version_id)["thumbnail_256_url"] if version_id else ""
    return {
        "id": image.id, "name": image.name, "bits": bits, "thumbnail_256_url": thumbnail, "url": image_url(image),
    }  # fmt: skip


def shape_version(row: ImageVersion, current_id: UUID | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "image_id": row.image_id,
        "parent_id": row.parent_id,
        "number": row.number,
        "transformations": row.transformations,
        "width": row.width,
        "height": row.height,
        "sha256": row.standard_sha256,
        "is_current": row.id == current_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
        **picture_urls(row.image_id, row.id),
    }


def _named(table: type[Project] | type[Site], ids: set[UUID]) -> dict[UUID | None, dict[str, Any]]:
    rows = db.session.execute(select(table.id, table.name).where(table.id.in_(ids))) if ids else ()
    return {found: {"id": found, "name": name} for found, name in rows}


def _species(ids: set[UUID]) -> dict[UUID | None, dict[str, Any]]:
    rows = db.session.scalars(select(Species).where(Species.id.in_(ids))) if ids else ()
    return {
        row.id: {
            "id": row.id,
            "name": row.common_name or row.scientific_name,
            "scientific_name": row.scientific_name,
            "common_name": row.common_name,
        }
        for row in rows
    }


def _versions(ids: set[UUID]) -> dict[UUID, ImageVersion]:
    rows = db.session.scalars(select(ImageVersion).where(ImageVersion.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}
