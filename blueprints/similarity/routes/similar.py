"""Finding similar calls, and the index that makes it quick."""

from typing import Any

from flask import Response

from blueprints.similarity.routes.blueprint import api
from blueprints.similarity.schemas.answers import IndexOut, SimilarOut
from blueprints.similarity.schemas.similar import IndexBody, IndexQuery, SimilarBody
from blueprints.similarity.service import indexes
from blueprints.similarity.service import search as service
from blueprints.similarity.service.shapes import shape_hit
from core.access import Role, principal, require_role
from core.api import accepted
from core.db import db
from core.jobs.schemas import JobOut
from core.jobs.shapes import shape_job


@api.post("/similar", responses={200: SimilarOut})
def find_similar(body: SimilarBody) -> dict[str, Any]:
    """Calls that sound like the examples and not like the rejected ones, the best first."""
    group_id, hits = service.search(
        principal(), body.segment_ids, body.rejected_ids, body.n, body, group_id=body.group_id
    )
    results = [shape_hit(hit, call) for hit, call in service.with_calls(hits)]
    return {"results": results, "index": indexes.shape_index(group_id)}


@api.get("/similarity-index", responses={200: IndexOut})
def get_index(query: IndexQuery) -> dict[str, Any]:
    """How far the index of a group's calls is."""
    require_role(principal(), query.group_id, Role.VIEWER, "group")
    return indexes.shape_index(query.group_id)


@api.post("/similarity-index", responses={202: JobOut})
def build_index(body: IndexBody) -> Response:
    """Embed what is not embedded yet and bring the index up to date; the answer is the job."""
    who = principal()
    require_role(who, body.group_id, Role.EDITOR, "group")
    job = indexes.request_build(body.group_id, who.user_id)
    db.session.commit()
    return accepted(shape_job(job, db.session()), f"/api/v1/jobs/{job.id}")
