"""The order of changes in a collection."""

from uuid import UUID

from sqlalchemy import select, update

from blueprints.dex.models import Collection, DexEntry, JournalLine, Visibility
from core.db import db
from core.transactions import insert_if_absent


def lock(owner_id: UUID) -> int:
    """Take the next number of a collection; everybody else who changes it waits for the end of this transaction.

    A sequence of the database would hand out numbers in one order and show them in another: a reader who saw 8
    while 7 was not committed yet would never hear of 7. Under the lock they are committed as they were given.
    """
    db.session.execute(insert_if_absent(Collection, {"owner_id": owner_id, "seq": 0}))
    taken = update(Collection).where(Collection.owner_id == owner_id).values(seq=Collection.seq + 1)
    number: int = db.session.scalars(taken.returning(Collection.seq).execution_options(synchronize_session=False)).one()
    return number


def note(entry: DexEntry, seq: int, *, is_new: bool = False) -> None:
    """Write down that an entry changed, under a number from `lock`."""
    line = None if is_new else db.session.get(JournalLine, entry.id)
    now_shown = Visibility(entry.visibility)
    if line is None:
        db.session.add(JournalLine(entry_id=entry.id, owner_id=entry.owner_id, seq=seq, widest=now_shown))
    else:
        line.seq = seq
        line.widest = max(Visibility(line.widest), now_shown, key=lambda shown: shown.reach)


def last_seq(owner_id: UUID) -> int:
    """Number of the last change of a collection, 0 when it has none."""
    return db.session.scalar(select(Collection.seq).where(Collection.owner_id == owner_id)) or 0
