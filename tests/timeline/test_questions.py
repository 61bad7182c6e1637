"""What is asked of tracks: comparing, grouping, tables, and what to begin with."""

from datetime import timedelta

from tests.databases import on_one_database
from tests.factories import Factory
from tests.timeline.conftest import EVENING, HOUR, Ask, Pond, ms


def test_what_to_begin_with_are_calls_and_the_temperature_measured_meanwhile(
    ask: Ask, pond: Pond, make: Factory
) -> None:
    make.channel(make.source(pond.project), name="Temperature elsewhere", unit="°C")
    found = ask("start", start=None, end=None)
    assert found["tracks"] == [
        {"kind": "calls", "key": "", "measure": ""},
        {"kind": "channel", "key": str(pond.channel.id), "measure": ""},
    ]
    assert found["step_s"] == 3600
    assert ms(EVENING - 3 * HOUR) < found["start"] < ms(EVENING)
    assert found["end"] > ms(EVENING + 2 * HOUR)


def test_a_project_without_anything_begins_with_calls(ask: Ask, make: Factory, pond: Pond) -> None:
    empty = make.project(_group(make, pond))
    found = ask("start", start=None, end=None, project_id=str(empty.id))
    assert found["tracks"] == [{"kind": "calls", "key": "", "measure": ""}]
    view = ask("view", start=None, end=None, project_id=str(empty.id), tracks="calls")
    assert (view["first"], view["tracks"][0]["n"]) == (None, 0)


def _group(make: Factory, pond: Pond):
    from core.db import db

    return db.session.get_one(type(make.group()), pond.project.group_id)


def test_two_tracks_are_compared_with_their_count_and_caveat(ask: Ask, pond: Pond, make: Factory) -> None:
    for n in range(12):
        at = EVENING - HOUR + timedelta(minutes=15 * n, seconds=1)
        make.night_recording(pond.project, at, [s + 0.5 for s in range(4 * n + 4)], site_id=pond.site.id)
    found = ask(
        "relation", a="calls", b=f"channel:{pond.channel.id}", step_s=900, max_shift=2,
        start=(EVENING - HOUR).isoformat(), end=(EVENING + 2 * HOUR).isoformat(),
    )  # fmt: skip
    # Every quarter of an hour four calls more and 1.5 degrees less; the pond's own recordings disturb it a little.
    assert found["n"] == 12
    assert found["pearson"] < -0.8
    assert found["b"] == "Air temperature (Mast)"
    assert [lag["shift"] for lag in found["lags"]] == [-2, -1, 0, 1, 2]
    assert "few-pairs" in found["caveats"]
    assert found["caveats"][-1] == "not-cause"
    assert len(found["x"]) == len(found["y"]) == 12


def test_without_pairs_no_number_is_told(ask: Ask, pond: Pond) -> None:
    found = ask("relation", a="calls", b=f"channel:{pond.channel.id}", step_s=3600)
    assert (found["n"], found["pearson"], found["best"], found["caveats"]) == (3, None, None, ["too-few-pairs"])


def test_calls_are_put_together_by_local_hour_night_and_month(ask: Ask) -> None:
    by_hour = ask("groups", track="calls", by="hour")
    assert [(row["name"], row["total"], row["n"]) for row in by_hour["results"]] == [
        ("00", 0.0, 1), ("22", 5.0, 1), ("23", 2.0, 1),
    ]  # fmt: skip
    assert by_hour["is_count"]
    nights = ask("groups", track="calls", by="night", step_s=86_400)
    assert [(row["name"], row["total"]) for row in nights["results"]] == [("2026-06-12", 7.0)]
    assert nights["step_s"] == 3600
    assert ask("groups", track="calls", by="month")["results"][0]["name"] == "2026-06"


def test_the_table_has_a_row_a_bin_and_says_nothing_where_nothing_is_known(ask: Ask, pond: Pond) -> None:
    rows = ask("export", tracks=f"calls,channel:{pond.channel.id}:low", step_s=3600).splitlines()
    assert rows[0].split(",", 3)[:3] == ["start_utc", "end_utc", "start_local (Europe/Berlin)"]
    assert rows[1] == "2026-06-12T20:00:00.000Z,2026-06-12T21:00:00.000Z,2026-06-12T22:00:00+02:00,5,9"
    assert rows[4].endswith(",,")
    assert len(rows) == 5


@on_one_database
def test_a_title_cannot_become_a_formula(ask: Ask, pond: Pond, make: Factory) -> None:
    channel = make.channel(make.source(pond.project), name="=1+1")
    head = ask("export", tracks=f"channel:{channel.id}", step_s=3600).splitlines()[0]
    assert ",'=1+1" in head or ",\"'=1+1" in head


@on_one_database
def test_spans_that_cannot_be_are_refused(ask: Ask) -> None:
    assert ask("view", tracks="calls", end=None, status=422)["code"] == "validation-failed"
    assert ask("view", tracks="calls", end=EVENING.isoformat(), status=422)["code"] == "validation-failed"
    assert ask("view", tracks="calls", step_s=61, status=422)["code"] == "validation-failed"
    long = {"start": "1990-01-01", "end": "2026-01-01"}
    assert ask("view", tracks="calls", step_s=60, status=422, **long)["code"] == "too-many-bins"
    backwards = {"start": (EVENING + HOUR).isoformat(), "end": EVENING.isoformat()}
    assert ask("behind", track="calls", status=422, **backwards)["code"] == "validation-failed"
