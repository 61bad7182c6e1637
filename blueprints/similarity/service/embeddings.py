"""Embeddings: one point a call, made by a job, or at once when someone asks about a new call."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, select

from blueprints.recordings.models import Recording, Segment
from blueprints.similarity.models import CallEmbedding
from blueprints.similarity.service.calls import HeardCall, chunks, current_calls, read
from core.clock import now
from core.db import db


@cache
def code_version() -> str:
    """Of the code that makes points."""
    # Measuring brings SciPy's transforms, which the web process does not load before someone asks for them.
    from processing.audio.features.embedding import CODE_VERSION  # noqa: PLC0415

    return CODE_VERSION


def missing(group_id: UUID) -> list[HeardCall]:
    """Calls of a group without a point of the present code."""
    has = and_(CallEmbedding.segment_id == Segment.id, CallEmbedding.code_version == code_version())
    rows = current_calls().outerjoin(CallEmbedding, has)
    return read(rows.where(Recording.group_id == group_id, CallEmbedding.segment_id.is_(None)))


def points_of(numbers: Sequence[int]) -> dict[int, bytes]:
    """Stored points by segment number."""
    found: dict[int, bytes] = {}
    for chunk in chunks(numbers):
        rows = db.session.execute(
            select(CallEmbedding.segment_id, CallEmbedding.vector).where(
                CallEmbedding.segment_id.in_(chunk), CallEmbedding.code_version == code_version()
            )
        )
        found |= {row.segment_id: row.vector for row in rows}
    return found


def store(group_id: UUID, points: dict[int, bytes]) -> None:
    """Keep points, in place of older ones; segments that went meanwhile are passed over."""
    drop(list(points))
    moment = now()
    for chunk in chunks(sorted(points)):
        there = db.session.scalars(select(Segment.id).where(Segment.id.in_(chunk))).all()
        rows: list[dict[str, Any]] = [
            {
                "segment_id": number,
                "group_id": group_id,
                "code_version": code_version(),
                "vector": points[number],
                "embedded_at": moment,
            }
            for number in there
        ]
        if rows:
            db.session.execute(insert(CallEmbedding), rows)


def drop(numbers: Sequence[int]) -> None:
    """Forget the points of segments that sound otherwise now."""
    for chunk in chunks(numbers):
        db.session.execute(delete(CallEmbedding).where(CallEmbedding.segment_id.in_(chunk)))


def stream(group_id: UUID) -> Iterator[Sequence[Any]]:
    """Number, point and moment of every point of a group, in pieces, by number."""
    after = 0
    while True:
        rows = db.session.execute(
            select(CallEmbedding.segment_id, CallEmbedding.vector, CallEmbedding.embedded_at)
            .where(
                CallEmbedding.group_id == group_id,
                CallEmbedding.code_version == code_version(),
                CallEmbedding.segment_id > after,
            )
            .order_by(CallEmbedding.segment_id)
            .limit(4 * 5000)
        ).all()
        if not rows:
            return
        yield rows
        after = rows[-1].segment_id
