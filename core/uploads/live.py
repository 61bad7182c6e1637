"""Telling the live room of an upload how far it is and what became of it."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import realtime
from core.access import Principal
from core.after_commit import do_after_commit
from core.db import db
from core.uploads.models import Upload
from core.uploads.shapes import shape_upload

MIN_GAP_S = 0.1
"""At most ten updates a second leave an upload."""

RATE_WINDOW_S = 5.0
"""The rate shown is that of about the last seconds, so that it follows the line."""

MAX_METERS = 5000
"""Uploads whose rate a process remembers."""


@dataclass
class Meter:
    """The pace of one upload, over its requests."""

    sent_at: float
    mark_at: float
    mark_offset: int
    rate: float | None = None

    def move(self, moment: float, offset: int) -> None:
        """Take the pace since the mark; a mark older than the window is moved up."""
        elapsed = moment - self.mark_at
        if elapsed >= MIN_GAP_S and offset >= self.mark_offset:
            self.rate = (offset - self.mark_offset) / elapsed
        if elapsed > RATE_WINDOW_S:
            self.mark_at, self.mark_offset = moment, offset


_meters: OrderedDict[UUID, Meter] = OrderedDict()


def tell_progress(upload_id: UUID, offset: int, size: int) -> None:
    """Say how far an upload is, unless it was said a moment ago; the last byte is always told."""
    moment = time.monotonic()
    meter = _meters.get(upload_id)
    if meter is None:
        meter = _meters[upload_id] = Meter(sent_at=0.0, mark_at=moment, mark_offset=offset)
        if len(_meters) > MAX_METERS:
            _meters.popitem(last=False)
    if offset < size and moment - meter.sent_at < MIN_GAP_S:
        return
    meter.sent_at = moment
    meter.move(moment, offset)
    realtime.emit("upload.progress", room_of(upload_id), _numbers(upload_id, offset, size, meter.rate))
    if offset >= size:
        _meters.pop(upload_id, None)


def _numbers(upload_id: UUID, offset: int, size: int, rate: float | None) -> dict[str, Any]:
    return {
        "id": str(upload_id),
        "offset": offset,
        "size": size,
        "percent": round(100 * offset / size, 1) if size else 100.0,
        "rate": round(rate, 1) if rate else None,
        "eta_s": round((size - offset) / rate, 1) if rate else None,
    }


def room_of(upload_id: UUID) -> str:
    return f"upload:{upload_id}"


def tell_state_when_committed(upload: Upload) -> None:
    """Send the upload's state to its room after the commit."""
    state = {
        "id": str(upload.id),
        "state": upload.state,
        "problem": upload.problem,
        "result": upload.result,
    }
    do_after_commit(("upload", upload.id), realtime.emit, "upload.state", room_of(upload.id), state)


def open_rooms() -> None:
    realtime.room("upload")(_upload_room)


def _upload_room(who: Principal, key: str) -> realtime.RoomState | None:
    """Members of the group it goes into."""
    try:
        upload_id = UUID(key)
    except ValueError:
        return None
    visible = select(Upload).where(Upload.id == upload_id, Upload.group_id.in_(who.group_ids))
    upload = db.session.scalar(visible)
    return shape_upload(upload) if upload else None
