"""The index of a group's calls: where its file is, whether it is up to date, who brings it there."""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from blueprints.accounts.models import Group
from blueprints.similarity.models import SimilarityIndex
from blueprints.similarity.schemas.jobs import INDEX, IndexParams
from core.after_commit import do_after_commit
from core.cache_files import cache_path, find_cached
from core.config import Settings
from core.db import db
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.jobs.queue import submit
from core.redis import RedisError, connect

STALE_KEY = "similarity:stale"
"""Sorted set in Redis: groups whose calls changed since their index was begun, by when that was first noted."""

SETTLE_S = 120.0
"""How long changes are gathered before a job takes them up: a night's queue changes hundreds of recordings."""


def index_of(group_id: UUID) -> SimilarityIndex:
    """The group's row, added when there is none."""
    found = db.session.get(SimilarityIndex, group_id)
    if found is None:
        found = SimilarityIndex(group_id=group_id, n_calls=0)
        db.session.add(found)
        db.session.flush()
    return found


def edition_path(edition: UUID, code_version: str) -> Path:
    """Where the file of one build belongs."""
    return cache_path("similarity", str(edition), {}, code_version, ".usearch")


def present_path(group_id: UUID, code_version: str) -> Path | None:
    """The file that searches use; None when there is none, or it was made by other code."""
    row = db.session.get(SimilarityIndex, group_id)
    if row is None or row.edition is None or row.code_version != code_version:
        return None
    return find_cached(edition_path(row.edition, code_version))


def request_build(group_id: UUID, owner_id: UUID | None) -> Job:
    """The job that brings the index up to date: the one that waits or runs already, or a new one."""
    row = index_of(group_id)
    job = db.session.get(Job, row.job_id) if row.job_id else None
    if job is not None and job.state in OPEN_STATES:
        return job
    job = submit(
        INDEX,
        IndexParams(group_id=group_id),
        title="Bring the search for similar calls up to date",
        owner_id=owner_id,
        group_id=group_id,
    )
    row.job_id = job.id
    db.session.flush()
    return job


def shape_index(group_id: UUID) -> dict[str, Any]:
    """How far the index is."""
    row = db.session.get(SimilarityIndex, group_id)
    if row is None:
        return {"n_calls": 0, "built_at": None, "is_stale": True, "job_id": None}
    is_stale = row.built_at is None or _is_marked(group_id)
    return {"n_calls": row.n_calls, "built_at": row.built_at, "is_stale": is_stale, "job_id": row.job_id}


def mark_stale(group_id: UUID) -> None:
    """Note, once the change is committed, that calls of the group changed."""
    do_after_commit(("similarity-stale", group_id), _mark, group_id)


def _mark(group_id: UUID) -> None:
    _redis().zadd(STALE_KEY, {str(group_id): time.time()}, nx=True)


def mark_now(group_id: UUID) -> None:
    """Note it at once: someone wants an index that is not there."""
    _redis().zadd(STALE_KEY, {str(group_id): time.time() - SETTLE_S})


def unmark(group_id: UUID) -> None:
    """A build begins: what changes from now on marks the group anew."""
    _redis().zrem(STALE_KEY, str(group_id))


def _is_marked(group_id: UUID) -> bool:
    try:
        return _redis().zscore(STALE_KEY, str(group_id)) is not None
    except RedisError:
        return False


def build_stale() -> None:
    """Ask for a build of every group whose changes have settled; called by the scheduler."""
    names = _redis().zrangebyscore(STALE_KEY, 0, time.time() - SETTLE_S)
    for name in names:
        group_id = UUID(name.decode())
        if db.session.get(Group, group_id) is not None:
            request_build(group_id, None)
        else:
            unmark(group_id)
    db.session.commit()


def _redis() -> Any:
    settings: Settings = current_app.config["SETTINGS"]
    return connect(settings.redis_address)
