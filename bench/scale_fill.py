"""A generated station: recordings, calls, readings and collections in the numbers a large one has after years."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, text

from bench.scale_rows import multiply, pick, table, uid
from core.db import db

DAY_US = 86_400_000_000
FIRST_DAY = 20_454
"""2026-01-01, in days since 1970."""

N_DENSE = 100
"""Channels with a reading a second; the others have only their latest."""

SEGMENT_0 = 1_000_000
"""Number behind which the copies' segments begin."""

PREDICTED_SHARE = 5
"""Every so many-th recording is classified."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    recordings: int = 100_000
    segments: int = 10_000_000
    readings: int = 100_000_000
    entries: int = 100_000
    projects: int = 20
    sites: int = 100
    species: int = 500
    people: int = 50
    jobs: int = 100_000
    images: int = 50_000
    tasks: int = 100_000
    channels: int = 1000
    events: int = 50_000
    datasets: int = 2000
    notices: int = 20_000
    few: int = 1000
    """Of things a station has many of, but not thousands: classifiers, exports, detectors, targets."""

    @property
    def per_recording(self) -> int:
        return self.segments // self.recordings


def fill(sizes: Sizes) -> dict[str, str]:
    """Fill an empty, migrated database; returns the key of the person who owns it all, and one id of each list."""
    from flask import current_app

    from tests.contract.belongings import fill as make_models
    from tests.factories import Factory

    make = Factory(current_app._get_current_object())  # type: ignore[attr-defined]
    models = make_models(make)
    make.entry(models.owner)
    make.dataset_version()
    key = make.api_key(models.owner).key
    db.session.remove()
    ids = {kind: found[0] for kind, found in models.ids.items()}
    with db.engine.begin() as connection:
        # What refers to what is known here; the server need not look it up twenty million times.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        _ground(connection, sizes, ids)
        _sound(connection, sizes, ids)
        _annotation(connection, sizes, ids)
        _sightings(connection, sizes, _owner(connection))
        _telemetry(connection, sizes, ids)
        _rest(connection, sizes)
    _readings(sizes)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return {"key": key, **ids, "recordings": _copy("recordings"), "segmentations": _copy("segmentations"),
            "classification-runs": _copy("classification_runs")}  # fmt: skip


def _copy(name: str) -> str:
    """Identifier of the first copy of a table's model."""
    with db.engine.connect() as connection:
        return str(connection.execute(text(f"SELECT {uid(name, '1')}")).scalar_one())


def _owner(connection: Connection) -> str:
    return str(connection.execute(text("SELECT owner_id FROM dex_entries LIMIT 1")).scalar_one())


def _ground(connection: Connection, sizes: Sizes, ids: dict[str, str]) -> None:
    multiply(connection, table("projects"), sizes.projects, model=ids["projects"])
    multiply(connection, table("sites"), sizes.sites, project_id=pick("projects", sizes.projects))
    multiply(connection, table("species"), sizes.species, model=ids["species"])
    owner = _owner(connection)
    multiply(connection, table("groups"), sizes.people)
    multiply(
        connection, table("users"), sizes.people, model=owner, friend_code="'F' || i",
        personal_group_id=uid("groups", "i"), active_group_id=uid("groups", "i"), is_operator="false",
    )  # fmt: skip
    connection.execute(
        text(
            f"INSERT INTO memberships (group_id, user_id, role, created_at) SELECT '{ids['groups']}', "
            f"{uid('users', 'i')}, 'annotator', now() FROM generate_series(1, {sizes.people}) i"
        )
    )


def _sound(connection: Connection, sizes: Sizes, ids: dict[str, str]) -> None:
    n, per = sizes.recordings, sizes.per_recording
    multiply(connection, table("blobs"), n, model=_any_blob(connection, ids), sha256="lpad(to_hex(i), 64, '0')")
    multiply(
        connection, table("recordings"), n, model=ids["recordings"], blob_sha256="lpad(to_hex(i), 64, '0')",
        project_id=pick("projects", sizes.projects), site_id=pick("sites", sizes.sites),
        species_id=pick("species", sizes.species), current_segmentation_id=uid("segmentations", "i"),
        n_segments=str(per), is_classified=f"i % {PREDICTED_SHARE} = 0", duration_s="5 + (i * 7919 % 5000) / 100.0",
    )  # fmt: skip
    multiply(connection, table("recording_details"), n, recording_id=uid("recordings", "i"))
    multiply(
        connection, table("segmentations"), n, model=ids["segmentations"], recording_id=uid("recordings", "i"),
        n_segments=str(per), is_current="true",
    )  # fmt: skip
    at = f"((i - 1) % {per}) * 0.04 + 0.01"
    multiply(
        connection, table("segments"), n * per, id=f"{SEGMENT_0} + i", onset_s=at, offset_s=f"{at} + 0.005",
        segmentation_id=uid("segmentations", f"1 + (i - 1) / {per}"), is_rejected="i % 500 = 0",
        label="CASE WHEN i % 50 = 0 THEN CASE WHEN i % 100 = 0 THEN 'fall' ELSE 'rise' END END",
        score="10 + i % 17",
    )  # fmt: skip
    connection.execute(text(f"SELECT setval(pg_get_serial_sequence('segments', 'id'), {SEGMENT_0 + n * per + 1})"))
    multiply(
        connection, table("classification_runs"), n // PREDICTED_SHARE, model=ids["classification-runs"],
        recording_id=uid("recordings", f"i * {PREDICTED_SHARE}"),
        segmentation_id=uid("segmentations", f"i * {PREDICTED_SHARE}"), n_predictions=str(per),
    )  # fmt: skip
    run = f"(1 + (i - 1) / {per})"
    multiply(
        connection, table("predictions"), n // PREDICTED_SHARE * per,
        segment_id=f"{SEGMENT_0} + ({run} * {PREDICTED_SHARE} - 1) * {per} + 1 + (i - 1) % {per}",
        run_id=uid("classification_runs", run), confidence="0.5 + (i * 7919 % 5000) / 10000.0",
        label="CASE WHEN i % 3 = 0 THEN 'rise' ELSE 'fall' END", label_index="(i % 3 = 0)::int",
    )  # fmt: skip
    multiply(connection, table("clustering_runs"), sizes.few, model=ids["clustering-runs"])


def _any_blob(connection: Connection, ids: dict[str, str]) -> str:
    found = text("SELECT blob_sha256 FROM recordings WHERE id = :id")
    return str(connection.execute(found, {"id": ids["recordings"]}).scalar_one())


def _annotation(connection: Connection, sizes: Sizes, ids: dict[str, str]) -> None:
    n_batches = max(1, sizes.tasks // 1000)
    multiply(
        connection, table("task_batches"), n_batches, model=ids["task-batches"],
        project_id=pick("projects", sizes.projects), n_tasks="1000", n_done="300",
    )  # fmt: skip
    multiply(
        connection, table("tasks"), sizes.tasks, model=ids["tasks"], segment_id=f"{SEGMENT_0} + i * 20",
        batch_id=uid("task_batches", "1 + (i - 1) / 1000"), position="i",
        recording_id=uid("recordings", f"1 + (i * 20 - 1) / {sizes.per_recording}"),
    )  # fmt: skip


def _sightings(connection: Connection, sizes: Sizes, owner: str) -> None:
    n = sizes.images
    multiply(
        connection, table("images"), n, blob_sha256="lpad(to_hex(i), 64, '0')", burst_id="NULL::uuid",
        current_version_id=uid("image_versions", "i"), species_id=pick("species", sizes.species),
    )  # fmt: skip
    multiply(connection, table("image_versions"), n, image_id=uid("images", "i"))
    multiply(connection, table("vision_jobs"), n, image_id=uid("images", "i"), version_id=uid("image_versions", "i"))
    mine = f"CASE WHEN i % 5 = 0 THEN '{owner}'::uuid ELSE {pick('users', sizes.people)} END"
    multiply(
        connection, table("dex_entries"), sizes.entries, owner_id=mine, species_id=pick("species", sizes.species),
        client_id="NULL", visibility="CASE WHEN i % 3 = 0 THEN 'public' ELSE 'friends' END",
        latitude="40 + i % 20", longitude="i % 40",
    )  # fmt: skip
    connection.execute(
        text(
            "INSERT INTO friendships (low_id, high_id, state, is_blocked_by_low, is_blocked_by_high, created_at, "
            f"updated_at) SELECT least('{owner}'::uuid, {uid('users', 'i')}), greatest('{owner}'::uuid, "
            f"{uid('users', 'i')}), 'friends', false, false, now(), now() FROM generate_series(1, {sizes.people}) i"
        )
    )


def _telemetry(connection: Connection, sizes: Sizes, ids: dict[str, str]) -> None:
    source = ids["telemetry/sources"]
    multiply(connection, table("telemetry_sources"), sizes.few, model=source)
    multiply(connection, table("telemetry_channels"), sizes.channels, model=ids["telemetry/channels"], id="1000 + i")
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence('telemetry_channels', 'id'), {1001 + sizes.channels})")
    )
    multiply(connection, table("telemetry_detectors"), sizes.few, model=ids["telemetry/detectors"], enabled="false")
    multiply(
        connection, table("telemetry_events"), sizes.events, model=ids["telemetry/events"],
        detector_id=pick("telemetry_detectors", sizes.few), start_us="m.start_us + i::bigint * 60000000",
        end_us="m.start_us + i::bigint * 60000000 + 30000000", is_settled="true",
    )  # fmt: skip
    multiply(connection, table("telemetry_posts"), sizes.events, event_id=uid("telemetry_events", "i"),
             detector_id=pick("telemetry_detectors", sizes.few))  # fmt: skip
    multiply(connection, table("telemetry_dead_letters"), sizes.events, origin="'copy/' || i")
    multiply(connection, table("telemetry_dashboards"), sizes.few)


def _rest(connection: Connection, sizes: Sizes) -> None:
    multiply(connection, table("jobs"), sizes.jobs, state="'succeeded'", error_code="NULL", error_detail="NULL",
             finished_at="m.created_at")  # fmt: skip
    multiply(connection, table("notifications"), sizes.notices)
    multiply(connection, table("datasets"), sizes.datasets)
    for name in ("exports", "learned_detectors", "training_sets", "classifiers"):
        multiply(connection, table(name), sizes.few)


def _readings(sizes: Sizes) -> None:
    """Readings of dense channels second by second, a day a partition, with roll-ups that the server makes."""
    from blueprints.telemetry.store import store

    n_days = max(1, sizes.readings // (N_DENSE * 86_400))
    n_seconds = min(86_400, sizes.readings // (N_DENSE * n_days))
    readings = store()
    readings.make_days(range(FIRST_DAY, FIRST_DAY + n_days))
    for day in range(FIRST_DAY, FIRST_DAY + n_days):
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            connection.execute(
                text(
                    "INSERT INTO telemetry.readings (channel_id, at_us, value, text, received_us) "
                    f"SELECT 1000 + c, {day * DAY_US} + s::bigint * 1000000, (s * 7919 % 10007) / 100.0, NULL, 0 "
                    f"FROM generate_series(1, {N_DENSE}) c, generate_series(0, {n_seconds - 1}) s"
                )
            )
            for tier, width_us in (("minutes", 60_000_000), ("ten_minutes", 600_000_000), ("hours", 3_600_000_000)):
                _roll_up(connection, day, tier, width_us)
        print(f"  readings: day {day - FIRST_DAY + 1} of {n_days}", flush=True)
    last_us = (FIRST_DAY + n_days - 1) * DAY_US + (n_seconds - 1) * 1_000_000
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO telemetry.latest (channel_id, at_us, value, received_us) "
                f"SELECT 1000 + c, {last_us}, 1.0, 0 FROM generate_series(1, {sizes.channels}) c"
            )
        )


def _roll_up(connection: Connection, day: int, tier: str, width_us: int) -> None:
    """Enough for charts and their time; the moment of an extreme is that of the step's first reading."""
    connection.execute(
        text(
            f"INSERT INTO telemetry.{tier} (channel_id, start_us, n, mean, low, low_at_us, high, high_at_us, first, "
            "first_at_us, last, last_at_us) SELECT channel_id, at_us / :w * :w, count(*), avg(value), min(value), "
            "min(at_us), max(value), min(at_us), min(value), min(at_us), max(value), max(at_us) "
            "FROM telemetry.readings WHERE at_us >= :begin AND at_us < :end GROUP BY 1, 2"
        ),
        {"w": width_us, "begin": day * DAY_US, "end": (day + 1) * DAY_US},
    )


def mark_of(sizes: Sizes) -> str:
    """Tells whether a folder holds a station of these sizes."""
    return hashlib.sha256(repr(sizes).encode()).hexdigest()[:16]
