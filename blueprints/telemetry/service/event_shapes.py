"""What events and alarms look like in an answer."""

from __future__ import annotations

from typing import Any

from blueprints.telemetry.models import Event
from blueprints.telemetry.service.wording import kind_words
from core.clock import iso, now


def shape_brief(row: Event, detector_name: str) -> dict[str, Any]:
    """An event as lists and live news carry it."""
    return {
        "id": str(row.id),
        "group_id": str(row.group_id),
        "project_id": str(row.project_id),
        "detector_id": str(row.detector_id),
        "detector_name": detector_name,
        "kind": row.kind,
        "kind_words": kind_words(row.kind),
        "severity": row.severity,
        "start_us": row.start_us,
        "end_us": row.end_us,
        "peak_us": row.peak_us,
        "peak": row.peak,
        "measures": row.measures,
        "confidence": row.confidence,
        "channel_ids": row.channel_ids,
        "is_alarm": is_alarm(row),
        "is_settled": row.is_settled,
        "withdrawn_at": iso(row.withdrawn_at),
        "acknowledged_at": iso(row.acknowledged_at),
        "shelved_until": iso(row.shelved_until),
        "note": row.note,
        "version": row.version,
        "created_at": iso(row.created_at),
    }


def shape_event(row: Event, detector_name: str, *, acknowledged_by: str | None) -> dict[str, Any]:
    """An event with its evidence."""
    return shape_brief(row, detector_name) | {
        "detector_revision": row.detector_revision,
        "method_version": row.method_version,
        "is_latched": row.is_latched,
        "acknowledged_by": acknowledged_by,
        "evidence": row.evidence,
    }


def is_alarm(row: Event) -> bool:
    """Whether it needs someone: it lasts, or is latched, and nobody has acknowledged or shelved it."""
    if row.severity == "info" or row.withdrawn_at is not None or row.acknowledged_at is not None:
        return False
    is_shelved = row.shelved_until is not None and row.shelved_until > now()
    return not is_shelved and (row.end_us is None or row.is_latched)
