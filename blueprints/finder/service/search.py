"""One question to every kind of thing."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, null, or_

from blueprints.finder.service.kinds import KINDS, Kind, Source
from blueprints.finder.service.ranking import fit, freshness, words_of
from core.access import Principal
from core.clock import iso, now
from core.db import db


class Found(NamedTuple):
    """One thing, with how well it fits."""

    score: float
    shown: dict[str, Any]


def find(
    who: Principal, text: str, *, kinds: Sequence[str] = (), group_id: UUID | None = None, limit: int = 5
) -> dict[str, Any]:
    """Things this person may see that hold every word, the best first; at most `limit` of each kind.

    kinds : names of `KINDS`; none means all. group_id : leaves out what belongs to other groups.
    """
    words = words_of(text)
    if not words:
        return {"results": [], "kinds": []}
    found: list[Found] = []
    told = []
    for name in kinds or KINDS:
        kind = KINDS[name]
        some, has_more = _find_one(who, kind, words, group_id, limit)
        found += some
        if some:
            href = kind.all_href.format(text=quote(text.strip())) if kind.all_href else None
            told.append((max(one.score for one in some), {"kind": name, "has_more": has_more, "href": href}))
    found.sort(key=lambda one: -one.score)
    told.sort(key=lambda pair: -pair[0])
    return {"results": [one.shown for one in found], "kinds": [shown for _best, shown in told]}


def _find_one(
    who: Principal, kind: Kind, words: Sequence[str], group_id: UUID | None, limit: int
) -> tuple[list[Found], bool]:
    source = kind.source(who)
    rows = db.session.execute(_narrowed(source, words, group_id).limit(limit + 1)).all()
    moment = now()
    found = []
    for row in rows[:limit]:
        # A name in another language may fit better than the one that is shown.
        points = max(fit(row.title, words), fit(row.other or "", words) - 1)
        score = round(points + kind.weight + freshness(row.at, moment), 2)
        shown = {
            "kind": kind.name,
            "id": str(row.key),
            "title": row.title,
            "detail": row.detail or "",
            "is_scientific": kind.is_scientific,
            "href": kind.href.format(id=row.link_id),
            "at": iso(row.at),
            "score": score,
        }
        found.append(Found(score, shown))
    return found, len(rows) > limit


def _narrowed(source: Source, words: Sequence[str], group_id: UUID | None) -> Select[Any]:
    """Rows that hold every word; those that begin with what was typed first, then the newest."""
    rows = source.rows.with_only_columns(
        source.key.label("key"),
        (source.key if source.link_id is None else source.link_id).label("link_id"),
        source.title.label("title"),
        _or_null(source.other).label("other"),
        _or_null(source.detail).label("detail"),
        _or_null(source.at).label("at"),
        maintain_column_froms=True,
    )
    for word in words:
        rows = rows.where(_holds(source, word))
    if group_id is not None and source.group_id is not None:
        rows = rows.where(source.group_id == group_id)
    typed = " ".join(words)
    title = func.lower(source.title) if source.lower_title is None else source.lower_title
    is_begun = case(
        (title == typed, 0),
        (title.startswith(typed, autoescape=True), 1),
        (title.contains(words[0], autoescape=True), 2),
        else_=3,
    )
    orderings: list[Any] = [is_begun]
    if source.at is not None:
        orderings.append(source.at.desc())
    return rows.order_by(*orderings, source.key)


def _or_null(column: Any) -> Any:
    return null() if column is None else column


def _holds(source: Source, word: str) -> ColumnElement[bool]:
    """Whether a thing holds a word, in any of its texts."""
    conditions: list[ColumnElement[bool]] = [
        text.contains(word, autoescape=True) for text in source.lower
    ]  # already in lower case
    for text in source.texts:
        conditions += [text.icontains(form, autoescape=True) for form in _forms(word)]
    if source.holds is not None:
        conditions.append(source.holds(word))
    return or_(*conditions) if conditions else literal(value=False)


def _forms(word: str) -> set[str]:
    """SQLite's `lower` knows the letters of ASCII only: for others the usual ways of writing them are tried."""
    return {word} if word.isascii() else {word, word.capitalize(), word.upper()}
