"""The spool and the ingest process: nothing acknowledged is lost, nothing is stored twice."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from blueprints.projects.models import Project
from blueprints.telemetry.ingest.spool import Envelope, Lane, lanes, read_records, segment_path, spool_folder, tidy
from blueprints.telemetry.models import Channel, Source, SourceState
from blueprints.telemetry.store import Cursor, Row
from core.config import ROOT
from core.db import db
from core.errors import AppError

NOON = 1_539_345_600_000_000


def envelope(source) -> Envelope:
    return Envelope(source.id, "ndjson", False, NOON)


def body(*values: int) -> bytes:
    lines = [json.dumps({"channel": "A", "time": NOON + value, "value": value}) for value in values]
    return "\n".join(lines).encode()


@pytest.fixture
def source(make):
    return make.source()


@pytest.fixture
def lane(app, ingest) -> Iterator[Lane]:
    found = Lane(spool_folder(app.config["SETTINGS"]))
    yield found
    found.close()


def stored(readings):
    ids = list(db.session.scalars(db.select(Channel.id)))
    db.session.rollback()
    return [r.value for r in readings.rows(ids, 0, 2**61)] if ids else []


def test_a_record_that_was_stored_but_not_noted_is_not_doubled(ingest, lane, source, readings):
    lane.append(envelope(source), body(1, 2))
    ingest.drain()
    ingest._places.clear()
    readings.write([], [Cursor(lane.folder.name, 1, 0)])
    ingest.drain()
    assert stored(readings) == [1.0, 2.0]


def test_a_torn_record_is_left_out_and_what_stands_behind_in_the_next_segment_is_read(ingest, lane, source, readings):
    lane.append(envelope(source), body(1))
    lane.append(envelope(source), body(2))
    path = segment_path(lane.folder, 1)
    path.write_bytes(path.read_bytes()[:-3])
    lane._file = lane._begin_segment()
    lane.append(envelope(source), body(3))
    ingest.drain()
    assert stored(readings) == [1.0, 3.0]


def test_a_record_of_which_only_a_part_fits_on_the_disk_is_refused_and_hides_none_behind_it(
    ingest, lane, source, readings
):
    """A file that may not grow is written to as a disk is that fills: first a part, then an error."""
    lane.append(envelope(source), body(1))
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (segment_path(lane.folder, 1).stat().st_size + 10, allowed[1]))
    try:
        with pytest.raises(AppError, match="could not be written down"):
            lane.append(envelope(source), body(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    lane.append(envelope(source), body(3))
    ingest.drain()
    assert stored(readings) == [1.0, 3.0]


def test_a_lane_goes_when_its_process_has_gone_and_it_is_stored(ingest, lane, source, readings):
    lane.append(envelope(source), body(1))
    place = next(read_records(lane.folder, 1, 0))
    assert not tidy(lane.folder, 1, 0)
    assert not tidy(lane.folder, 1, place.end)
    lane.close()
    assert not tidy(lane.folder, 1, 0)
    assert tidy(lane.folder, 1, place.end)
    assert lanes(lane.folder.parent) == []


def test_a_new_segment_is_begun_when_one_is_full(ingest, lane, source, readings, monkeypatch):
    monkeypatch.setattr("blueprints.telemetry.ingest.spool.SEGMENT_BYTES", 10)
    for value in range(5):
        lane.append(envelope(source), body(value))
    ingest.drain()
    assert sorted(stored(readings)) == [0.0, 1.0, 2.0, 3.0, 4.0]
    tidy(lane.folder, *ingest._place(lane.folder))
    assert len(list(lane.folder.glob("*.seg"))) == 1


def test_a_replay_sends_what_another_source_stored_and_ends(ingest, make, readings, source):
    row = make.channel(source, public_id="A")
    readings.append([Row(row.id, NOON + k, float(k), None, NOON) for k in range(50)])
    copy = make.source(
        kind="replay", settings={"from_source_id": str(source.id), "start": None, "end": None, "speed": None}
    )
    deadline = time.monotonic() + 30
    while db.session.get(Source, copy.id).state != SourceState.ENDED:
        assert time.monotonic() < deadline
        ingest.supervision._looked_at = ingest.pipeline.tally._flushed_at = float("-inf")
        ingest.step()
        db.session.expire_all()
    copied = db.session.scalar(db.select(Channel.id).where(Channel.source_id == copy.id))
    assert [r.at_us - NOON for r in readings.rows([copied], 0, 2**61)] == list(range(50))


def test_retention_counts_back_from_each_channels_newest(ingest, make, readings):
    from blueprints.telemetry.service.retention import keep_from

    source = make.source(retention_days=10)
    kept, own = make.channel(source), make.channel(source, retention_days=1)
    free = make.channel(make.source())
    readings.append([Row(row.id, NOON, 1.0, None, NOON) for row in (kept, own, free)])
    day = 86_400_000_000
    assert keep_from() == {kept.id: NOON - 10 * day, own.id: NOON - day}


def test_readings_of_a_deleted_project_go_and_their_channels_numbers_are_not_given_again(make, readings):
    from blueprints.telemetry.service.retention import remove_orphans

    row = make.channel()
    readings.append([Row(row.id, NOON, 1.0, None, NOON)])
    number, project = row.id, row.project_id
    db.session.execute(db.delete(Project).where(Project.id == project))
    db.session.commit()
    assert make.channel().id > number
    assert remove_orphans() == 1
    assert readings.latest() == {}


def start(settings) -> subprocess.Popen:
    env = os.environ | {
        "FIELDSTATION_ENV": "test",
        "SECRET_KEY": settings.secret_key,
        "JWT_SECRET_KEY": settings.jwt_secret_key,
        "DATA_DIR": str(settings.data_dir),
        "CHUNK_DIR": str(settings.chunk_dir),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "LOG_LEVEL": "WARNING",
    }
    words = [sys.executable, "-m", "flask", "--app", "app:create_app(role='ingest')", "telemetry", "ingest"]
    return subprocess.Popen(words, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


@pytest.mark.workers
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_acknowledged_survives_the_killing_of_the_ingest_process(app, ingest, lane, source, readings):
    settings, sent = app.config["SETTINGS"], 0
    for _round in range(2):
        process = start(settings)
        begun, deadline = len(stored(readings)), time.monotonic() + 120
        # Enough that the process is always in the middle of something, few enough that reading them stays quick.
        while len(stored(readings)) == begun:
            assert time.monotonic() < deadline
            lane.append(envelope(source), body(*range(sent, sent + 20)))
            sent += 20
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        db.session.expire_all()
    ingest.pipeline.catalogue.refresh(is_urgent=True)
    ingest._places.clear()
    ingest.drain()
    assert sorted(stored(readings)) == [float(value) for value in range(sent)]
