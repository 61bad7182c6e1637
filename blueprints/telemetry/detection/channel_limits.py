"""Limits that channels carry become detectors of their own, and follow them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blueprints.telemetry.models import Channel, Detector, Severity
from core.db import db

METHOD = "channel_limits"

BOUNDS = ("warning_low", "warning_high", "alarm_low", "alarm_high")


def follow() -> int:
    """Make, change and switch off the detectors of channels' limits; returns how many. Commits."""
    wanted = {row.id: row for row in db.session.scalars(select(Channel).where(Channel.is_active)) if _has_limits(row)}
    known = {
        row.limits_channel_id: row
        for row in db.session.scalars(select(Detector).where(Detector.limits_channel_id.is_not(None)))
    }
    n_changed = sum(_bring_up(channel, known.get(channel.id)) for channel in wanted.values())
    for channel_id, row in known.items():
        if channel_id not in wanted and row.is_enabled:
            row.is_enabled = False
            n_changed += 1
    if n_changed:
        db.session.commit()
    return n_changed


def _has_limits(channel: Channel) -> bool:
    return any(channel.limits.get(bound) is not None for bound in BOUNDS)


def _bring_up(channel: Channel, row: Detector | None) -> bool:
    params, channel_ids = _settings(channel)
    if row is None:
        db.session.add(
            Detector(
                group_id=channel.group_id,
                project_id=channel.project_id,
                name=_free_name(channel),
                method=METHOD,
                params=params,
                channel_ids=channel_ids,
                severity=Severity.WARNING,
                limits_channel_id=channel.id,
                is_catching_up=False,
            )
        )
        return True
    if row.name == _numbered_name(channel):
        row.name = _free_name(channel)
        return True
    if row.params == params and row.channel_ids == channel_ids and row.is_enabled:
        return False
    row.params, row.channel_ids, row.is_enabled = params, channel_ids, True
    row.revision, row.state = row.revision + 1, "{}"
    return True


def _free_name(channel: Channel) -> str:
    """Named after the channel; after its id or its number too, where that is taken in the project."""
    called = channel.name or channel.public_id
    wished = [f"Limits of {called[:90]}", f"Limits of {called[:60]} ({channel.public_id[:40]})"]
    taken = select(Detector.name).where(Detector.project_id == channel.project_id, Detector.name.in_(wished))
    names = set(db.session.scalars(taken))
    return next((name for name in wished if name not in names), _numbered_name(channel))


def _numbered_name(channel: Channel) -> str:
    return f"Limits of {(channel.name or channel.public_id)[:90]} ({channel.id})"


def _settings(channel: Channel) -> tuple[dict[str, Any], list[int | None]]:
    limits = channel.limits
    params: dict[str, Any] = {
        name: float(limits[name]) for name in (*BOUNDS, "hysteresis") if limits.get(name) is not None
    }
    context = limits.get("context") or {}
    if context.get("channel_id") is None or context.get("value") is None:
        return params, [channel.id, None]
    params |= {"op": str(context.get("op", "=")), "context": float(context["value"])}
    return params, [channel.id, int(context["channel_id"])]
