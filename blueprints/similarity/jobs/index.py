"""Embedding the calls of a group and bringing its index up to date."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import numpy as np

from blueprints.similarity.schemas.jobs import INDEX, IndexParams
from blueprints.similarity.service import embeddings, indexes
from blueprints.similarity.service.calls import by_sound, chunks
from blueprints.similarity.service.search import embed
from core.clock import new_id, now
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError, storage
from ml.similarity.index import IndexFileError, PointIndex, unpacked
from processing.errors import SignalError

MOST_REMOVED = 0.2
"""Part of an index that may have gone before it is built anew: holes make searches longer."""

EMBEDDING_SHARE = 0.8
"""Share of the time that measuring takes, for the bar."""


@INDEX.runs
def build_index(ctx: JobContext, params: IndexParams) -> list[ResultLink]:
    """Embed what has no point, file by file; then bring the last index up to date in a new file."""
    begun = now()
    indexes.unmark(params.group_id)
    _embed_missing(ctx, params.group_id)
    path = indexes.present_path(params.group_id, embeddings.code_version())
    edition = new_id()
    index, since = _last(ctx, path, indexes.index_of(params.group_id).built_at)
    n_gone = _remove_gone(params.group_id, index)
    if n_gone > MOST_REMOVED * max(len(index), 1):
        index, since = PointIndex.empty(), None
    _add(ctx, params.group_id, index, since.timestamp() if since else None)
    target = indexes.edition_path(edition, embeddings.code_version())
    _save(index, target)
    row = indexes.index_of(params.group_id)
    row.edition, row.n_calls, row.built_at = edition, len(index), begun
    row.code_version, row.job_id = embeddings.code_version(), ctx.job_id
    ctx.commit()
    if path is not None:
        # Who has it open keeps it; nobody opens it any more.
        path.unlink(missing_ok=True)
    ctx.log(f"{len(index)} calls can be searched")
    return [ResultLink("similarity-index", f"{len(index)} calls", "/similar")]


def _last(ctx: JobContext, path: Path | None, built_at: datetime | None) -> tuple[PointIndex, datetime | None]:
    """The index to go on from and when it was begun; an empty one where there is none that can be read."""
    if path is None or built_at is None:
        return PointIndex.empty(), None
    try:
        return PointIndex.load(path), built_at
    except IndexFileError as exc:
        ctx.log(f"the last index cannot be read and is built anew: {exc}")
        return PointIndex.empty(), None


def _embed_missing(ctx: JobContext, group_id: UUID) -> None:
    waiting = embeddings.missing(group_id)
    ctx.commit()
    done = 0
    for calls in by_sound(waiting).values():
        for some in chunks(calls):
            ctx.report(EMBEDDING_SHARE * done, len(waiting), "Listening to calls", unit="calls")
            try:
                points = embed(some, storage())
            except SignalError as exc:
                ctx.log(f"recording {some[0].recording_id} cannot be read: {exc.message}")
                points = {}
            except StorageError as exc:
                raise TransientError(exc.code, exc.message) from exc
            embeddings.store(group_id, points)
            ctx.commit()
            done += len(some)


def _remove_gone(group_id: UUID, index: PointIndex) -> int:
    """Take out what has no point any more; returns how many."""
    numbers = index.numbers()
    if not len(numbers):
        return 0
    there = np.concatenate(
        [np.array([row.segment_id for row in rows]) for rows in embeddings.stream(group_id)] or [np.zeros(0, int)]
    )
    gone = np.setdiff1d(numbers, there)
    index.remove(gone)
    return len(gone)


def _add(ctx: JobContext, group_id: UUID, index: PointIndex, since: float | None) -> None:
    """Add points that are not in the index, or were made since it was begun; those at the origin stay out."""
    known = set(index.numbers().tolist())
    for rows in embeddings.stream(group_id):
        ctx.check()
        new = [r for r in rows if r.segment_id not in known or (since and r.embedded_at.timestamp() >= since)]
        if not new:
            continue
        points = unpacked([row.vector for row in new])
        is_heard = (points != 0).any(axis=1)
        index.add(np.array([row.segment_id for row in new])[is_heard], points[is_heard])
        ctx.report(len(index), max(len(index), len(known)), "Building the index", unit="calls")


def _save(index: PointIndex, target: Path) -> None:
    """Readers see the file whole or not at all.

    Raises TransientError when it does not fit: a full disk may have room again.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}")
    try:
        index.save(draft)
        draft.replace(target)
    except IndexFileError as exc:
        raise TransientError("storage-unwritable", f"The index cannot be written: {exc}.") from exc
    finally:
        draft.unlink(missing_ok=True)
