"""Identifications and proposals as JSON."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blueprints.images.models import Identification, VisionJob, VisionProposal
from blueprints.images.service.vision import proposals_of
from blueprints.species.models import Species
from core.api import API_PREFIX
from core.db import db


def vision_job_url(row: VisionJob) -> str:
    return f"{API_PREFIX}/vision-jobs/{row.id}"


def shape_vision_jobs(rows: Sequence[VisionJob], *, with_answer: bool = False) -> list[dict[str, Any]]:
    """Identifications with their proposals; the provider's own words only for one at a time."""
    proposals = proposals_of([row.id for row in rows])
    return [_shape(row, proposals[row.id], with_answer=with_answer) for row in rows]


def _shape(row: VisionJob, proposals: list[VisionProposal], *, with_answer: bool) -> dict[str, Any]:
    error = {"code": row.error_code, "detail": row.error_detail} if row.error_code else None
    return {
        "id": row.id,
        "image_id": row.image_id,
        "version_id": row.version_id,
        "group_id": row.group_id,
        "job_id": row.job_id,
        "state": row.state,
        "provider": row.provider,
        "model": row.model,
        "detail": row.detail,
        "is_place_told": row.is_place_told,
        "tokens_in": row.tokens_in,
        "tokens_out": row.tokens_out,
        "cost_usd": row.cost_usd,
        "elapsed_s": row.elapsed_s,
        "attempts": row.attempts,
        "error": error,
        "raw_answer": row.raw_answer if with_answer else None,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "proposals": [shape_proposal(one) for one in proposals],
        "url": vision_job_url(row),
    }


def shape_proposal(row: VisionProposal) -> dict[str, Any]:
    match = None
    if row.match_how:
        match = {"how": row.match_how, "name": row.match_name, "confidence": row.match_confidence}
    return {
        "id": row.id,
        "animal": row.animal,
        "place": row.place,
        "scientific_name": row.scientific_name,
        "common_name": row.common_name,
        "rank": row.rank,
        "n_individuals": row.n_individuals,
        "box": row.box,
        "confidence": row.confidence,
        "reason": row.reason,
        "species_id": row.species_id,
        "match": match,
        "state": row.state,
    }


def shape_identifications(rows: Sequence[Identification]) -> list[dict[str, Any]]:
    ids = {row.species_id for row in rows}
    names = {one.id: one for one in db.session.scalars(select(Species).where(Species.id.in_(ids)))} if ids else {}
    return [
        {
            "id": row.id,
            "image_id": row.image_id,
            "version_id": row.version_id,
            "species_id": row.species_id,
            "scientific_name": names[row.species_id].scientific_name,
            "common_name": names[row.species_id].common_name,
            "vision_job_id": row.vision_job_id,
            "proposal_id": row.proposal_id,
            "created_by": row.created_by,
            "created_at": row.created_at,
        }
        for row in rows
    ]
