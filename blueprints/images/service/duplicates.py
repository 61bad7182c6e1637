"""Near duplicates: pictures of a group that look the same though their files differ."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.images.models import Image
from core.db import db
from processing.images.hashing import NEAR_BITS, distance

MAX_NAMED = 20
"""Near duplicates that are named."""


class Near(NamedTuple):
    """A picture and in how many of 64 bits its perceptual hash differs."""

    image: Image
    bits: int


def near_duplicates(image: Image) -> list[Near]:
    """Other pictures of the group that look like this one, the most alike first.

    Every hash of the group is looked at: 100,000 take about a quarter of a second.
    """
    if not image.phash:
        return []
    mine = image.phash
    rows = db.session.execute(
        select(Image.id, Image.phash).where(Image.group_id == image.group_id, Image.id != image.id)
    )
    near: list[tuple[int, UUID]] = sorted(
        (bits, found) for found, phash in rows if phash and (bits := distance(mine, phash)) <= NEAR_BITS
    )[:MAX_NAMED]
    images = {one.id: one for one in db.session.scalars(select(Image).where(Image.id.in_([one for _, one in near])))}
    return [Near(images[one], bits) for bits, one in near]
