"""Live news about recordings and segmentations, to the room of their group, once they are committed."""

from typing import Any

from blueprints.recordings.models import Recording, Segmentation
from core.after_commit import do_after_commit
from core.realtime import emit


def announce(row: Recording, **more: Any) -> None:
    """Tell the group that a recording arrived, changed or went."""
    _later(
        "recording.changed",
        row,
        {
            "id": str(row.id),
            "project_id": str(row.project_id),
            "state": str(row.state or "processing"),
            "n_segments": row.n_segments or 0,
            "current_segmentation_id": _text(row.current_segmentation_id),
            "is_classified": bool(row.is_classified),
            "version": row.version or 1,
            **more,
        },
    )


def announce_segmentation(row: Segmentation, recording: Recording, **more: Any) -> None:
    """Tell the group that a segmentation was made, edited, chosen or removed."""
    _later(
        "segmentation.changed",
        recording,
        {
            "id": str(row.id),
            "recording_id": str(recording.id),
            "is_current": bool(row.is_current),
            "n_segments": row.n_segments or 0,
            "version": row.version or 1,
            **more,
        },
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _later(name: str, recording: Recording, payload: dict[str, Any]) -> None:
    do_after_commit((name, payload["id"]), emit, name, f"group:{recording.group_id}", payload)
