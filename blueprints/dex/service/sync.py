"""What changed in a collection since a client last asked, as far as it may see it."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.dex.models import DexEntry, JournalLine, Visibility
from blueprints.dex.policy import LOADED, Level, level_of
from blueprints.dex.service import journal
from blueprints.dex.service.shapes import shape_entry
from core.db import db
from core.errors import invalid


class Cursor(NamedTuple):
    """How far a client has read one collection.

    seq : number of the last change it was told. level : how near it was to the owner then; another level now
    means that the whole collection is gone through again. shown : the nearest it may still hold entries of.
    quiet : up to this number nothing need be taken back, as the client began with nothing after it.
    """

    seq: int
    level: Level
    shown: Level
    quiet: int

    def text(self) -> str:
        plain = json.dumps([1, *map(int, self)], separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Raises AppError 422 for what no answer of ours said."""
    try:
        form, seq, level, shown, quiet = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if form != 1 or not all(type(n) is int and 0 <= n < 2**62 for n in (seq, quiet)):
            raise ValueError("not a place")
        return Cursor(seq, Level(level), Level(shown), quiet)
    except (binascii.Error, ValueError, TypeError, RecursionError) as exc:
        raise invalid("/cursor", "expected a cursor from an answer of the synchronisation") from exc


class Changes(NamedTuple):
    """One page: what to keep and what to drop, in the order of the changes, and where to go on."""

    owner_id: UUID
    changes: list[dict[str, Any]]
    cursor: str
    has_more: bool


def changes_since(viewer_id: UUID, owner_id: UUID, cursor: str | None, limit: int) -> Changes:
    """The next changes of a collection that this viewer is to hear of.

    An entry that left their sight (deleted, made private, the friendship ended, one of the two blocked the other)
    comes as a tombstone, if it ever was in anybody's sight that was as near as theirs. A collection that nothing
    may be seen of looks like an empty one.
    """
    level = level_of(viewer_id, owner_id)
    at = _begin(owner_id, level, read_cursor(cursor) if cursor else None)
    lines = list(
        db.session.execute(
            select(JournalLine.entry_id, JournalLine.seq, JournalLine.widest)
            .where(JournalLine.owner_id == owner_id, JournalLine.seq > at.seq)
            .order_by(JournalLine.seq)
            .limit(limit + 1)
        )
    )
    has_more = len(lines) > limit
    lines = lines[:limit]
    changes = _told(viewer_id, lines, at) if lines else []
    if changes and level_of(viewer_id, owner_id) != level:
        # The two came nearer or parted while this was read.
        return changes_since(viewer_id, owner_id, cursor, limit)
    after = at._replace(seq=lines[-1].seq if lines else at.seq)
    if not has_more:
        # Everything that had to be taken back has been: from here on only what is near enough is held.
        after = after._replace(shown=level, quiet=0)
    return Changes(owner_id, changes, after.text(), has_more)


def _begin(owner_id: UUID, level: Level, at: Cursor | None) -> Cursor:
    if at is None:
        return Cursor(0, level, level, journal.last_seq(owner_id))
    # A cursor comes from outside: nobody but the owner ever held what is private.
    shown = at.shown if level == Level.OWN else max(at.shown, Level.FRIEND)
    if at.level != level:
        return Cursor(0, level, min(shown, level), 0)
    return at._replace(shown=shown)


def _told(viewer_id: UUID, lines: Sequence[Any], at: Cursor) -> list[dict[str, Any]]:
    entries = _entries([line.entry_id for line in lines])
    changes = []
    for line in lines:
        entry = entries.get(line.entry_id)
        if entry is not None and _is_seen(entry, at.level):
            shown = shape_entry(entry, viewer_id)
            changes.append({"kind": "entry", "id": shown["id"], "seq": line.seq, "entry": shown})
        elif Visibility(line.widest).reach >= at.shown and line.seq > at.quiet:
            changes.append({"kind": "tombstone", "id": str(line.entry_id), "seq": line.seq, "entry": None})
    return changes


def _entries(ids: list[UUID]) -> dict[UUID, DexEntry]:
    rows = db.session.scalars(
        select(DexEntry).where(DexEntry.id.in_(ids)).options(*LOADED).execution_options(populate_existing=True)
    )
    return {entry.id: entry for entry in rows}


def _is_seen(entry: DexEntry, level: Level) -> bool:
    if entry.deleted_at is not None or level == Level.NONE:
        return False
    if level == Level.OWN:
        return True
    return entry.hidden_at is None and Visibility(entry.visibility).reach >= level


def changes_of_several(viewer_id: UUID, collections: Sequence[Any], limit: int) -> list[Changes]:
    """Pages of several collections that together hold at most `limit` changes; what did not fit has more."""
    found, left = [], limit
    for one in collections:
        if left == 0 and one.cursor is not None:
            found.append(Changes(one.owner_id, [], one.cursor, True))
            continue
        page = changes_since(viewer_id, one.owner_id, one.cursor, max(1, left))
        left = max(0, left - len(page.changes))
        found.append(page)
    return found
