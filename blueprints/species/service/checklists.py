"""Checklists of the station: asked for, stopped, resumed, discarded; each a row and tables of its own."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.accounts.service import audit
from blueprints.species.models import Checklist, ChecklistState
from blueprints.species.schemas.jobs import IMPORT_CHECKLIST, ChecklistParams
from blueprints.species.service import releases
from core.clock import iso
from core.db import db
from core.errors import conflict, not_found
from core.jobs.queue import submit

LARGEST_NUMBER = 2**31 - 1
"""What a column of whole numbers holds."""


def get_checklist(number: int) -> Checklist:
    """One checklist. Raises AppError 404."""
    row = db.session.get(Checklist, number) if number <= LARGEST_NUMBER else None
    if row is None:
        raise not_found("checklist")
    return row


def add_checklist(*, file_name: str, created_by: UUID | None, blob_sha256: str | None) -> Checklist:
    """A row for a file that is about to be taken in. Flushes."""
    row = Checklist(title=file_name, file_name=file_name, created_by=created_by, blob_sha256=blob_sha256)
    db.session.add(row)
    db.session.flush()
    return row


def start(row: Checklist, *, owner_id: UUID, group_id: UUID | None) -> None:
    """Add the job that takes it in, or goes on with it. Raises AppError 409 `checklist-ready`, `checklist-gone`."""
    if row.state == ChecklistState.READY:
        raise conflict("checklist-ready", "This checklist is taken in already.")
    if row.blob_sha256 is None:
        raise conflict("checklist-gone", "The file of this checklist is not kept; send it again.")
    row.state, row.problem_code, row.problem_detail = ChecklistState.LOADING, None, None
    job = submit(
        IMPORT_CHECKLIST,
        ChecklistParams(checklist_id=row.id),
        title=f"Take in the checklist {row.file_name}",
        owner_id=owner_id,
        group_id=group_id,
    )
    row.job_id = job.id
    audit.record("checklist.import-started", object_type="checklist", checklist=row.title)


def discard(row: Checklist) -> None:
    """Remove a checklist with all its names. Flushes."""
    number = row.id
    db.session.delete(row)
    db.session.flush()
    releases.drop(db.session.connection(), number)


def begin_anew(row: Checklist) -> None:
    """Forget what was loaded of another content."""
    releases.drop(db.session.connection(), row.id)
    row.progress, row.counts = {}, {}


def ready_of(digest: str) -> Checklist | None:
    """The checklist of exactly this content that is taken in."""
    return db.session.scalars(
        select(Checklist).where(Checklist.digest == digest, Checklist.state == ChecklistState.READY).limit(1)
    ).first()


def older_releases(row: Checklist) -> Sequence[Checklist]:
    """Other releases of the same checklist, told by its alias or title."""
    same = Checklist.alias == row.alias if row.alias else Checklist.title == row.title
    rows = select(Checklist).where(same, Checklist.id != row.id, Checklist.state == ChecklistState.READY)
    return db.session.scalars(rows).all()


def ready_numbers() -> list[int]:
    """Numbers of the checklists that can be searched, the largest first."""
    rows = db.session.scalars(select(Checklist).where(Checklist.state == ChecklistState.READY)).all()
    return [row.id for row in sorted(rows, key=lambda row: (-int(row.counts.get("usages", 0)), row.id))]


def count_usages(number: int) -> dict[str, Any]:
    """Accepted names, synonyms and ranks of a release."""
    usages = releases.tables_of(number).usages.c
    kinds = (usages.is_synonym, usages.rank)
    by_kind, by_rank = Counter[bool](), Counter[str]()
    for is_synonym, rank, n in db.session.execute(select(*kinds, func.count()).group_by(*kinds)):
        by_kind[bool(is_synonym)] += n
        by_rank[rank] += n
    del by_rank[""]
    return {"accepted": by_kind[False], "synonyms": by_kind[True], "ranks": dict(by_rank.most_common(40))}


def shape_checklist(row: Checklist) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "alias": row.alias,
        "release": row.release,
        "kind": row.kind,
        "file_name": row.file_name,
        "state": row.state,
        "counts": row.counts,
        "problem": {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None,
        "job_id": str(row.job_id) if row.job_id else None,
        "can_resume": row.state == ChecklistState.STOPPED and row.blob_sha256 is not None,
        "created_at": iso(row.created_at),
        "ready_at": iso(row.ready_at) if row.ready_at else None,
    }
