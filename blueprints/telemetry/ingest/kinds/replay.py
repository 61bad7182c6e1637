"""Recorded readings sent again, with their own times, into the same path as live ones."""

import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from blueprints.telemetry.ingest.connectors import Config, Sink, connector
from blueprints.telemetry.models import Channel, SourceState
from blueprints.telemetry.store import store
from core.clock import iso
from core.db import db
from core.errors import AppError
from core.storage import storage
from processing.telemetry.messages import Message
from processing.telemetry.replays import csv_messages, lots
from processing.telemetry.times import from_us, to_us

TELL_EVERY_S = 1.0

FOREVER_US = 2**62


@connector("replay")
def replay(config: Config, sink: Sink) -> None:
    """Send a file, or what another source stored, until its end."""
    sink.state(SourceState.CONNECTED)
    if config.settings.get("from_source_id"):
        _send(config, sink, _stored(config))
    elif config.blob_sha256:
        with storage().open_local(config.blob_sha256) as path:
            _send(config, sink, _within(config, csv_messages(path)))
    else:
        raise AppError(409, "nothing-to-replay", "This replay has neither a file nor a source to read from.")


def _send(config: Config, sink: Sink, messages: Iterator[Message]) -> None:
    speed = config.settings.get("speed")
    began, told_at, n = time.monotonic(), float("-inf"), 0
    for due_s, lot in lots(messages, speed=float(speed) if speed else None):
        if sink.wait(max(0.0, due_s - (time.monotonic() - began))):
            return
        sink.put(lot)
        n += len(lot)
        if time.monotonic() - told_at > TELL_EVERY_S:
            told_at = time.monotonic()
            sink.progress(n=n, at=iso(from_us(lot[-1].at_us)))
    sink.progress(n=n, is_done=True)


def _span(config: Config) -> tuple[int, int]:
    start, end = config.settings.get("start"), config.settings.get("end")
    return (
        to_us(datetime.fromisoformat(start)) if start else -FOREVER_US,
        to_us(datetime.fromisoformat(end)) if end else FOREVER_US,
    )


def _within(config: Config, messages: Iterator[Message]) -> Iterator[Message]:
    start_us, end_us = _span(config)
    return (message for message in messages if start_us <= message.at_us < end_us)


def _stored(config: Config) -> Iterator[Message]:
    from_id = UUID(str(config.settings["from_source_id"]))
    names = dict(db.session.execute(select(Channel.id, Channel.public_id).where(Channel.source_id == from_id)).all())
    db.session.rollback()
    for page in store().stream(list(names), *_span(config)) if names else ():
        for reading in page:
            value = reading.value if reading.text is None else reading.text
            yield Message(names[reading.channel_id], reading.at_us, value)
