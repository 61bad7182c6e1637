"""Species as answers show them: the station's record with what a group of the reader keeps about it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.species.models import DETAIL_S, OVERVIEW_S, Repertoire, Species
from blueprints.species.service.repertoires import n_call_types_of
from core.access import Principal
from core.api import API_PREFIX
from core.clock import iso
from core.db import db

SHARED = (
    "scientific_name", "common_name", "authorship", "rank", "kingdom", "phylum", "class_name", "order_name", "family",
    "genus", "epithet", "subspecies", "iucn_status", "description", "habitat", "diet", "facts", "native_regions",
    "establishment", "environment", "is_sensitive", "source", "source_id", "creation_index", "n_observations",
)  # fmt: skip
"""Columns shown as they are."""


def shape_all(who: Principal, rows: Sequence[Species], group_id: UUID | None = None) -> list[dict[str, Any]]:
    """Species with the repertoire of this group, or of the person's first group that has one; three statements."""
    found = _repertoires(who, [row.id for row in rows], group_id)
    counts = n_call_types_of(list(found.values()))
    return [_shape(row, found.get(row.id), counts) for row in rows]


def shape_one(who: Principal, row: Species, group_id: UUID | None = None) -> dict[str, Any]:
    return shape_all(who, [row], group_id)[0]


def _repertoires(who: Principal, ids: Sequence[UUID], group_id: UUID | None) -> dict[UUID, Repertoire]:
    wanted = select(Repertoire).where(Repertoire.species_id.in_(ids), Repertoire.group_id.in_(who.group_ids))
    if group_id is not None:
        wanted = wanted.where(Repertoire.group_id == group_id)
    newest_first = wanted.order_by(Repertoire.created_at.desc(), Repertoire.group_id.desc())
    return {row.species_id: row for row in db.session.scalars(newest_first)}


def _shape(row: Species, repertoire: Repertoire | None, counts: dict[tuple[UUID, UUID], int]) -> dict[str, Any]:
    shown = {"id": str(row.id)} | {column: getattr(row, column) for column in SHARED}
    shown["verified_by"] = str(row.verified_by) if row.verified_by else None
    shown["verified_at"] = iso(row.verified_at) if row.verified_at else None
    shown |= _own(repertoire, counts)
    shown["version"] = version_of(row, repertoire)
    return shown | {"created_at": iso(row.created_at), "updated_at": iso(row.updated_at)}


def _own(row: Repertoire | None, counts: dict[tuple[UUID, UUID], int]) -> dict[str, Any]:
    if row is None:
        return {
            "group_id": None, "notes": "", "default_preset": None, "context_detail_s": DETAIL_S,
            "context_overview_s": OVERVIEW_S, "repertoire_picture_url": None, "n_call_types": 0,
        }  # fmt: skip
    return {
        "group_id": str(row.group_id),
        "notes": row.notes,
        "default_preset": row.default_preset,
        "context_detail_s": row.context_detail_s,
        "context_overview_s": row.context_overview_s,
        "repertoire_picture_url": _picture_url(row),
        "n_call_types": counts.get((row.group_id, row.species_id), 0),
    }


def _picture_url(row: Repertoire) -> str | None:
    """With the beginning of its hash, so that a new picture has a new address."""
    if row.picture_sha256 is None:
        return None
    path = f"{API_PREFIX}/species/{row.species_id}/repertoire-picture"
    return f"{path}?group_id={row.group_id}&v={row.picture_sha256[:12]}"


def version_of(species: Species, repertoire: Repertoire | None) -> int:
    """Grows with every change of either row: for one group no two states have the same."""
    return species.version + (repertoire.version if repertoire else 0)
