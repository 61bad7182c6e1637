"""Identifications by machines: asking, recording what became of it, asking again."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from blueprints.images.models import Image, ImageVersion, VisionJob, VisionProposal, VisionState
from blueprints.images.policy import may_see_place
from blueprints.images.schemas.jobs import IDENTIFY, IdentifyParams
from blueprints.images.schemas.vision import IdentifyBody
from blueprints.images.service import budget
from blueprints.images.service.providers import chosen, chosen_model
from blueprints.images.service.versions import find_version
from core import signals
from core.access import Principal
from core.after_commit import do_after_commit
from core.clock import new_id, now
from core.db import db
from core.errors import AppError, conflict, forbidden
from core.jobs.kinds import OPEN_STATES, JobState
from core.jobs.models import Job
from core.jobs.queue import retry as retry_job
from core.jobs.queue import submit
from core.realtime import emit


def ask(image: Image, body: IdentifyBody, who: Principal) -> VisionJob:
    """Ask a provider what a picture shows.

    When there is nobody to ask the identification is there and has failed, saying why; it never comes out empty.
    Raises AppError 403 (place of someone else's), 409 `vision-budget-spent`, 422 (provider, model).
    """
    if body.tell_place and not may_see_place(who, image):
        raise forbidden("Only whoever brought this picture may let a provider know where it was taken.")
    version = find_version(image, body.version_id)
    known = chosen(body.provider)
    if isinstance(known, AppError):
        row = _row(image, version, body, who, provider=body.provider, model=body.model)
        _end(row, VisionState.FAILED, code=known.code, detail=known.detail)
        return row
    model = chosen_model(known, body.model)
    usd = budget.estimate_usd(model)
    budget.require(who.user_id, image.group_id, usd)
    row = _row(image, version, body, who, provider=known.name, model=model, reserved_usd=usd)
    job = submit(
        IDENTIFY,
        IdentifyParams(vision_job_id=row.id),
        title=f"Identify {image.name}",
        owner_id=who.user_id,
        group_id=image.group_id,
        project_id=image.project_id,
    )
    row.job_id = job.id
    db.session.flush()
    tell(row)
    return row


def _row(image: Image, version: ImageVersion, body: IdentifyBody, who: Principal, **columns: Any) -> VisionJob:
    row = VisionJob(
        id=new_id(),
        image_id=image.id,
        version_id=version.id,
        group_id=image.group_id,
        created_by=who.user_id,
        detail=body.detail,
        is_place_told=body.tell_place,
        **columns,
    )
    db.session.add(row)
    db.session.flush()
    return row


def again(row: VisionJob, who: Principal) -> None:
    """Ask once more what failed. Raises AppError 409 while it is open or when it succeeded, or without budget."""
    job = db.session.get(Job, row.job_id) if row.job_id else None
    if row.state not in (VisionState.FAILED, VisionState.CANCELLED) or job is None:
        raise conflict("vision-not-failed", "Only an identification that failed can be asked again as it was.")
    usd = budget.estimate_usd(row.model)
    budget.require(who.user_id, row.group_id, usd)
    retry_job(job)
    row.state, row.error_code, row.error_detail, row.finished_at = VisionState.QUEUED, None, None, None
    row.reserved_usd = usd
    db.session.flush()
    tell(row)


def _end(row: VisionJob, state: VisionState, *, code: str | None, detail: str | None) -> None:
    row.state, row.error_code, row.error_detail = state, code, detail
    row.reserved_usd, row.finished_at = 0.0, now()
    db.session.flush()
    tell(row)


def succeed(row: VisionJob) -> None:
    """Note that proposals have been written. Flushes."""
    _end(row, VisionState.SUCCEEDED, code=None, detail=None)


def tell(row: VisionJob) -> None:
    """Tell the group how an identification stands, once that is committed."""
    payload = {"id": str(row.id), "image_id": str(row.image_id), "state": str(row.state or VisionState.QUEUED)}
    do_after_commit(("vision.changed", row.id), emit, "vision.changed", f"group:{row.group_id}", payload)


def listen() -> None:
    """Hear of every job that ends; hearing twice changes nothing."""
    signals.job_ended.connect(_note_end)


def _note_end(_sender: object, job: Job, **_: Any) -> None:
    """An identification whose job failed or was cancelled has failed, with the reason."""
    if job.kind != IDENTIFY.name or job.state == JobState.SUCCEEDED:
        return
    row = db.session.get(VisionJob, UUID(job.params["vision_job_id"]))
    if row is None or row.state not in (VisionState.QUEUED, VisionState.RUNNING):
        return
    state = VisionState.CANCELLED if job.state == JobState.CANCELLED else VisionState.FAILED
    _end(row, state, code=job.error_code, detail=job.error_detail)


def is_open(row: VisionJob) -> bool:
    return str(row.state) in {str(state) for state in OPEN_STATES}


def proposals_of(ids: list[UUID]) -> dict[UUID, list[VisionProposal]]:
    """Proposals by identification, animal by animal, the likeliest first; one statement."""
    found: dict[UUID, list[VisionProposal]] = {one: [] for one in ids}
    rows = select(VisionProposal).where(VisionProposal.vision_job_id.in_(ids))
    for row in db.session.scalars(rows.order_by(VisionProposal.animal, VisionProposal.place)):
        found[row.vision_job_id].append(row)
    return found
