"""Printable files of cards: asked for, kept for a week, given up."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from blueprints.accounts.models import User
from blueprints.dex.models import CardFile, DexEntry
from blueprints.dex.policy import LOADED
from blueprints.dex.schemas.files import CARDS, MAX_CARDS, CardFileBody, CardFileParams
from blueprints.species.models import Species
from core.access import Principal
from core.clock import iso, new_id, now
from core.db import db
from core.errors import conflict, not_found
from core.jobs.kinds import JobState
from core.jobs.models import Job
from core.jobs.queue import submit
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from core.transactions import rows_changed

LIFE = timedelta(days=7)
"""How long a made file is kept; it can be made again."""


def ask(who: Principal, body: CardFileBody) -> CardFile:
    """Add a file and the job that lays it out."""
    owner = db.session.get_one(User, who.user_id)
    row = CardFile(id=new_id(), owner_id=owner.id, state="waiting", expires_at=now() + LIFE)
    db.session.add(row)
    db.session.flush()
    params = CardFileParams(file_id=row.id, family=body.family, is_favourite=body.is_favourite)
    job = submit(CARDS, params, title="Lay out cards", owner_id=owner.id, group_id=owner.personal_group_id)
    row.job_id = job.id
    db.session.flush()
    return row


def mine(who: Principal) -> Select[Any]:
    return select(CardFile).where(CardFile.owner_id == who.user_id)


def get(who: Principal, file_id: UUID) -> CardFile:
    row: CardFile | None = db.session.scalar(mine(who).where(CardFile.id == file_id))
    if row is None:
        raise not_found("file of cards")
    return row


def hash_of(row: CardFile) -> str:
    """Raises AppError 409 while it is not made."""
    if row.blob_sha256 is None:
        raise conflict("not-ready", "The cards are not laid out yet.")
    return row.blob_sha256


def entries_for(owner_id: UUID, params: CardFileParams) -> list[DexEntry]:
    """The entries to be laid out, by number; at most `MAX_CARDS`."""
    rows = select(DexEntry).join(DexEntry.species).where(DexEntry.owner_id == owner_id, DexEntry.deleted_at.is_(None))
    if params.family is not None:
        rows = rows.where(Species.family == params.family)
    if params.is_favourite is not None:
        rows = rows.where(DexEntry.is_favourite == params.is_favourite)
    ordered = rows.options(*LOADED).order_by(Species.creation_index, DexEntry.observed_at).limit(MAX_CARDS)
    return list(db.session.scalars(ordered))


def keep(ctx: Any, file_id: UUID, path: Path, n_cards: int) -> None:
    """Store a made file and hand it to its row; the caller commits."""
    sha256, size = sha256_of(path), path.stat().st_size
    announce_blob(sha256, size, "application/pdf")
    # The row is committed before the file is stored, so that a sweep between the two finds it young.
    ctx.commit()
    storage().put_file(path, sha256)
    row = db.session.get_one(CardFile, file_id)
    row.state, row.n_cards, row.size_bytes, row.blob_sha256 = "ready", n_cards, size, sha256


def note_failure(job: Job) -> None:
    """A file whose job ended otherwise than well says so."""
    if job.kind == CARDS.name and job.state in (JobState.FAILED, JobState.CANCELLED):
        waiting = update(CardFile).where(CardFile.job_id == job.id, CardFile.state == "waiting")
        db.session.execute(waiting.values(state="failed", problem_detail=job.error_detail))


def sweep() -> int:
    """Forget files whose week is over. Commits."""
    n_gone = rows_changed(db.session.execute(delete(CardFile).where(CardFile.expires_at < now())))
    db.session.commit()
    return n_gone


def shape(row: CardFile) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "state": row.state,
        "problem_detail": row.problem_detail,
        "n_cards": row.n_cards,
        "size_bytes": row.size_bytes,
        "job_id": str(row.job_id) if row.job_id else None,
        "created_at": iso(row.created_at),
        "expires_at": iso(row.expires_at),
    }
