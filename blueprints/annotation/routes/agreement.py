"""Agreement of annotators, and the last word on what they see differently."""

from typing import Any

from flask import Response
from pydantic import Field

from blueprints.annotation import policy
from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.agreement import (
    AdjudicationBody,
    AdjudicationOut,
    AnnotatorAgreementOut,
    DisagreementPage,
    DisagreementQuery,
)
from blueprints.annotation.service import agreement
from blueprints.recordings.models import Segment
from core.access import Role, principal
from core.api import IdPath, no_content
from core.db import db
from core.documents import NOTHING
from core.fields import RowNumber
from core.paging import Ordering, paginate

ORDERINGS = {"segment_id": Ordering(Segment.id, int)}


class AdjudicationPath(IdPath):
    """A batch and one of its segments."""

    segment_id: RowNumber = Field(description="The segment's number")


@api.get("/task-batches/<uuid:id>/agreement", responses={200: AnnotatorAgreementOut})
def show_agreement(path: IdPath) -> dict[str, Any]:
    """Cohen's kappa of each pair, Fleiss' kappa of all, and which types are taken for which."""
    return agreement.agreement_of(policy.batch(principal(), path.id))


@api.get("/task-batches/<uuid:id>/disagreements", responses={200: DisagreementPage})
def list_disagreements(path: IdPath, query: DisagreementQuery) -> dict[str, Any]:
    """Calls that all have answered and not all alike, with the answers and the last word, if someone had it."""
    batch = policy.batch(principal(), path.id)
    rows = agreement.disagreements(batch, query)
    page = paginate(rows, query, key=Segment.id, orderings=ORDERINGS, default="segment_id", key_type=int)
    shaped = {row["segment_id"]: row for row in agreement.shape_disagreements(batch, page.rows)}
    return page.shape(lambda segment: shaped[segment.id])


@api.post("/task-batches/<uuid:id>/adjudications", responses={200: AdjudicationOut})
def post_adjudication(path: IdPath, body: AdjudicationBody) -> dict[str, Any]:
    """Have the last word on a call: it is named so, or rejected. A later word replaces it."""
    who = principal()
    word = agreement.adjudicate(who, policy.batch(who, path.id, Role.EDITOR), body)
    db.session.commit()
    return word


@api.delete("/task-batches/<uuid:id>/adjudications/<int:segment_id>", responses={204: NOTHING})
def delete_adjudication(path: AdjudicationPath) -> Response:
    """Take the last word back: the call is what it was before."""
    who = principal()
    agreement.withdraw(who, policy.batch(who, path.id, Role.EDITOR), path.segment_id)
    db.session.commit()
    return no_content()
