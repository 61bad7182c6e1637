"""The sample's tank: three made-up days of it, the detectors that read them, and a target in dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from blueprints.projects.models import Project
from blueprints.telemetry.models import Channel, ChannelKind, Detector, PostTarget, Severity, Source, SourceState
from blueprints.telemetry.service.samples import send_after_commit
from core.clock import now
from core.db import db
from processing.telemetry.messages import Message

if TYPE_CHECKING:
    from processing.telemetry.tank_months import Month

N_DAYS = 3

SEED = 20
"""A span with visits, transfers, losses of signal and processing in it."""


def add(project: Project, user_id: UUID) -> None:
    """Rows in the present transaction; the readings are sent to the source once it is committed."""
    source = Source(
        group_id=project.group_id,
        project_id=project.id,
        name="Tank (made up)",
        kind="push",
        settings={"kind": "push"},
        state=SourceState.WAITING,
        state_since=now(),
        created_by=user_id,
    )
    db.session.add(source)
    db.session.flush()
    channels = _channels(source)
    made = _days()
    first_us = min(reading.at_us for reading in made.readings)
    detectors = _detectors(project, user_id, channels, first_us)
    db.session.add(_target(project, user_id, detectors[0]))
    names = [channel.public_id for channel in channels]
    send_after_commit(source, (Message(names[r.slot], r.at_us, r.value) for r in made.readings))


def _channels(source: Source) -> list[Channel]:
    states = {"2": "stop", "4": "shutdown", "8": "maintenance", "16": "normal", "32": "standby", "64": "idle"}
    limits = {"warning_high": 75.0, "alarm_high": 90.0, "hysteresis": 3.0}
    described: tuple[tuple[str, str, str, ChannelKind, dict[str, str], dict[str, float], float | None], ...] = (
        ("TANK_LEVEL", "Tank level", "%", ChannelKind.ANALOG, {}, limits, None),
        ("TANK_PROCESSOR", "Processor state", "", ChannelKind.DISCRETE, states, {}, None),
        ("TANK_CLOCK", "Steady signal", "", ChannelKind.ANALOG, {}, {}, 10.0),
    )
    channels = [
        Channel(
            group_id=source.group_id, project_id=source.project_id, source_id=source.id, public_id=public_id, name=name,
            unit=unit, kind=kind, value_texts=texts, limits=bounds, expected_interval_s=interval_s,
        )
        for public_id, name, unit, kind, texts, bounds, interval_s in described
    ]  # fmt: skip
    db.session.add_all(channels)
    db.session.flush()
    return channels


def _days() -> Month:
    # Only the sample's job makes readings; the web process, which has this module, starts without arrays.
    import numpy as np  # noqa: PLC0415

    # (as above)
    from processing.telemetry.tank_months import DAY_S, Habits, month  # noqa: PLC0415

    start_us = (int(now().timestamp()) - N_DAYS * DAY_S) * 1_000_000
    return month(np.random.default_rng(SEED), n_days=N_DAYS, habits=Habits(start_us=start_us))


def _detectors(project: Project, user_id: UUID, channels: list[Channel], first_us: int) -> list[Detector]:
    level, state, steady = (channel.id for channel in channels)
    shared = {
        "group_id": project.group_id, "project_id": project.id, "created_by": user_id, "beat_ids": [steady],
        "checkpoint_us": first_us - 1, "until_us": first_us - 1, "is_catching_up": True,
    }  # fmt: skip
    rows = [
        Detector(
            **shared, name="Tank visits", method="tank", channel_ids=[level, state], severity=Severity.INFO,
            is_notified=False, description="Visits, bulk transfers and processing of a made-up tank.",
        ),
        Detector(
            **shared, name="Processor running", method="change", params={"becomes": 16.0}, channel_ids=[state],
            severity=Severity.INFO, is_notified=False,
        ),
        Detector(
            **shared, name="Tank fills fast", method="net", channel_ids=[level], severity=Severity.WARNING,
            params={"amount": 15.0, "window_s": 300.0, "direction": "rise"},
        ),
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _target(project: Project, user_id: UUID, detector: Detector) -> PostTarget:
    return PostTarget(
        group_id=project.group_id, name="Tank news (dry run)", kind="in-app", detector_ids=[str(detector.id)],
        kinds=["tank_fill"], created_by=user_id,
    )  # fmt: skip

