"""Versions of a picture: made from each other, never changed; undo goes back to the parent."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.images.models import Image, ImageVersion
from blueprints.images.service.news import announce
from blueprints.images.service.stored import prepare_version, store
from core.clock import new_id
from core.db import db
from core.errors import conflict, not_found
from core.transactions import conflict_if_broken
from processing.images.standard import CODE_VERSION
from processing.images.transformations import read_transformations


class _Committer:
    """Stores files while a request waits; nobody hears of the steps."""

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        pass

    def log(self, line: str) -> None:
        pass

    def commit(self) -> None:
        db.session.commit()


def find_version(image: Image, version_id: UUID | None = None) -> ImageVersion:
    """A version of this picture, or the one that is shown. Raises AppError 404."""
    found = db.session.get(ImageVersion, version_id or image.current_version_id)
    if found is None or found.image_id != image.id:
        raise not_found("version")
    return found


def list_versions(image: Image) -> list[ImageVersion]:
    rows = select(ImageVersion).where(ImageVersion.image_id == image.id).order_by(ImageVersion.number)
    return list(db.session.scalars(rows))


def make_version(
    image: Image, documents: list[dict[str, Any]], *, parent_id: UUID | None, created_by: UUID
) -> ImageVersion:
    """Transform a version into a new one and show it. Commits what it stores; the caller commits the rest.

    Raises AppError 404 for another picture's parent, 409 when someone else made a version meanwhile; ImageError.
    """
    parent = find_version(image, parent_id)
    image_id, parent_id = image.id, parent.id
    transformations = read_transformations([*parent.transformations, *documents])
    prepared = prepare_version(image, transformations)
    hashes = store(_Committer(), prepared.files)
    image = db.session.get(Image, image_id) or _gone()
    version = ImageVersion(
        id=new_id(),
        image_id=image_id,
        parent_id=parent_id,
        number=_next_number(image_id),
        transformations=[*parent.transformations, *documents],
        width=prepared.made.size[0],
        height=prepared.made.size[1],
        standard_sha256=hashes.standard,
        thumbnail_768_sha256=hashes.middle,
        thumbnail_256_sha256=hashes.small,
        code_version=CODE_VERSION,
        created_by=created_by,
    )
    with conflict_if_broken("version-conflict", "Someone else changed this picture at the same moment. Try again."):
        db.session.add(version)
    show_version(image, version)
    return version


def _gone() -> Image:
    raise not_found("picture")


def _next_number(image_id: UUID) -> int:
    return (db.session.scalar(select(func.max(ImageVersion.number)).where(ImageVersion.image_id == image_id)) or 0) + 1


def show_version(image: Image, version: ImageVersion) -> None:
    """Make this version the one that is shown. Flushes."""
    image.current_version_id = version.id
    db.session.flush()
    announce(image)


def undo(image: Image) -> ImageVersion:
    """Show the parent of the version that is shown; the undone one stays in the list. Raises AppError 409."""
    shown = find_version(image)
    if shown.parent_id is None:
        raise conflict("nothing-to-undo", "This is the picture as it came.")
    parent = find_version(image, shown.parent_id)
    show_version(image, parent)
    return parent
