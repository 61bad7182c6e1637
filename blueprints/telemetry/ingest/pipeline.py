"""From what was received to what is stored, counted, shown live and answered."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from blueprints.telemetry.ingest import letters
from blueprints.telemetry.ingest.admission import admit
from blueprints.telemetry.ingest.catalogue import Catalogue, KnownSource
from blueprints.telemetry.ingest.limit_watch import LimitWatch
from blueprints.telemetry.ingest.news import News
from blueprints.telemetry.ingest.spool import Record
from blueprints.telemetry.ingest.tally import Tally
from blueprints.telemetry.store import Cursor, Group, Row, Store
from core.db import db
from core.redis import RedisError, connect
from processing.errors import ProcessingError
from processing.telemetry.messages import MAX_PAYLOAD, BodyFormat, Decoded, Message, Refusal, decode, unpack
from processing.telemetry.times import from_us

log = logging.getLogger(__name__)

VERDICT_LIFE_S = 60
"""How long the outcome of a body waits for whoever asked."""

SHOWN_REFUSALS = 20


class Delivery(NamedTuple):
    """Messages of a source that connects by itself."""

    source_id: UUID
    messages: Sequence[Message]
    received_us: int
    origin: str
    """Where they came from, once and for all: a run and a number."""
    done: Callable[[], object] | None = None
    """Called when they are stored."""
    refused: Sequence[Refusal] = ()
    """What came with them and could not be read."""


@dataclass
class _Lot:
    """Rows of one source, or of one body somebody waits for."""

    source: KnownSource
    rows: list[Row] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    n: int = 0
    ticket: str | None = None


class Pipeline:
    """The one that stores; used by one thread."""

    def __init__(self, readings: Store, redis_address: str) -> None:
        self.readings = readings
        self.catalogue = Catalogue()
        self.tally = Tally()
        self.news = News(redis_address)
        self.limits = LimitWatch(self.catalogue)
        self.redis_address = redis_address

    def store(self, records: Sequence[Record], deliveries: Sequence[Delivery] = ()) -> int:
        """Store everything of these in one transaction, dead letters before it; returns how many messages."""
        self.catalogue.refresh()
        lots: dict[tuple[UUID, str | None], _Lot] = {}
        for record in records:
            self._take_record(record, lots)
        for delivery in deliveries:
            self._take_delivery(delivery, lots)
        db.session.commit()
        found = list(lots.values())
        groups = [Group(lot.rows, lot.source.keep_last) for lot in found]
        counts = self.readings.write(groups, _cursors(records))
        for lot, count in zip(found, counts, strict=True):
            self._count(lot, count.n_stored, count.n_duplicates)
        for delivery in deliveries:
            if delivery.done is not None:
                delivery.done()
        stored = [group.rows for group in groups]
        self.news.add(stored)
        self.limits.look(stored)
        return sum(lot.n for lot in found)

    def _take_record(self, record: Record, lots: dict[tuple[UUID, str | None], _Lot]) -> None:
        envelope = record.envelope
        source = self.catalogue.sources.get(envelope.source_id)
        if source is None:
            # Taken in the moment before it was deleted, or made in the moment before.
            self.catalogue.refresh(is_urgent=True)
            source = self.catalogue.sources.get(envelope.source_id)
        if source is None:
            log.info("readings for source %s, which is gone, are dropped", envelope.source_id)
            return
        decoded = _decoded(record)
        lot = lots.setdefault((source.id, envelope.ticket), _Lot(source, ticket=envelope.ticket))
        origin = f"{record.lane}/{record.segment}/{record.offset}"
        self._take(lot, decoded, envelope.received_us, origin)

    def _take_delivery(self, delivery: Delivery, lots: dict[tuple[UUID, str | None], _Lot]) -> None:
        source = self.catalogue.sources.get(delivery.source_id)
        if source is not None:
            lot = lots.setdefault((source.id, None), _Lot(source))
            self._take(
                lot, Decoded(list(delivery.messages), list(delivery.refused)), delivery.received_us, delivery.origin
            )

    def _take(self, lot: _Lot, decoded: Decoded, received_us: int, origin: str) -> None:
        n_unread = len(decoded.refused)
        admitted = admit(self.catalogue, lot.source, decoded.messages, received_us, first_index=n_unread)
        refused = _renumbered(decoded.refused) + admitted.refused
        letters.keep_letters(lot.source, origin, refused, from_us(received_us))
        lot.rows += admitted.rows
        lot.refused += refused
        lot.n += len(decoded.messages) + n_unread
        newest = max((row.at_us for row in admitted.rows), default=None)
        self.tally.heard(lot.source.id, len(decoded.messages) + n_unread, newest)

    def _count(self, lot: _Lot, n_stored: int, n_duplicates: int) -> None:
        entry = self.tally.of(lot.source.id)
        entry.n_stored += n_stored
        entry.n_duplicates += n_duplicates
        entry.refused.update(refusal.reason for refusal in lot.refused)
        if lot.ticket is not None:
            self._answer(lot, n_stored, n_duplicates)

    def _answer(self, lot: _Lot, n_stored: int, n_duplicates: int) -> None:
        verdict = {
            "n_received": lot.n,
            "n_stored": n_stored,
            "n_duplicates": n_duplicates,
            "n_refused": len(lot.refused),
            "refused": [refusal._asdict() for refusal in lot.refused[:SHOWN_REFUSALS]],
        }
        try:
            connect(self.redis_address).set(f"telemetry:verdict:{lot.ticket}", json.dumps(verdict), ex=VERDICT_LIFE_S)
        except RedisError as exc:
            log.warning("whoever waits for %s is not told: %s", lot.ticket, exc)


def _decoded(record: Record) -> Decoded:
    envelope = record.envelope
    try:
        body = unpack(record.body) if envelope.is_gzip else record.body
        return decode(body, BodyFormat(envelope.form), received_us=envelope.received_us, precision=envelope.precision)
    except ProcessingError as exc:
        shown = record.body[:MAX_PAYLOAD].decode("utf-8", "replace")
        return Decoded([], [Refusal(0, exc.code, exc.message, None, shown)])


def _renumbered(refused: list[Refusal]) -> list[Refusal]:
    """Refusals counted among themselves, so that no two of a body have the same number."""
    return [refusal._replace(number=number) for number, refusal in enumerate(refused)]


def _cursors(records: Sequence[Record]) -> list[Cursor]:
    """How far each lane is read."""
    return list({record.lane: Cursor(record.lane, record.segment, record.end) for record in records}.values())
