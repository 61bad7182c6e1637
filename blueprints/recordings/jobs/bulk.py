"""One action on many recordings, each in a transaction of its own, with a verdict for each that was refused."""

from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.service.groups import groups_of
from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.jobs import BULK, BulkParams
from blueprints.recordings.service.bulk import action_of, chosen, read_options
from blueprints.recordings.service.listing import ids_of
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.jobs.models import Job
from processing.errors import ProcessingError


@BULK.runs
def act_on_many(ctx: JobContext, params: BulkParams) -> list[ResultLink]:
    """Do the action to each recording named; one that is refused is told of and passed over."""
    action = action_of(params.action.action)
    options = read_options(action, params.action.options)
    who = _principal(ctx.owner_id)
    asked_at = db.session.get_one(Job, ctx.job_id).created_at
    rows = chosen(who, params.action).where(Recording.created_at <= asked_at)
    ids = list(db.session.scalars(ids_of(rows)))
    done = _with_jobs(params.batch_id)
    n_refused = 0
    for number, recording_id in enumerate(ids):
        ctx.report(number, len(ids), action.title, unit="recordings")
        recording = db.session.get(Recording, recording_id) if recording_id not in done else None
        if recording is None:
            continue
        try:
            require_role(who, recording.group_id, action.role, "recording")
            action.act(recording, options, _batch(params.batch_id), ctx.owner_id)
        except (AppError, ProcessingError) as exc:
            db.session.rollback()
            n_refused += 1
            ctx.log(f"{recording_id}: {exc}")
        else:
            ctx.commit()
    ctx.report(len(ids), len(ids), action.title, unit="recordings")
    if n_refused and n_refused == len(ids):
        raise AppError(422, "bulk-refused", "None of the recordings could be worked on; the log has each reason.")
    title = f"{len(ids) - n_refused} done, {n_refused} refused" if n_refused else f"{len(ids)} done"
    return [ResultLink("recordings", title, "/recordings")]


def _principal(user_id: UUID | None) -> Principal:
    """Who asked, with the roles of now: someone who has left the group since does nothing there."""
    if user_id is None:
        raise AppError(403, "forbidden", "The person who asked for this has no account any more.")
    return Principal(user_id, {member.group_id: Role(member.role) for member in groups_of(user_id)})


def _with_jobs(batch_id: UUID | None) -> set[UUID]:
    """Recordings for which an earlier attempt has already added a job to the batch."""
    if batch_id is None:
        return set()
    params = db.session.scalars(select(Job.params).where(Job.parent_id == batch_id))
    return {UUID(found["recording_id"]) for found in params if "recording_id" in found}


def _batch(batch_id: UUID | None) -> Job | None:
    return db.session.get(Job, batch_id) if batch_id else None
