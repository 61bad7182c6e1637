"""What was lost is sent again: silent jobs, rows without a ticket, retries whose time has come."""

import logging
import shutil
import time
from datetime import timedelta
from functools import cache

from flask import current_app
from sqlalchemy import select

from core import scheduler
from core.clock import now
from core.db import db
from core.jobs import claims, progress, tickets
from core.jobs.kinds import JobState, Queue
from core.jobs.models import Job
from core.redis import RedisError

log = logging.getLogger(__name__)

EVERY_S = 2.0
"""How often recovery looks."""

MAX_TICKETS = 1000
"""Tickets sent at once for rows that have none; the next look sends more."""

WORKDIR_LIFE_S = 24 * 3600


@cache
def schedule() -> None:
    scheduler.every(EVERY_S, "jobs.recover", recover)
    scheduler.every(3600, "jobs.sweep-workdirs", sweep_workdirs)


def recover() -> None:
    """Give silent jobs back and make tickets match the rows; safe to run anywhere, any number of times."""
    n_lost = give_back_silent()
    n_sent = send_missing_tickets()
    if n_lost or n_sent:
        log.info("recovery: %d silent jobs given back, %d tickets sent", n_lost, n_sent)


def give_back_silent() -> int:
    """Queue jobs again whose process has not been heard of; returns how many."""
    edge = now() - timedelta(seconds=current_app.config["SETTINGS"].job_lost_after_s)
    silent = db.session.scalars(
        select(Job).where(Job.state == JobState.RUNNING, Job.queue.is_not(None), Job.heartbeat_at < edge)
    ).all()
    lost = [job for job in silent if not _is_heard(job)]
    for job in lost:
        log.warning("job %s is silent since %s", job.id, job.heartbeat_at)
        claims.give_back(job)
        # One transaction a job: a heartbeat that comes in between must not be overwritten with the others.
        db.session.commit()
    return len(lost)


def _is_heard(job: Job) -> bool:
    try:
        return progress.is_beating(job.id)
    except RedisError:
        return False


def send_missing_tickets() -> int:
    """Send a ticket for every startable row beyond those that wait in Redis; returns how many."""
    n_sent = 0
    for queue in Queue:
        n_rows = claims.count_claimable(queue.value)
        db.session.rollback()
        try:
            n_missing = min(n_rows - tickets.redis_queue(queue.value).count, MAX_TICKETS)
        except RedisError as exc:
            log.warning("Redis does not answer, tickets wait: %s", exc)
            return n_sent
        if n_missing > 0:
            tickets.send(queue.value, n_missing)
            n_sent += n_missing
    return n_sent


def sweep_workdirs() -> None:
    """Remove scratch folders that a killed process left behind."""
    for folder in current_app.config["SETTINGS"].work_dir.iterdir():
        if time.time() - folder.stat().st_mtime > WORKDIR_LIFE_S:
            shutil.rmtree(folder, ignore_errors=True)
