"""How calls follow each other: intervals by type, bouts, and feeding buzzes."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func

from blueprints.calls.schemas.summaries import SequencesQuery
from blueprints.calls.service.results import UNLABELLED, call_label, of_calls
from blueprints.recordings.models import Recording, Segment
from core.access import Principal
from core.clock import iso
from core.db import db
from core.errors import AppError
from core.security import run_off_loop

MAX_CALLS = 200_000
"""Calls one answer may rest on; more would hold the request for seconds."""


def sequences(who: Principal, query: SequencesQuery) -> dict[str, Any]:
    """Intervals between calls of a recording, by the type of the later one, and the bouts with most calls.

    Raises AppError 422 `too-many-calls` when the filter leaves more than `MAX_CALLS`.
    """
    n_calls = db.session.scalar(of_calls(who, query, func.count())) or 0
    if n_calls > MAX_CALLS:
        raise AppError(
            422, "too-many-calls", f"{n_calls} calls are too many for sequences ({MAX_CALLS}); narrow the filter."
        )
    rows = db.session.execute(
        of_calls(
            who, query, Recording.id, Segment.onset_s, Segment.offset_s, func.coalesce(call_label, UNLABELLED)
        ).order_by(Recording.id, Segment.onset_s, Segment.id)
    ).all()
    found: dict[str, Any] = run_off_loop(_measure, [tuple(row) for row in rows], query)
    found["results"] = _with_recordings(found["results"])
    return {"n_calls": len(rows), "max_gap_s": query.max_gap_s, "buzz_interval_s": query.buzz_interval_s, **found}


def _measure(rows: list[tuple[Any, float, float, str]], query: SequencesQuery) -> dict[str, Any]:
    # Only this needs numpy; the web process starts without it.
    import numpy as np  # noqa: PLC0415

    # (as above)
    from processing.audio.sequences import count_intervals, find_bouts, interval_edges  # noqa: PLC0415

    by_recording: dict[Any, list[tuple[float, float, str]]] = defaultdict(list)
    for recording_id, onset_s, offset_s, label in rows:
        by_recording[recording_id].append((onset_s, offset_s, label))
    counts: dict[str, Any] = {}
    bouts: list[dict[str, Any]] = []
    sizes: list[int] = []
    for recording_id, calls in by_recording.items():
        onsets = np.array([call[0] for call in calls])
        found = find_bouts(
            onsets,
            np.array([call[1] for call in calls]),
            max_gap_s=query.max_gap_s,
            buzz_interval_s=query.buzz_interval_s,
        )
        labels, gaps = np.array([call[2] for call in calls[1:]]), np.diff(onsets)
        for label in np.unique(labels):
            counts[str(label)] = counts.get(str(label), 0) + count_intervals(gaps[labels == label])
        sizes += found.n_calls.tolist()
        for i in np.flatnonzero((found.n_calls >= query.min_calls) | (found.n_buzzes > 0)):
            bouts.append(
                {
                    "recording_id": recording_id,
                    "start_s": float(found.start_s[i]),
                    "stop_s": float(found.stop_s[i]),
                    "n_calls": int(found.n_calls[i]),
                    "median_interval_s": float(found.median_interval_s[i]) if found.n_calls[i] > 1 else None,
                    "n_buzzes": int(found.n_buzzes[i]),
                }
            )
    bouts.sort(key=lambda bout: (-bout["n_buzzes"], -bout["n_calls"], str(bout["recording_id"]), bout["start_s"]))
    series = sorted(counts.items(), key=lambda pair: -int(pair[1].sum()))
    return {
        "n_bouts": len(sizes),
        "median_calls": float(np.median(sizes)) if sizes else None,
        "n_with_buzz": sum(bout["n_buzzes"] > 0 for bout in bouts),
        "intervals": {
            "edges_s": interval_edges().tolist(),
            "series": [{"label": label or None, "counts": n.tolist()} for label, n in series],
        },
        "n_listed": min(len(bouts), query.limit),
        "results": bouts[: query.limit],
    }


def _with_recordings(bouts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {bout["recording_id"] for bout in bouts}
    found = {row.id: row for row in db.session.query(Recording).where(Recording.id.in_(ids))}
    return [
        bout
        | {
            "recording_id": str(bout["recording_id"]),
            "recording_name": found[bout["recording_id"]].name,
            "recorded_at": iso(found[bout["recording_id"]].recorded_at),
        }
        for bout in bouts
    ]
