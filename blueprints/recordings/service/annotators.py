"""Who said last what a segment is, and when: what exports show beside the label."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from blueprints.accounts.models import User
from blueprints.recordings.models import LabelChange
from core.db import db

AT_ONCE = 1000
"""Segments of one statement, below every database's limit of parameters."""


class LastWord(NamedTuple):
    """The last change of a segment's label: whose (None: an account that is gone) and when."""

    name: str | None
    at: datetime


def last_words(segment_ids: Sequence[int]) -> dict[int, LastWord]:
    """The last word on each of these segments; those nobody ever named are left out."""
    found: dict[int, LastWord] = {}
    for first in range(0, len(segment_ids), AT_ONCE):
        newest = (
            select(func.max(LabelChange.id))
            .where(LabelChange.segment_id.in_(segment_ids[first : first + AT_ONCE]))
            .group_by(LabelChange.segment_id)
        )
        rows = db.session.execute(
            select(LabelChange.segment_id, User.display_name, LabelChange.changed_at)
            .outerjoin(User, User.id == LabelChange.user_id)
            .where(LabelChange.id.in_(newest))
        )
        found |= {row.segment_id: LastWord(row.display_name, row.changed_at) for row in rows}
    return found
