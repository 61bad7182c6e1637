"""Pictures of entries: which they are, and their files."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from blueprints.dex.models import DexEntry, DexPicture
from blueprints.dex.schemas.entries import PictureChoice
from blueprints.images.models import Image, ImageVersion
from core.access import Principal, Role
from core.clock import new_id
from core.db import db
from core.errors import conflict, not_found

Key = UUID | tuple[UUID, UUID | None]
"""A picture the entry has already, or a stored picture and the version of it."""


def resolved(entry: DexEntry, choices: Sequence[PictureChoice]) -> list[Key]:
    """The chosen pictures without repetition; what the entry has already is named by its own id."""
    here = {(row.image_id, row.version_id): row.id for row in entry.pictures}
    found: dict[Key, None] = {}
    for choice in choices:
        if choice.id is not None:
            found[choice.id] = None
        elif choice.image_id is not None:
            key = (choice.image_id, choice.version_id or _shown_version(choice.image_id))
            found[here.get(key, key)] = None
    return list(found)


def _shown_version(image_id: UUID) -> UUID | None:
    image = db.session.get(Image, image_id)
    return image.current_version_id if image else None


def set_pictures(who: Principal, entry: DexEntry, keys: Sequence[Key]) -> None:
    """Make these the entry's pictures, in this order.

    Raises AppError 404 for a picture the person may not use, 409 for one that is not ready to be shown.
    """
    kept = {row.id: row for row in db.session.scalars(select(DexPicture).where(DexPicture.entry_id == entry.id))}
    for position, key in enumerate(keys):
        if isinstance(key, tuple):
            db.session.add(_picture(who, entry, *key, position))
        elif key in kept:
            kept.pop(key).position = position
        else:
            raise not_found("picture of this entry")
    db.session.execute(delete(DexPicture).where(DexPicture.id.in_(list(kept))))
    db.session.flush()


def _picture(who: Principal, entry: DexEntry, image_id: UUID, version_id: UUID | None, position: int) -> DexPicture:
    image = db.session.get(Image, image_id)
    if image is None or not who.may(image.group_id, Role.ANNOTATOR):
        raise not_found("picture")
    version = db.session.get(ImageVersion, version_id) if version_id else None
    if version is None:
        raise conflict("picture-not-ready", f"{image.name} is still being made ready to be shown.")
    if version.image_id != image.id:
        raise not_found("version of this picture")
    return DexPicture(
        id=new_id(),
        entry_id=entry.id,
        image_id=image.id,
        version_id=version.id,
        position=position,
        width=version.width,
        height=version.height,
        standard_sha256=version.standard_sha256,
        thumbnail_768_sha256=version.thumbnail_768_sha256,
        thumbnail_256_sha256=version.thumbnail_256_sha256,
    )
