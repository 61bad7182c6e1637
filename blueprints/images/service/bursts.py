"""Bursts: pictures of one camera taken within moments of each other, as camera traps make them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from blueprints.images.models import Image
from core.clock import new_id
from core.db import db

GAP = timedelta(seconds=60)
"""Longest pause within a burst: a trap's series takes seconds, and it re-arms within a minute while an animal stays."""


def join(image: Image) -> None:
    """Put a picture into the burst around it, making one or joining two. Flushes."""
    if image.taken_at is None:
        return
    near = db.session.scalars(
        select(Image).where(
            *_same_camera(image),
            Image.id != image.id,
            Image.taken_at >= image.taken_at - GAP,
            Image.taken_at <= image.taken_at + GAP,
        )
    ).all()
    if not near:
        return
    known = sorted({one.burst_id for one in near if one.burst_id}, key=str)
    image.burst_id = known[0] if known else new_id()
    _set([one.id for one in near if one.burst_id is None], image.burst_id)
    if known[1:]:
        moved = update(Image).where(Image.burst_id.in_(known[1:])).values(burst_id=image.burst_id)
        db.session.execute(moved.execution_options(synchronize_session="fetch"))
    db.session.flush()


def leave(image: Image) -> None:
    """Take a picture out of its burst; the rest may fall apart where it was the link. Flushes."""
    if image.burst_id is None:
        return
    burst_id, image.burst_id = image.burst_id, None
    db.session.flush()
    left = db.session.scalars(select(Image).where(Image.burst_id == burst_id).order_by(Image.taken_at, Image.id)).all()
    for number, run in enumerate(_runs(left)):
        new = None if len(run) == 1 else burst_id if number == 0 else new_id()
        _set([one.id for one in run], new)


def size_of(image: Image) -> int:
    """How many pictures its burst has; 1 outside of one."""
    if image.burst_id is None:
        return 1
    return db.session.scalar(select(func.count()).where(Image.burst_id == image.burst_id)) or 1


def _same_camera(image: Image) -> list[ColumnElement[bool]]:
    return [
        Image.group_id == image.group_id,
        Image.camera == image.camera if image.camera else Image.camera.is_(None),
        Image.site_id == image.site_id if image.site_id else Image.site_id.is_(None),
        Image.created_by == image.created_by,
    ]


def _runs(images: Sequence[Image]) -> list[list[Image]]:
    """Cut where the pause is longer than the gap."""
    found: list[list[Image]] = []
    for image in images:
        before = found[-1][-1].taken_at if found else None
        if before is not None and image.taken_at is not None and image.taken_at - before <= GAP:
            found[-1].append(image)
        else:
            found.append([image])
    return found


def _set(ids: list[UUID], burst_id: UUID | None) -> None:
    """Past the row's version: what people edit did not change."""
    if ids:
        moved = update(Image).where(Image.id.in_(ids)).values(burst_id=burst_id)
        db.session.execute(moved.execution_options(synchronize_session="fetch"))
