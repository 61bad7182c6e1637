"""Lists of pictures: what narrows them and what sorts them."""

from typing import Any

from sqlalchemy import ColumnElement

from blueprints.images.models import Image
from blueprints.images.policy import visible_images
from blueprints.images.schemas.pictures import ImageQuery
from core.access import Principal
from core.paging import Ordering, Page, moment, paginate

ORDERINGS = {
    "name": Ordering(Image.sort_name.expression),
    "taken_at": Ordering(Image.timeline_at.expression, moment),
    "created_at": Ordering(Image.created_at.expression, moment),
}


def list_images(who: Principal, query: ImageQuery) -> Page:
    """One page of the pictures this person may see."""
    rows = visible_images(who).where(*_conditions(who, query))
    return paginate(rows, query, key=Image.id.expression, orderings=ORDERINGS, default="-created_at")


def _conditions(who: Principal, wanted: ImageQuery) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Any], ...] = (
        (Image.group_id, wanted.group_id),
        (Image.project_id, wanted.project_id),
        (Image.site_id, wanted.site_id),
        (Image.species_id, wanted.species_id),
        (Image.burst_id, wanted.burst_id),
        (Image.created_by, who.user_id if wanted.mine else None),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in pairs if value is not None]
    if wanted.identified is not None:
        found.append(Image.species_id.is_not(None) if wanted.identified else Image.species_id.is_(None))
    if wanted.from_ is not None:
        found.append(Image.taken_at >= wanted.from_)
    if wanted.to is not None:
        found.append(Image.taken_at < wanted.to)
    words = (wanted.search or "").lower().split()
    return found + [Image.search_text.contains(word, autoescape=True) for word in words[:10]]
