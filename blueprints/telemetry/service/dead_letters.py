"""Sending refused messages again."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blueprints.telemetry.models import DeadLetter, Source
from blueprints.telemetry.service import receiving
from core.clock import now
from core.db import db

MOST_AT_ONCE = 10_000

UNREADABLE = ("body-unreadable", "not-json", "not-csv", "not-line-protocol")
"""Reasons whose payload is no single message in JSON."""


def shape(row: DeadLetter) -> dict[str, Any]:
    plain = ("id", "source_id", "received_at", "reason", "detail", "channel", "payload", "replayed_at")
    return {name: getattr(row, name) for name in plain}


def replay(source: Source, ids: Sequence[int] | None) -> int:
    """Put letters that are whole messages into the spool again; returns how many. The caller commits."""
    wanted = select(DeadLetter).where(DeadLetter.source_id == source.id, DeadLetter.reason.not_in(UNREADABLE))
    wanted = wanted.where(DeadLetter.id.in_(ids)) if ids is not None else wanted.where(DeadLetter.replayed_at.is_(None))
    letters = [row for row in db.session.scalars(wanted.order_by(DeadLetter.id).limit(MOST_AT_ONCE)) if _is_whole(row)]
    if not letters:
        return 0
    body = "\n".join(letter.payload for letter in letters).encode()
    receiving.receive(source.id, body, form="ndjson", is_gzip=False, precision=None, is_awaited=False)
    moment = now()
    for letter in letters:
        letter.replayed_at = moment
    return len(letters)


def _is_whole(letter: DeadLetter) -> bool:
    try:
        return isinstance(json.loads(letter.payload), dict)
    except ValueError:
        return False
