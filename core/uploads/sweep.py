"""What is left lying: uploads nobody goes on with, staged files without an upload. Nothing complete is swept."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select

from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import AppError
from core.transactions import rows_changed
from core.uploads import service
from core.uploads.models import ENDED_STATES, Upload, UploadState
from core.uploads.shapes import last_touched, staged
from core.uploads.staging import lock_staged, remove_staged

log = logging.getLogger(__name__)

HISTORY_LIFE = timedelta(days=90)
"""How long the list remembers what became of an upload."""


def sweep_uploads(moment: datetime | None = None) -> int:
    """Give up uploads without news for `upload_expiry_hours`; returns how many. Commits by itself.

    Uploads that are complete, but whose completion nobody noted, are handed to verification instead.
    """
    settings: Settings = current_app.config["SETTINGS"]
    moment = moment or now()
    edge = moment - timedelta(hours=settings.upload_expiry_hours)
    waiting = select(Upload).where(Upload.state == UploadState.RECEIVING, Upload.created_at < edge)
    n_swept = sum(_give_up(upload, edge) for upload in db.session.scalars(waiting).all())
    _remove_strays(settings.chunk_dir, edge)
    old = delete(Upload).where(Upload.state.in_(ENDED_STATES), Upload.ended_at < moment - HISTORY_LIFE)
    n_forgotten = rows_changed(db.session.execute(old))
    db.session.commit()
    if n_swept or n_forgotten:
        log.info("uploads: %d given up, %d old ones forgotten", n_swept, n_forgotten)
    return n_swept


def _give_up(upload: Upload, edge: datetime) -> bool:
    if service.is_complete(upload):
        service.complete(upload)
        db.session.commit()
        return False
    if last_touched(upload) >= edge or _is_busy(staged(upload)):
        return False
    problem = {"code": "upload-expired", "detail": "No bytes came for a long time; begin again."}
    service.end(upload, UploadState.EXPIRED, problem=problem)
    db.session.commit()
    return True


def _is_busy(path: Path) -> bool:
    try:
        with lock_staged(path):
            return False
    except AppError as exc:
        return exc.status == 423


def _remove_strays(folder: Path, edge: datetime) -> None:
    """Files whose upload has ended or never came to be: the process died in between."""
    for path in folder.iterdir():
        with suppress(ValueError, FileNotFoundError):
            upload_id = UUID(path.name)
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= edge:
                continue
            state = db.session.scalar(select(Upload.state).where(Upload.id == upload_id))
            if state is None or state in ENDED_STATES:
                remove_staged(path)
