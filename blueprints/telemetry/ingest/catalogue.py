"""Sources and channels as the ingest process knows them: in memory, read again when they change."""

import time
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from blueprints.telemetry.models import Channel, ChannelKind, KeepPolicy, Source
from core.db import db
from processing.telemetry.limits import Limits, limits_of

LOOK_EVERY_S = 1.0
"""How soon a change made by a person is followed."""


class Known(NamedTuple):
    """A channel as the path of a reading needs it."""

    id: int
    is_text: bool
    is_active: bool
    limits: Limits | None
    context: dict[str, object] | None


@dataclass
class KnownSource:
    """A source with its channels by their public ids."""

    id: UUID
    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    keep_last: bool
    auto_create: bool
    channels: dict[str, Known] = field(default_factory=dict)


class Catalogue:
    """All sources and channels; loads within the application's context."""

    def __init__(self, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self.look_every_s = look_every_s
        self.sources: dict[UUID, KnownSource] = {}
        self.has_limits = False
        self._stamp: object = None
        self._looked_at = float("-inf")

    def refresh(self, *, is_urgent: bool = False) -> bool:
        """Read everything again if anything changed; true when it did."""
        moment = time.monotonic()
        if not is_urgent and moment - self._looked_at < self.look_every_s:
            return False
        self._looked_at = moment
        stamp = tuple(
            tuple(db.session.execute(select(func.count(), func.sum(t.version), func.max(t.created_at))).one())
            for t in (Source, Channel)
        )
        is_new = stamp != self._stamp
        if is_new:
            self._load()
            self._stamp = stamp
        db.session.rollback()
        return is_new

    def _load(self) -> None:
        self.has_limits = False
        self.sources = {
            row.id: KnownSource(
                row.id, row.group_id, row.project_id, row.site_id, row.keep == KeepPolicy.LAST, row.auto_create
            )
            for row in db.session.scalars(select(Source))
        }
        columns = (Channel.source_id, Channel.public_id, Channel.id, Channel.kind, Channel.is_active, Channel.limits)
        for source_id, public_id, channel_id, kind, is_active, limits in db.session.execute(select(*columns)):
            bounds = limits_of(limits) if limits else None
            known = Known(channel_id, kind == ChannelKind.TEXT, is_active, bounds, (limits or {}).get("context"))
            self.sources[source_id].channels[public_id] = known
            self.has_limits = self.has_limits or bounds is not None

    def add(self, source: KnownSource, kinds: dict[str, str]) -> None:
        """Make channels that are heard for the first time. Commits."""
        for public_id, kind in kinds.items():
            row = Channel(
                group_id=source.group_id,
                project_id=source.project_id,
                source_id=source.id,
                site_id=source.site_id,
                public_id=public_id,
                name=public_id,
                kind=ChannelKind(kind),
                is_auto_created=True,
            )
            try:
                with db.session.begin_nested():
                    db.session.add(row)
            except IntegrityError:
                # A person made it at the same moment: it is read with the rest.
                continue
            source.channels[public_id] = Known(row.id, row.kind == ChannelKind.TEXT, True, None, None)
        db.session.commit()
        if any(public_id not in source.channels for public_id in kinds):
            self._stamp = None
            self.refresh(is_urgent=True)
