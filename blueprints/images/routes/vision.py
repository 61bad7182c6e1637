"""Identifications by machines: whom one can ask, asking, what came of it, what it cost."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify
from pydantic import Field

from blueprints.images import policy
from blueprints.images.models import VisionJob
from blueprints.images.routes.area import api
from blueprints.images.schemas.vision import (
    CostQuery,
    CostsOut,
    IdentifyBody,
    ProvidersOut,
    VisionJobOut,
    VisionJobsOut,
    VisionQuery,
)
from blueprints.images.service import budget, costs, vision
from blueprints.images.service.budget import Budget
from blueprints.images.service.providers import list_providers, usual_provider
from blueprints.images.service.vision_shapes import shape_vision_jobs, vision_job_url
from core.access import Role, principal, require_role
from core.api import IdPath, Query, created
from core.db import db
from core.paging import Ordering, moment, paginate


class ProvidersQuery(Query):
    """Whose budget is shown."""

    group_id: UUID | None = Field(None, description="Show the budget of this group too")


@api.get("/vision/providers", responses={200: ProvidersOut})
def get_providers(query: ProvidersQuery) -> dict[str, Any]:
    """Whom one can ask what a picture shows, with the models allowed and what is left of the month's budgets"""
    who = principal()
    if query.group_id is not None:
        require_role(who, query.group_id, Role.VIEWER, "group")
    return {
        "providers": list_providers(),
        "usual": usual_provider(),
        "user_budget": _budget(budget.of_person(who.user_id)),
        "group_budget": _budget(budget.of_group(query.group_id)) if query.group_id else None,
    }


def _budget(found: Budget) -> dict[str, Any]:
    return {"limit_usd": found.limit_usd, "spent_usd": round(found.spent_usd, 6)}


@api.get("/vision/costs", responses={200: CostsOut})
def get_costs(query: CostQuery) -> dict[str, Any]:
    """What identifications cost, by day, model and person, and how often the first proposal was confirmed"""
    return costs.overview(principal(), query)


@api.get("/vision-jobs", responses={200: VisionJobsOut})
def get_vision_jobs(query: VisionQuery) -> dict[str, Any]:
    """Identifications of pictures of one's groups, the newest first"""
    rows = policy.visible_vision_jobs(principal())
    for column, value in (
        (VisionJob.group_id, query.group_id),
        (VisionJob.image_id, query.image_id),
        (VisionJob.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    orderings = {"created_at": Ordering(VisionJob.created_at.expression, moment)}
    page = paginate(rows, query, key=VisionJob.id.expression, orderings=orderings, default="-created_at")
    return {
        "count": page.count,
        "next": page.next,
        "previous": page.previous,
        "results": shape_vision_jobs(page.rows),
    }


@api.post("/images/<uuid:id>/vision-jobs", responses={201: VisionJobOut})
def post_vision_job(path: IdPath, body: IdentifyBody) -> Response:
    """Ask what a picture shows

    When there is nobody to ask, the answer is an identification that has failed and says why.
    """
    who = principal()
    row = vision.ask(policy.get_image(who, path.id, Role.ANNOTATOR), body, who)
    db.session.commit()
    return created(_show(row), vision_job_url(row))


@api.get("/vision-jobs/<uuid:id>", responses={200: VisionJobOut})
def get_vision_job(path: IdPath) -> Response:
    """One identification with its proposals and the provider's own words"""
    return jsonify(_show(policy.get_vision_job(principal(), path.id)))


@api.post("/vision-jobs/<uuid:id>/retry", responses={200: VisionJobOut})
def post_retry(path: IdPath) -> Response:
    """Ask once more what failed, as it was; for other transformations or another provider ask anew"""
    who = principal()
    row = policy.get_vision_job(who, path.id, Role.ANNOTATOR)
    vision.again(row, who)
    db.session.commit()
    return jsonify(_show(row))


def _show(row: VisionJob) -> dict[str, Any]:
    return shape_vision_jobs([row], with_answer=True)[0]
