"""Finding calls like given ones among all calls of a group."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from blueprints.calls.service.results import CallRow, with_context
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.similarity.models import CallEmbedding, SimilarityIndex
from blueprints.similarity.schemas.similar import SimilarFilter
from blueprints.similarity.service import embeddings, indexes
from blueprints.similarity.service.calls import HeardCall, by_sound, chunks, current_calls, measure, read
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError, conflict, not_found
from core.security import run_off_loop
from core.storage import Storage, storage

log = logging.getLogger(__name__)

MOST_COMPARED = 20_000
"""Calls that are compared one by one; among more, the index is asked."""

FIRST_REACH = 400
"""Candidates the index is asked for at first, at least: they are then ordered by their exact points."""

WIDER = 5
"""How much wider the search becomes when filters leave too few."""

OPEN_FILES = 8
"""Index files a process holds open."""


class Hit(NamedTuple):
    """A call and its cosine with the nearest example."""

    segment_id: int
    similarity: float


def search(
    who: Principal,
    segment_ids: Sequence[int],
    rejected_ids: Sequence[int] = (),
    n: int = 60,
    filters: SimilarFilter | None = None,
    *,
    group_id: UUID | None = None,
) -> tuple[UUID, list[Hit]]:
    """Calls like the examples that this person may see, the best first, and whose they are.

    group_id : whose calls; None: those of the first example's group.
    Raises AppError 404 for a call the person may not see, 422 call-not-measurable, 409 index-not-built.
    """
    shown = _visible(who, [*segment_ids, *rejected_ids])
    owner = group_id or shown[segment_ids[0]]
    require_role(who, owner, Role.VIEWER, "group")
    return owner, nearest(owner, segment_ids, rejected_ids, n, filters)


def nearest(
    group_id: UUID,
    segment_ids: Sequence[int],
    rejected_ids: Sequence[int] = (),
    n: int = 60,
    filters: SimilarFilter | None = None,
) -> list[Hit]:
    """The same without asking who: for jobs, whose right to look was checked when they were asked for."""
    wanted = filters or SimilarFilter.model_validate({})
    question = _question(segment_ids, rejected_ids)
    allowed = [Recording.group_id == group_id, Segment.id.not_in(question.shown), *_conditions(wanted)]
    path = indexes.present_path(group_id, embeddings.code_version())
    hits = _by_index(question, path, n, allowed) if path and _is_large(group_id) else None
    return _one_by_one(group_id, question, path, n, allowed) if hits is None else hits


class _Question(NamedTuple):
    """Points of the examples and of the rejected, and all their numbers."""

    examples: Any
    rejected: Any
    shown: list[int]


def _visible(who: Principal, numbers: Sequence[int]) -> dict[int, UUID]:
    """Groups of segments by number. Raises AppError 404 unless the person may see every one."""
    rows = db.session.execute(
        select(Segment.id, Recording.group_id)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.id.in_(numbers), Recording.group_id.in_(who.group_ids))
    )
    found = {row.id: row.group_id for row in rows}
    if len(found) < len(set(numbers)):
        raise not_found("segment")
    return found


def _conditions(wanted: SimilarFilter) -> list[ColumnElement[bool]]:
    columns: tuple[tuple[Any, Any], ...] = (
        (Recording.project_id, wanted.project_id),
        (Recording.site_id, wanted.site_id),
        (Recording.species_id, wanted.species_id),
        (Segment.label, wanted.label),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in columns if value is not None]
    if wanted.labelled is not None:
        found.append(Segment.label.is_not(None) if wanted.labelled else Segment.label.is_(None))
    return found


def _question(segment_ids: Sequence[int], rejected_ids: Sequence[int]) -> _Question:
    # The points need numpy's arithmetic and ml, which the web process does not load at its start.
    from ml.similarity.index import unpacked  # noqa: PLC0415

    shown = list(dict.fromkeys([*segment_ids, *rejected_ids]))
    stored = embeddings.points_of(shown)
    stored |= _points_now([number for number in shown if number not in stored])
    examples = unpacked([stored[number] for number in dict.fromkeys(segment_ids) if number in stored])
    examples = examples[(examples != 0).any(axis=1)]
    if not len(examples):
        raise AppError(422, "call-not-measurable", "These calls are silent or too short to be compared.")
    return _Question(examples, unpacked([stored[k] for k in dict.fromkeys(rejected_ids) if k in stored]), shown)


def _points_now(numbers: Sequence[int]) -> dict[int, bytes]:
    """Points of calls that no job has embedded yet; they are not kept."""
    if not numbers:
        return {}
    rows = (
        select(Segment.id)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.id.in_(numbers))
    )
    found: dict[int, bytes] = {}
    for calls in by_sound(read(rows)).values():
        found |= run_off_loop(embed, calls, storage())
    return found


def embed(calls: Sequence[HeardCall], place: Storage) -> dict[int, bytes]:
    """Points of calls of one file and channel, by segment number, in their stored form."""
    # Measuring brings SciPy's transforms and ml, which the web process does not load at its start.
    from ml.similarity.index import packed  # noqa: PLC0415
    from processing.audio.features.embedding import unit_points  # noqa: PLC0415

    table = measure(calls, "embedding", place=place)
    return dict(zip([call.id for call in calls], packed(unit_points(table.values)), strict=True))


def _is_large(group_id: UUID) -> bool:
    row = db.session.get(SimilarityIndex, group_id)
    return row is not None and row.n_calls > MOST_COMPARED


def _by_index(question: _Question, path: Path, n: int, allowed: list[ColumnElement[bool]]) -> list[Hit] | None:
    """What the index finds, wider and wider while filters leave too few; None when they still do in the end."""
    points = _queries(question)
    reach = max(FIRST_REACH, 4 * n)
    while reach <= MOST_COMPARED:
        numbers = run_off_loop(_ask, path, points, reach)
        if numbers is None:
            return None
        hits = _ranked(question, _allowed_points(numbers, allowed), n)
        if len(hits) >= n:
            return hits
        if len(hits) * MOST_COMPARED < n * reach:
            # At this rate the widest search would not find enough: few calls fit, so compare just those.
            return None
        reach *= WIDER
    return None


def _queries(question: _Question) -> Any:
    # The order of candidates is arithmetic of ml, which the web process does not load at its start.
    from ml.similarity import ranking  # noqa: PLC0415 (as said above)

    return ranking.queries(question.examples, question.rejected)


def _ask(path: Path, points: Any, reach: int) -> list[int] | None:
    """Numbers of the nearest points; None when the file went meanwhile or is damaged."""
    # The index is a native library, which the web process does not load before someone searches.
    from ml.similarity.index import IndexFileError  # noqa: PLC0415

    try:
        found: list[int] = _opened(path).search(points, reach).numbers.tolist()
    except IndexFileError as exc:
        log.warning("an index cannot be read: %s", exc)
        return None
    return found


@lru_cache(maxsize=OPEN_FILES)
def _opened(path: Path) -> Any:
    from ml.similarity.index import PointIndex  # noqa: PLC0415 (as said above)

    return PointIndex.view(path)


def _allowed_points(numbers: Sequence[int], allowed: list[ColumnElement[bool]]) -> list[Any]:
    """Numbers and points of candidates that the filters let through."""
    found: list[Any] = []
    for chunk in chunks(numbers):
        rows = _with_points(allowed).where(Segment.id.in_(chunk))
        found += db.session.execute(rows).all()
    return found


def _with_points(allowed: list[ColumnElement[bool]]) -> Select[Any]:
    rows = current_calls().join(CallEmbedding, CallEmbedding.segment_id == Segment.id)
    return rows.add_columns(CallEmbedding.vector).where(
        CallEmbedding.code_version == embeddings.code_version(), *allowed
    )


def _one_by_one(
    group_id: UUID, question: _Question, path: Path | None, n: int, allowed: list[ColumnElement[bool]]
) -> list[Hit]:
    """Compare every call the filters let through; where they are too many, the newest and what the index finds.

    Raises AppError 409 when they are too many and the group has no index yet.
    """
    rows = list(db.session.execute(_with_points(allowed).order_by(Segment.id.desc()).limit(MOST_COMPARED + 1)).all())
    if len(rows) > MOST_COMPARED:
        seen = {row.id for row in rows}
        numbers = run_off_loop(_ask, path, _queries(question), MOST_COMPARED) if path else None
        if numbers is None:
            indexes.mark_now(group_id)
            detail = "So many calls are searched by an index, which is being built; try later."
            raise conflict("index-not-built", detail)
        rows += [row for row in _allowed_points(numbers, allowed) if row.id not in seen]
    return _ranked(question, rows, n)


def _ranked(question: _Question, rows: Sequence[Any], n: int) -> list[Hit]:
    found: list[Hit] = run_off_loop(_rank, question, rows, n)
    return found


def _rank(question: _Question, rows: Sequence[Any], n: int) -> list[Hit]:
    # Arithmetic of arrays and ml, which the web process does not load at its start.
    import numpy as np  # noqa: PLC0415 (as said above)

    from ml.similarity import ranking  # noqa: PLC0415 (as said above)
    from ml.similarity.index import unpacked  # noqa: PLC0415 (as said above)

    if not rows:
        return []
    points = unpacked([row.vector for row in rows])
    ranks = ranking.ranks(points, question.examples, question.rejected)
    near = ranking.likeness(points, question.examples)
    order = np.lexsort(([row.id for row in rows], -ranks))
    kept = [place for place in order if points[place].any()][:n]
    return [Hit(rows[place].id, float(near[place])) for place in kept]


def with_calls(hits: Sequence[Hit]) -> list[tuple[Hit, CallRow]]:
    """Hits with everything a list says of a call, in the same order."""
    ids = [hit.segment_id for hit in hits]
    segments = {row.id: row for row in db.session.scalars(select(Segment).where(Segment.id.in_(ids)))}
    rows = {row.id: row for row in with_context([segments[k] for k in ids if k in segments])}
    return [(hit, rows[hit.segment_id]) for hit in hits if hit.segment_id in rows]
