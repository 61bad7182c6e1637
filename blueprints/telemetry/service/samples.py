"""Telemetry of the sample project: a mast that reports live, and a recorded day of the same imagined station."""

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from blueprints.projects.models import Project, Site
from blueprints.telemetry.models import Channel, ChannelKind, Dashboard, Source, SourceState
from blueprints.telemetry.service.receiving import receive
from core.after_commit import do_after_commit
from core.clock import now
from core.db import db
from processing.telemetry.messages import Message
from processing.telemetry.simulate import QUANTITIES, value
from processing.telemetry.times import to_us

SEED = 612
STEP_S = 10
DAY_S = 86_400
GAP_S = (30_000, 33_600)
"""An hour in which the logger was silent, seconds into the day."""


def make_samples(project: Project, site: Site, owner_id: UUID, evening: datetime) -> None:
    """A simulator, a day of readings around an evening, and a dashboard; rows in the present transaction.

    The readings are sent to the source once it is committed, as a logger would send them.
    """
    live = _source(project, site, "Mast, live", "simulator", owner_id)
    live.settings = {"n_stations": 1, "interval_s": 1.0, "seed": SEED}
    recorded = _source(project, site, "Logger, a recorded day", "push", owner_id)
    recorded.state = SourceState.WAITING
    db.session.flush()
    now_showing = _channels(live)
    _channels(recorded)
    send_after_commit(recorded, _recorded_day(evening - timedelta(hours=12)))
    db.session.add(
        Dashboard(
            group_id=project.group_id,
            owner_id=owner_id,
            name="Mill pond at a glance",
            is_shared=True,
            panels=_panels(now_showing),
        )
    )
    db.session.flush()


def _source(project: Project, site: Site, name: str, kind: str, owner_id: UUID) -> Source:
    row = Source(
        group_id=project.group_id,
        project_id=project.id,
        site_id=site.id,
        name=name,
        kind=kind,
        settings={},
        state_since=now(),
        created_by=owner_id,
    )
    db.session.add(row)
    return row


def _channels(source: Source) -> dict[str, Channel]:
    rows = {
        quantity.name: Channel(
            group_id=source.group_id,
            project_id=source.project_id,
            source_id=source.id,
            site_id=source.site_id,
            public_id=quantity.name,
            name=quantity.title,
            unit=quantity.unit,
            kind=ChannelKind(quantity.kind),
            value_texts=quantity.value_texts,
            limits=dict(quantity.limits),
            display={"decimals": quantity.decimals},
            expected_interval_s=1.0 if source.kind == "simulator" else float(STEP_S),
        )
        for quantity in QUANTITIES
    }
    db.session.add_all(rows.values())
    db.session.flush()
    return rows


def _recorded_day(begin: datetime) -> Iterator[Message]:
    start_us = to_us(begin)
    for second in range(0, DAY_S, STEP_S):
        if GAP_S[0] <= second < GAP_S[1]:
            continue
        for quantity in QUANTITIES:
            number = round(value(quantity.name, start_us / 1e6 + second, SEED), quantity.decimals)
            yield Message(quantity.name, start_us + second * 1_000_000, number)


def send_after_commit(source: Source, messages: Iterable[Message]) -> None:
    """Write messages into the spool when the present transaction is committed.

    The body is made before: what follows a commit must take a moment only.
    """
    lines = (json.dumps({"channel": m.channel, "time": m.at_us, "value": m.value}) for m in messages)
    body = gzip.compress("\n".join(lines).encode(), 1)
    do_after_commit(("sample-readings", source.id), _send, source.id, body)


def _send(source_id: UUID, body: bytes) -> None:
    receive(source_id, body, form="ndjson", is_gzip=True, precision="us", is_awaited=False)


def _panels(channels: dict[str, Channel]) -> list[dict[str, object]]:
    def panel(kind: str, x: int, y: int, w: int, h: int, *names: str) -> dict[str, object]:
        ids = [channels[name].id for name in names]
        place = {"kind": kind, "x": x, "y": y, "w": w, "h": h}
        return place | {"title": "", "text": "", "channel_ids": ids, "span_s": 3600.0}

    return [
        panel("value", 0, 0, 3, 2, "air_temperature"),
        panel("value", 3, 0, 3, 2, "water_level"),
        panel("value", 6, 0, 3, 2, "battery"),
        panel("value", 9, 0, 3, 2, "pump"),
        panel("chart", 0, 2, 6, 4, "air_temperature", "humidity"),
        panel("chart", 6, 2, 6, 4, "water_level", "pump"),
    ]
