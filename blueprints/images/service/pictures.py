"""One picture: what a person corrects, and deleting it."""

from sqlalchemy import delete

from blueprints.images.models import Image
from blueprints.images.schemas.pictures import ImagePatch
from blueprints.images.service import bursts
from blueprints.images.service.arrivals import check_place, search_text
from blueprints.images.service.news import announce
from core.access import Principal
from core.db import db
from core.errors import forbidden, invalid

OWNERS = ("latitude", "longitude", "is_place_shared")
"""What only the person who brought the picture may change: the others may not even see it."""


def change(image: Image, patch: ImagePatch, who: Principal) -> None:
    """Correct fields of a picture. Raises AppError 403 for the place of someone else's, 422 for what does not fit."""
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    if set(given) & set(OWNERS) and image.created_by != who.user_id:
        raise forbidden("Only the person who brought this picture may change its coordinates.")
    _check_coordinates(image, given)
    project_id = given.get("project_id", image.project_id)
    if "project_id" in given and project_id != image.project_id:
        given.setdefault("site_id", None)
    check_place(image.group_id, project_id, given.get("site_id", image.site_id))
    is_moved = bool(set(given) & {"taken_at", "site_id"})
    if is_moved:
        bursts.leave(image)
    for name, value in given.items():
        setattr(image, name, value)
    if "latitude" in given:
        image.accuracy_m = None
    image.sort_name, image.search_text = image.name.lower(), search_text(image)
    image.timeline_at = image.taken_at or image.created_at
    db.session.flush()
    if is_moved:
        bursts.join(image)
    announce(image)


def _check_coordinates(image: Image, given: dict[str, object]) -> None:
    latitude = given.get("latitude", image.latitude)
    longitude = given.get("longitude", image.longitude)
    if (latitude is None) != (longitude is None):
        raise invalid("/latitude", "give both coordinates, or neither")


def remove(image: Image) -> None:
    """Delete a picture with its versions and identifications; what collections show of it stays theirs."""
    announce(image, is_deleted=True)
    bursts.leave(image)
    db.session.execute(delete(Image).where(Image.id == image.id))
    db.session.expire_all()
