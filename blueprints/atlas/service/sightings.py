"""Everything with a place of its own, as points this person may see; what is shown roughly is made so first."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, case, false, literal, or_, select, union_all

from blueprints.atlas.schemas import Layer, SightingFilters, Whose
from blueprints.dex.models import DexEntry
from blueprints.dex.policy import friends_of, may_see
from blueprints.dex.service.places import middle_of, shown_columns
from blueprints.images.models import Image
from blueprints.recordings.models import Recording
from blueprints.species.models import Species
from core.access import Principal


def points(who: Principal, query: SightingFilters) -> CompoundSelect[Any] | Select[Any] | None:
    """Rows of `layer, id, latitude, longitude, at, is_rough` that meet the filters; None when no layer is asked for."""
    builders = {Layer.ENTRIES: _entries, Layer.PICTURES: _pictures, Layer.RECORDINGS: _recordings}
    parts = [builders[layer](who, query) for layer in query.layer_list]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _columns(layer: Layer, model: Any, latitude: Any, longitude: Any, at: Any, is_rough: Any) -> tuple[Any, ...]:
    return (
        literal(layer.value).label("layer"),
        model.id.label("id"),
        latitude.label("latitude"),
        longitude.label("longitude"),
        at.label("at"),
        case((is_rough, 1), else_=0).label("is_rough"),
    )


def _entries(who: Principal, query: SightingFilters) -> Select[Any]:
    """Entries of people, which belong to no project."""
    shown = shown_columns(who.user_id)
    columns = _columns(Layer.ENTRIES, DexEntry, shown.latitude, shown.longitude, DexEntry.observed_at, shown.is_rough)
    rows = (
        select(*columns)
        .select_from(DexEntry)
        .join(Species, Species.id == DexEntry.species_id)
        .where(may_see(who.user_id), DexEntry.latitude.is_not(None))
    )
    if query.project_id is not None:
        return rows.where(false())
    if query.whose is Whose.MINE:
        rows = rows.where(DexEntry.owner_id == who.user_id)
    if query.whose is Whose.FRIENDS:
        rows = rows.where(DexEntry.owner_id.in_(friends_of(who.user_id)))
    return _narrowed(rows, query, DexEntry, DexEntry.observed_at)


def _pictures(who: Principal, query: SightingFilters) -> Select[Any]:
    """Pictures of one's groups whose place one may know; of sensitive species others are shown it roughly."""
    is_mine = Image.created_by == who.user_id
    is_rough = and_(or_(~is_mine, Image.created_by.is_(None)), Species.is_sensitive)
    latitude = case((is_rough, middle_of(Image.latitude, 90.0)), else_=Image.latitude)
    longitude = case((is_rough, middle_of(Image.longitude, 180.0)), else_=Image.longitude)
    rows = (
        select(*_columns(Layer.PICTURES, Image, latitude, longitude, Image.timeline_at, is_rough))
        .select_from(Image)
        .outerjoin(Species, Species.id == Image.species_id)
        .where(Image.group_id.in_(who.group_ids), Image.latitude.is_not(None), or_(is_mine, Image.is_place_shared))
    )
    if query.whose is Whose.MINE:
        rows = rows.where(is_mine)
    if query.whose is Whose.FRIENDS:
        rows = rows.where(Image.created_by.in_(friends_of(who.user_id)))
    return _narrowed(_of_group(rows, query, Image), query, Image, Image.timeline_at)


def _recordings(who: Principal, query: SightingFilters) -> Select[Any]:
    """Whole recordings with coordinates of their own, as the recorder wrote them."""
    rows = (
        select(
            *_columns(Layer.RECORDINGS, Recording, Recording.latitude, Recording.longitude, Recording.timeline_at,
                      false())
        )
        .select_from(Recording)
        .outerjoin(Species, Species.id == Recording.species_id)
        .where(
            Recording.group_id.in_(who.group_ids),
            Recording.parent_id.is_(None),
            Recording.latitude.is_not(None),
            Recording.longitude.is_not(None),
        )
    )  # fmt: skip
    if query.whose is Whose.MINE:
        rows = rows.where(Recording.created_by == who.user_id)
    if query.whose is Whose.FRIENDS:
        rows = rows.where(Recording.created_by.in_(friends_of(who.user_id)))
    return _narrowed(_of_group(rows, query, Recording), query, Recording, Recording.timeline_at)


def _of_group(rows: Select[Any], query: SightingFilters, model: Any) -> Select[Any]:
    if query.group_id is not None:
        rows = rows.where(model.group_id == query.group_id)
    return rows.where(model.project_id == query.project_id) if query.project_id is not None else rows


def _narrowed(rows: Select[Any], query: SightingFilters, model: Any, at: Any) -> Select[Any]:
    if query.species_id is not None:
        rows = rows.where(model.species_id == query.species_id)
    if query.family is not None:
        rows = rows.where(Species.family == query.family)
    if query.start is not None:
        rows = rows.where(at >= query.start)
    return rows.where(at < query.stop) if query.stop is not None else rows
