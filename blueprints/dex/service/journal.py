"""The order of changes in a collection."""

from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite

from blueprints.dex.models import Collection, DexEntry, JournalLine, Visibility
from core.clock import now
from core.db import db


def lock(owner_id: UUID) -> int:
    """Take the next number of a collection; everybody else who changes it waits for the end of this transaction.

    A sequence of the database would hand out numbers in one order and show them in another: a reader who saw 8
    while 7 was not committed yet would never hear of 7. Under the lock they are committed as they were given.
    """
    first = _insert(Collection).values(owner_id=owner_id, seq=1, created_at=now())
    taken = first.on_conflict_do_update(index_elements=["owner_id"], set_={"seq": Collection.seq + 1})
    number: int = db.session.execute(taken.returning(Collection.seq)).scalar_one()
    return number


def note(entry: DexEntry, seq: int) -> None:
    """Write down that an entry changed, under a number from `lock`."""
    line = _insert(JournalLine).values(
        entry_id=entry.id, owner_id=entry.owner_id, seq=seq, widest=Visibility(entry.visibility)
    )
    reach = {shown.value: shown.reach for shown in Visibility}
    before = case(reach, value=JournalLine.widest, else_=0)
    widest = case((before >= Visibility(entry.visibility).reach, JournalLine.widest), else_=line.excluded.widest)
    db.session.execute(line.on_conflict_do_update(index_elements=["entry_id"], set_={"seq": seq, "widest": widest}))


def _insert(model: Any) -> Any:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def last_seq(owner_id: UUID) -> int:
    """Number of the last change of a collection, 0 when it has none."""
    return db.session.scalar(select(Collection.seq).where(Collection.owner_id == owner_id)) or 0
