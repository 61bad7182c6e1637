"""How a worker takes a job, keeps it, and writes its end: always under a token it may have lost."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from core.clock import now
from core.db import db
from core.jobs.announce import announce_when_committed
from core.jobs.ending import end
from core.jobs.kinds import JobState, ResultLink
from core.jobs.models import Job
from core.jobs.tickets import request_ticket

CLAIM_TRIES = 20
"""Races for a row lost before a worker gives its ticket up; recovery sends another."""


class LostClaim(Exception):  # noqa: N818 (an event, not a fault of ours)
    """The job was cancelled or given to someone else: nothing of this attempt may be written."""


@dataclass(frozen=True)
class Claim:
    """A job this process works on, with the token that allows it to write."""

    job_id: UUID
    token: UUID


_written: set[UUID] = set()
"""Tokens under which this process has written an end; a work process has one job, so this stays small."""


def has_written(claim: Claim) -> bool:
    """Whether this process gave the claim up itself: what follows its commit must not be taken for a loss."""
    return claim.token in _written


def _commit_end(claim: Claim) -> None:
    # Before the commit: what is to be done after it runs inside the call, when the row has no claim any more.
    _written.add(claim.token)
    db.session.commit()


def claim_next(queue: str, *, rq_id: str | None, worker: str) -> Claim | None:
    """Take the job that is fairly next in a queue, in a transaction of its own; None when there is none."""
    for _ in range(CLAIM_TRIES):
        job_id = _fairly_next(queue)
        if job_id is None:
            db.session.rollback()
            return None
        claim = claim_job(job_id, rq_id=rq_id, worker=worker)
        if claim is not None:
            return claim
    return None


def claim_job(job_id: UUID, *, rq_id: str | None, worker: str) -> Claim | None:
    """Take this job if it may start and nobody else has it."""
    token = uuid4()
    moment = now()
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.QUEUED, Job.n_waiting == 0)
        .values(
            state=JobState.RUNNING,
            claim=token,
            rq_id=rq_id,
            worker=worker,
            attempt=Job.attempt + 1,
            started_at=moment,
            heartbeat_at=moment,
            not_before=None,
        )
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        return None
    announce_when_committed(job_id)
    db.session.commit()
    return Claim(job_id, token)


def _claimable(queue: str) -> list[ColumnElement[bool]]:
    return [
        Job.queue == queue,
        Job.state == JobState.QUEUED,
        Job.n_waiting == 0,
        or_(Job.not_before.is_(None), Job.not_before <= now()),
    ]


def count_claimable(queue: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Job).where(*_claimable(queue))) or 0


def _fairly_next(queue: str) -> UUID | None:
    """The oldest job of the person who has the fewest running, and among those was served longest ago."""
    owners = list(db.session.scalars(select(Job.owner_id).where(*_claimable(queue)).distinct()))
    if not owners:
        return None
    owner = min(owners, key=_served) if len(owners) > 1 else owners[0]
    mine = Job.owner_id == owner if owner is not None else Job.owner_id.is_(None)
    return db.session.scalar(select(Job.id).where(*_claimable(queue), mine).order_by(Job.created_at, Job.id).limit(1))


def _served(owner: UUID | None) -> tuple[int, float]:
    mine = Job.owner_id == owner if owner is not None else Job.owner_id.is_(None)
    n_running = db.session.scalar(
        select(func.count()).where(mine, Job.state == JobState.RUNNING, Job.queue.is_not(None))
    )
    last = db.session.scalar(select(func.max(Job.started_at)).where(mine, Job.queue.is_not(None)))
    return n_running or 0, last.timestamp() if last else 0.0


def hold(claim: Claim, session: Session) -> None:
    """Say that the job lives, inside a transaction: it then holds the row until it commits.

    Raises LostClaim when the token is no longer the row's.
    """
    kept = session.execute(
        update(Job)
        .where(Job.id == claim.job_id, Job.claim == claim.token, Job.state == JobState.RUNNING)
        .values(heartbeat_at=now())
    )
    if kept.rowcount != 1:  # type: ignore[attr-defined]
        raise LostClaim(str(claim.job_id))


def succeed(claim: Claim, results: list[ResultLink], log_lines: list[str]) -> None:
    """Commit what the job wrote together with its success."""
    hold(claim, db.session())
    job = db.session.get_one(Job, claim.job_id, populate_existing=True)
    job.results = [result._asdict() for result in results]
    job.log = log_lines
    end(job, JobState.SUCCEEDED)
    _commit_end(claim)


def fail(claim: Claim, code: str, detail: str, log_lines: list[str]) -> None:
    """Throw away what the job wrote and commit its failure."""
    db.session.rollback()
    hold(claim, db.session())
    job = db.session.get_one(Job, claim.job_id, populate_existing=True)
    job.log = log_lines
    end(job, JobState.FAILED, error_code=code, error_detail=detail[:4000])
    _commit_end(claim)


def postpone(claim: Claim, delay_s: float, code: str, detail: str) -> None:
    """Throw away what the job wrote; it is tried again after a while."""
    db.session.rollback()
    hold(claim, db.session())
    job = db.session.get_one(Job, claim.job_id, populate_existing=True)
    job.state, job.claim, job.n_faults = JobState.QUEUED, None, job.n_faults + 1
    job.not_before = now() + timedelta(seconds=delay_s)
    job.error_code, job.error_detail = code, detail[:4000]
    announce_when_committed(job.id)
    _commit_end(claim)


MAX_LOSSES = 3
"""Workers a job may take down before it is given up."""


def give_back(job: Job) -> None:
    """Queue a job again whose process vanished; give it up when that happens too often."""
    job.n_losses += 1
    if job.n_losses > MAX_LOSSES:
        detail = f"The process working on it ended {job.n_losses} times without a word (memory or a crash)."
        end(job, JobState.FAILED, error_code="worker-lost", error_detail=detail)
        return
    job.state, job.claim, job.rq_id = JobState.QUEUED, None, None
    db.session.flush()
    announce_when_committed(job.id)
    request_ticket(job.queue or "")
