"""What a job's function gets: progress, log, a scratch folder, partial commits."""

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from core import realtime
from core.db import db
from core.jobs import claims, progress
from core.jobs.claims import Claim, LostClaim
from core.jobs.kinds import JobCancelled
from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.shapes import batch_progress, count_children
from core.redis import RedisError

log = logging.getLogger(__name__)

MIN_REPORT_GAP_S = 0.1
"""At most ten updates a second leave a job."""

MIN_BATCH_GAP_S = 0.5
"""A batch is told at most twice a second by each of its children."""


@dataclass
class JobContext:
    """The job being worked on, as seen by its function."""

    claim: Claim
    workdir: Path
    """A folder of its own, removed when it ends."""
    title: str
    owner_id: UUID | None
    group_id: UUID | None
    project_id: UUID | None
    parent_id: UUID | None
    attempt: int
    started: float = field(default_factory=time.monotonic)
    _last: Progress = field(default_factory=Progress)
    _sent: float = 0.0
    _batch_sent: float = 0.0

    @property
    def job_id(self) -> UUID:
        return self.claim.job_id

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        """Say how far the work is; cheap enough for every step of a loop.

        Raises JobCancelled when someone has cancelled the job.
        """
        moment = time.monotonic()
        is_news = stage != self._last.stage or done >= total > 0
        if not is_news and moment - self._sent < MIN_REPORT_GAP_S:
            return
        elapsed = moment - self.started
        rate = done / elapsed if elapsed > 0 and done > 0 else None
        self._last, self._sent = Progress(done, total, unit, stage, rate), moment
        try:
            self._tell(moment)
        except RedisError as exc:
            log.warning("progress of job %s is not shown: %s", self.job_id, exc)

    def _tell(self, moment: float) -> None:
        progress.write(self.job_id, self.parent_id, self._last)
        state = {"id": self.job_id, "state": "running", **self._last.shape()}
        realtime.emit("job.progress", f"job:{self.job_id}", state)
        if self.parent_id is not None and moment - self._batch_sent >= MIN_BATCH_GAP_S:
            self._batch_sent = moment
            self._tell_batch(self.parent_id)
        if progress.is_stopped(self.job_id):
            raise JobCancelled

    def _tell_batch(self, parent_id: UUID) -> None:
        # The job's own session may hold an open transaction; counting must not depend on it.
        with Session(db.engine) as session:
            parent = session.get_one(Job, parent_id)
            shown = batch_progress(parent_id, count_children(parent, session))
        stage = self._last.stage or self.title
        state = {"id": parent_id, "state": "running", **shown._replace(stage=stage).shape()}
        realtime.emit("job.progress", f"job:{parent_id}", state)

    def log(self, line: str) -> None:
        """Add a line to the job's own log, which people read on its page."""
        try:
            progress.add_log(self.job_id, line)
        except RedisError:
            log.info("job %s: %s", self.job_id, line)

    def check(self) -> None:
        """Raises JobCancelled when someone has cancelled the job."""
        if progress.is_stopped(self.job_id):
            raise JobCancelled

    def commit(self) -> None:
        """Commit what was written so far, if the job is still ours.

        Raises JobCancelled when it is not; nothing of this step is then kept.
        """
        try:
            claims.hold(self.claim, db.session())
        except LostClaim as exc:
            db.session.rollback()
            raise JobCancelled from exc
        db.session.commit()
