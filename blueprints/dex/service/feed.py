"""The feed: what friends and everybody show, the latest first, and what people say about it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from blueprints.accounts.models import User
from blueprints.dex.models import Comment, DexEntry, Muted, Reaction, ReactionKind, Report, Visibility
from blueprints.dex.policy import LOADED, friends_of, hidden_from, may_see
from blueprints.dex.schemas.feed import FeedQuery
from blueprints.dex.service import journal
from blueprints.dex.service.friends import shape_person
from blueprints.dex.service.shapes import shape_entry
from blueprints.species.models import Species
from core.access import Principal
from core.clock import iso, now
from core.db import db
from core.errors import not_found
from core.transactions import insert_if_absent


def chosen(who: Principal, query: FeedQuery) -> Select[Any]:
    """Entries for the feed of a person: shown to them, not muted by them."""
    rows = (
        select(DexEntry)
        .where(may_see(who.user_id), DexEntry.shown_at.is_not(None), DexEntry.visibility != Visibility.PRIVATE)
        .options(*LOADED)
    )
    muted = select(Muted.entry_id).where(Muted.user_id == who.user_id)
    # For those who mute nothing, and ask for nothing of the species, entries are counted from one index.
    if db.session.scalar(muted.limit(1)) is not None:
        rows = rows.where(DexEntry.id.not_in(muted))
    if query.family is not None or query.place or query.has_box or query.search:
        rows = rows.join(DexEntry.species)
    if query.scope == "mine":
        rows = rows.where(DexEntry.owner_id == who.user_id)
    elif query.scope == "friends":
        rows = rows.where(DexEntry.owner_id.in_(friends_of(who.user_id)))
    elif query.scope == "public":
        rows = rows.where(DexEntry.visibility == Visibility.PUBLIC)
    for column, value in (
        (DexEntry.owner_id, query.owner_id),
        (DexEntry.species_id, query.species_id),
        (Species.family, query.family),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.place:
        rows = rows.where(_is_exact(who), DexEntry.place_name.icontains(query.place, autoescape=True))
    if query.has_box:
        rows = rows.where(_is_exact(who), _in_box(query))
    if query.search:
        rows = rows.where(
            or_(
                Species.scientific_name.icontains(query.search, autoescape=True),
                Species.common_name.icontains(query.search, autoescape=True),
            )
        )
    return rows


def _is_exact(who: Principal) -> ColumnElement[bool]:
    """Whether the person may know the place: a hidden one cannot be felt out by asking about it."""
    return or_(DexEntry.owner_id == who.user_id, and_(~DexEntry.is_obscured, ~Species.is_sensitive))


def _in_box(query: FeedQuery) -> ColumnElement[bool]:
    tall = DexEntry.latitude.between(query.south, query.north)
    if (query.west or 0) <= (query.east or 0):
        return and_(tall, DexEntry.longitude.between(query.west, query.east))
    # A box across the date line.
    return and_(tall, or_(DexEntry.longitude >= query.west, DexEntry.longitude <= query.east))


def shape_several(entries: Sequence[DexEntry], viewer_id: UUID) -> list[dict[str, Any]]:
    """Entries with their signs and the number of comments, in three queries however many they are."""
    ids = [entry.id for entry in entries]
    signs, own = _signs(ids, viewer_id)
    counted = db.session.execute(
        select(Comment.entry_id, func.count())
        .where(Comment.entry_id.in_(ids), _is_readable(viewer_id))
        .group_by(Comment.entry_id)
    )
    n_comments = {row[0]: row[1] for row in counted}
    return [
        shape_entry(entry, viewer_id)
        | {
            "shown_at": iso(entry.shown_at),
            "reactions": signs.get(entry.id, {}),
            "my_reaction": own.get(entry.id),
            "n_comments": n_comments.get(entry.id, 0),
        }
        for entry in entries
    ]


def _signs(ids: Sequence[UUID], viewer_id: UUID) -> tuple[dict[UUID, dict[str, int]], dict[UUID, str]]:
    counted = db.session.execute(
        select(Reaction.entry_id, Reaction.kind, func.count())
        .where(Reaction.entry_id.in_(ids), Reaction.user_id.not_in(hidden_from(viewer_id)))
        .group_by(Reaction.entry_id, Reaction.kind)
    )
    signs: dict[UUID, dict[str, int]] = {}
    for entry_id, kind, n in counted:
        signs.setdefault(entry_id, {})[kind] = n
    mine = select(Reaction.entry_id, Reaction.kind).where(Reaction.entry_id.in_(ids), Reaction.user_id == viewer_id)
    return signs, {row[0]: row[1] for row in db.session.execute(mine)}


def react(who: Principal, entry: DexEntry, kind: ReactionKind | None) -> dict[str, Any]:
    """Put one's sign under an entry, change it, or with None take it away."""
    row = db.session.get(Reaction, (entry.id, who.user_id))
    if kind is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        values = {"entry_id": entry.id, "user_id": who.user_id, "kind": kind}
        db.session.execute(insert_if_absent(Reaction, values))
    else:
        row.kind = kind
    db.session.flush()
    signs, own = _signs([entry.id], who.user_id)
    return {"reactions": signs.get(entry.id, {}), "my_reaction": own.get(entry.id)}


def mute(who: Principal, entry: DexEntry) -> None:
    """Take an entry out of one's own feed."""
    db.session.execute(insert_if_absent(Muted, {"user_id": who.user_id, "entry_id": entry.id}))


def unmute(who: Principal, entry: DexEntry) -> None:
    row = db.session.get(Muted, (who.user_id, entry.id))
    if row is None:
        raise not_found("muted entry")
    db.session.delete(row)
    db.session.flush()


def _is_readable(viewer_id: UUID) -> ColumnElement[bool]:
    """Comments that were not hidden, of people no block stands between."""
    return and_(Comment.hidden_at.is_(None), Comment.author_id.not_in(hidden_from(viewer_id)))


def comments(entry: DexEntry, viewer_id: UUID) -> Select[Any]:
    return select(Comment).where(Comment.entry_id == entry.id, _is_readable(viewer_id))


def comment(who: Principal, entry: DexEntry, text: str) -> Comment:
    row = Comment(entry_id=entry.id, author_id=who.user_id, text=text)
    db.session.add(row)
    db.session.flush()
    return row


def readable_comment(who: Principal, comment_id: UUID) -> tuple[Comment, DexEntry]:
    """A comment under an entry the person may see; 404 otherwise."""
    row = db.session.execute(
        select(Comment, DexEntry)
        .join(DexEntry, DexEntry.id == Comment.entry_id)
        .where(Comment.id == comment_id, _is_readable(who.user_id), may_see(who.user_id))
    ).one_or_none()
    if row is None:
        raise not_found("comment")
    return row[0], row[1]


def may_hide(who: Principal, row: Comment, entry: DexEntry) -> bool:
    """Its author, the owner of the entry, or an operator."""
    return who.user_id in (row.author_id, entry.owner_id) or who.is_operator


def hide_comment(who: Principal, row: Comment) -> None:
    """Take a comment away; what its author takes back is gone for good."""
    if row.author_id == who.user_id:
        db.session.delete(row)
    else:
        row.hidden_at, row.hidden_by_id = now(), who.user_id
    db.session.flush()


def shape_comment(row: Comment, who: Principal, entry: DexEntry) -> dict[str, Any]:
    author = db.session.get_one(User, row.author_id)
    return {
        "id": str(row.id),
        "author": shape_person(author),
        "text": row.text,
        "created_at": iso(row.created_at),
        "may_hide": may_hide(who, row, entry),
    }


def report(who: Principal, entry: DexEntry, reason: str, comment_id: UUID | None) -> Report:
    """Tell the operators that something is wrong for others' eyes."""
    if comment_id is not None:
        row, under = readable_comment(who, comment_id)
        if under.id != entry.id or row.entry_id != entry.id:
            raise not_found("comment")
    made = Report(entry_id=entry.id, comment_id=comment_id, reporter_id=who.user_id, reason=reason)
    db.session.add(made)
    db.session.flush()
    return made


def settle(who: Principal, row: Report, *, hide: bool) -> None:
    """Close a report; what is hidden leaves the sight of everybody but its owner, on their devices too."""
    row.settled_at, row.settled_by_id = now(), who.user_id
    if hide and row.comment_id is not None:
        found = db.session.get(Comment, row.comment_id)
        if found is not None:
            found.hidden_at, found.hidden_by_id = now(), who.user_id
    elif hide:
        entry = db.session.get_one(DexEntry, row.entry_id)
        seq = journal.lock(entry.owner_id)
        entry.hidden_at = now()
        journal.note(entry, seq)
    db.session.flush()


def shape_report(row: Report) -> dict[str, Any]:
    reporter = db.session.get(User, row.reporter_id)
    said = db.session.get(Comment, row.comment_id) if row.comment_id else None
    entry = db.session.get(DexEntry, row.entry_id)
    return {
        "id": str(row.id),
        "entry_id": str(row.entry_id),
        "comment_id": str(row.comment_id) if row.comment_id else None,
        "reporter": shape_person(reporter) if reporter else None,
        "reason": row.reason,
        "what": said.text if said else entry.notes if entry else "",
        "created_at": iso(row.created_at),
        "settled_at": iso(row.settled_at),
    }
