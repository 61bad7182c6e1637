"""What filled a worker's memory: written beside the data when a job goes over its limit."""

import gc
import json
import os
import sys
import threading
import traceback
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from core.clock import iso, now

N_KEPT = 20
"""Dumps kept; the oldest go."""

N_LINES = 30
"""Largest allocations and commonest kinds of objects told."""

MOST_OBJECTS = 2_000_000
"""Objects counted at the most: counting needs time, and the process has little left."""


def begin_tracing() -> None:
    """Note where memory is taken from now on; it costs, so only once a job has become large."""
    if not tracemalloc.is_tracing():
        tracemalloc.start(4)


def dump(folder: Path, *, job_id: UUID, kind: str, used_mb: float, limit_mb: float) -> Path:
    """Write what this process holds into a file of its own; returns its path.

    Top allocations since tracing began, counts of objects by type, what each thread is doing, open files.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = now()
    found = {
        "at": iso(moment),
        "job": {"id": str(job_id), "kind": kind},
        "process": _process(used_mb, limit_mb),
        "allocations": _allocations(),
        "objects": _objects(),
        "threads": _threads(),
    }
    path = folder / f"{moment:%Y%m%dT%H%M%S}-{job_id}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(found, indent=1))
    for old in sorted(folder.glob("*.json"))[:-N_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _process(used_mb: float, limit_mb: float) -> dict[str, Any]:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    facts = dict(line.split(":\t", 1) for line in lines if line.startswith(("Vm", "Rss", "Threads")))
    descriptors = Path("/proc/self/fd")
    return {
        "pid": os.getpid(),
        "resident_mb": round(used_mb, 1),
        "limit_mb": limit_mb,
        "python": sys.version.split()[0],
        "status": {name: value.strip() for name, value in facts.items()},
        "open_files": len(list(descriptors.iterdir())) if descriptors.exists() else None,
    }


def _allocations() -> list[dict[str, Any]]:
    if not tracemalloc.is_tracing():
        return []
    largest = tracemalloc.take_snapshot().statistics("traceback")[:N_LINES]
    return [
        {"mb": round(one.size / 1e6, 2), "n": one.count, "where": [str(frame) for frame in one.traceback]}
        for one in largest
    ]


def _objects() -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for number, one in enumerate(gc.get_objects()):
        if number >= MOST_OBJECTS:
            break
        counts[f"{type(one).__module__}.{type(one).__qualname__}"] += 1
    return [{"type": name, "n": n} for name, n in counts.most_common(N_LINES)]


def _threads() -> list[dict[str, Any]]:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return [
        {"name": names.get(ident, str(ident)), "stack": traceback.format_stack(frame)[-15:]}
        for ident, frame in sys._current_frames().items()
    ]
