"""What tracks show: counts with effort, lines, marks, and what stands behind them."""

from datetime import timedelta

import pytest

from blueprints.recordings.models import Segment
from core.db import db
from tests.databases import on_one_database
from tests.factories import Factory
from tests.timeline.conftest import EVENING, HOUR, Ask, Pond, ms, us


def test_calls_are_counted_in_their_hours_and_hours_without_a_recording_have_no_value(ask: Ask) -> None:
    track = ask("view", tracks="calls", step_s=3600)["tracks"][0]
    assert track["value"] == [5.0, 2.0, 0.0, None]
    assert (track["form"], track["unit"], track["n"]) == ("bars", "calls", 7)


def test_whole_days_follow_the_clock_of_the_place(ask: Ask) -> None:
    answer = ask("view", tracks="calls", step_s=86_400)
    assert answer["time_zone"] == "Europe/Berlin"
    # Local midnight is 22:00 UTC: the recording that begins then is the next day's.
    assert answer["tracks"][0]["value"] == [7.0, 0.0]
    assert answer["edges"][1] == ms(EVENING + 2 * HOUR)


def test_a_rate_is_by_the_minutes_that_were_listened(ask: Ask) -> None:
    track = ask("view", tracks="calls::rate", step_s=3600)["tracks"][0]
    # 60 s and half of the second recording in the first hour, its other half in the second.
    assert track["value"][:3] == pytest.approx([5 / 1.5, 2 / 0.5, 0.0])
    assert track["unit"] == "calls/min"


def test_what_people_reject_is_not_counted(ask: Ask, pond: Pond) -> None:
    for segment in db.session.query(Segment).filter(Segment.onset_s.in_((20, 50))):
        segment.is_rejected = True
    db.session.commit()
    track = ask("view", tracks="calls", step_s=3600)["tracks"][0]
    assert track["value"] == [3.0, 1.0, 0.0, None]


def test_calls_of_a_type_are_a_persons_word_before_the_models(ask: Ask) -> None:
    for segment in db.session.query(Segment).filter(Segment.onset_s.in_((1, 31))):
        segment.label = "social, low"
    db.session.commit()
    labels = [row["key"] for row in ask("tracks")["results"] if row["kind"] == "calls"]
    assert labels == ["", "type=social, low", "label=social, low"]
    tracks = "calls:type%3Dsocial%2C%20low,calls:label%3Dsocial%2C%20low"
    answer = ask("view", tracks=tracks, step_s=3600)
    assert [track["value"] for track in answer["tracks"]] == [[1.0, 1.0, 0.0, None]] * 2


def test_only_the_calls_of_the_site_are_counted(ask: Ask, pond: Pond, make: Factory) -> None:
    other = make.site(pond.project)
    make.night_recording(pond.project, EVENING + timedelta(minutes=5), [1, 2], site_id=other.id)
    assert ask("view", tracks="calls", step_s=3600)["tracks"][0]["value"][0] == 7.0
    assert ask("view", tracks="calls", step_s=3600, site_id=str(pond.site.id))["tracks"][0]["value"][0] == 5.0


def test_behind_a_bar_are_its_calls_in_the_order_of_time(ask: Ask) -> None:
    answer = ask("behind", track="calls", start=(EVENING + HOUR).isoformat(), end=(EVENING + 2 * HOUR).isoformat())
    assert answer["count"] == 2
    first = answer["results"][0]
    assert first["at"] == ms(EVENING + HOUR + timedelta(seconds=1))
    assert first["href"].startswith("/recordings/")
    assert first["href"].endswith("?from=30.500&to=31.505")


def test_a_channel_is_a_line_with_its_own_extent_and_breaks(ask: Ask, pond: Pond) -> None:
    answer = ask("view", tracks=f"channel:{pond.channel.id}", start=None, end=None, width=500)
    track = answer["tracks"][0]
    assert (track["title"], track["detail"], track["unit"], track["form"]) == ("Air temperature", "Mast", "°C", "line")
    assert (track["n"], track["value"][0], track["value"][-1]) == (24, 20.0, -3.0)
    assert answer["start"] == ms(EVENING - HOUR)


def test_behind_a_line_are_its_readings(ask: Ask, pond: Pond) -> None:
    answer = ask("behind", track=f"channel:{pond.channel.id}", limit=2)
    # From 20:00 to before 23:00, which is the last.
    assert answer["count"] == 18
    assert [row["title"] for row in answer["results"]] == ["14 °C", "13 °C"]
    assert answer["results"][0]["href"].startswith(f"/telemetry/charts?ids={pond.channel.id}&")


def test_a_series_is_drawn_binned_and_read(ask: Ask, pond: Pond, make: Factory) -> None:
    dataset = make.dataset(pond.project)
    span = {"start": "2020-01-01T00:00:00Z", "end": "2020-01-01T00:50:00Z"}
    key = f"series:{dataset.id}%2Fwet"
    assert (dataset.name, "wet") in [(row["detail"], row["title"]) for row in ask("tracks", search="wet")["results"]]
    track = ask("view", tracks=key, **span)["tracks"][0]
    assert (track["n"], track["value"][:3]) == (50, [0.0, 1.0, 2.0])
    rows = ask("export", tracks=key, step_s=300, **span).splitlines()
    assert rows[1].split(",")[3] == "2"
    behind = ask("behind", track=key, limit=1, **span)
    assert (behind["count"], behind["results"][0]["title"]) == (50, "0")


def test_events_are_flags_that_name_their_page(ask: Ask, pond: Pond, make: Factory) -> None:
    detector = make.detector(pond.channel, name="Frost")
    event = make.event(detector, start_us=us(EVENING + HOUR), end_us=us(EVENING + 2 * HOUR), kind="limit_low")
    make.event(detector, start_us=us(EVENING), withdrawn_at=EVENING)
    track = ask("view", tracks=f"events:{detector.id}")["tracks"][0]
    assert track["form"] == "marks"
    assert track["marks"] == [
        {"at": ms(EVENING + HOUR), "end": ms(EVENING + 2 * HOUR), "label": "limit low", "tone": "warning",
         "id": str(event.id)}
    ]  # fmt: skip
    assert ask("behind", track="events")["results"][0]["href"] == f"/telemetry/events/{event.id}"


def test_pictures_are_counted_by_species(ask: Ask, pond: Pond, make: Factory) -> None:
    fox = make.species(scientific_name="Vulpes vulpes")
    group = db.session.get_one(type(make.group()), pond.project.group_id)
    for minute in (5, 6):
        at = EVENING + timedelta(minutes=minute)
        make.image(group, project_id=pond.project.id, taken_at=at, timeline_at=at, species_id=fox.id)
    make.image(group, project_id=pond.project.id, taken_at=EVENING + HOUR, timeline_at=EVENING + HOUR)
    answer = ask("view", tracks=f"pictures,pictures:{fox.id}", step_s=3600)
    assert [track["value"] for track in answer["tracks"]] == [[2.0, 1.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0]]
    assert ask("behind", track=f"pictures:{fox.id}")["results"][0]["title"] == "Vulpes vulpes"


def test_entries_count_where_their_place_is_shown(ask: Ask, pond: Pond, make: Factory) -> None:
    stranger = make.user()
    here = {"latitude": 48.14, "longitude": 11.58, "observed_at": EVENING + timedelta(minutes=1)}
    make.entry(stranger, visibility="public", **here)
    make.entry(stranger, visibility="private", **here)
    # Obscured, it is shown in the middle of its cell: 48.1, 11.5 here, and 48.3, 11.5 there, which is too far.
    make.entry(stranger, visibility="public", is_obscured=True, **here)
    make.entry(stranger, visibility="public", is_obscured=True, **(here | {"latitude": 48.201}))
    make.entry(stranger, visibility="public", **(here | {"latitude": 48.201}))
    track = ask("view", tracks="entries", step_s=3600)["tracks"][0]
    assert track["value"][0] == 3.0


def test_the_sun_is_given_for_every_night_of_the_span(ask: Ask) -> None:
    answer = ask("view", tracks="calls")
    night = next(night for night in answer["nights"] if night["sunset"] > ms(EVENING - 12 * HOUR))
    assert answer["place"] == {"latitude": 48.1372, "longitude": 11.5756, "n_sites": 1, "is_rough": False}
    assert abs(night["sunset"] - ms(EVENING - timedelta(minutes=47))) < 180_000
    assert night["sunset"] < night["dusk"] < night["dawn"] < night["sunrise"]
    assert ask("view", tracks="calls", end=(EVENING + timedelta(days=80)).isoformat())["nights"] == []


def test_a_track_that_was_removed_leaves_the_others(ask: Ask, pond: Pond) -> None:
    answer = ask("view", tracks="channel:999999,calls", step_s=3600)
    assert [track["problem"] for track in answer["tracks"]] == ["track-gone", ""]
    assert answer["tracks"][1]["n"] == 7
    assert ask("behind", track="channel:999999", status=404)["code"] == "track-gone"


@on_one_database
@pytest.mark.parametrize(
    "tracks", ["", "nothing", "a:b:c:d", "calls::loud", "CALLS", ",".join(["calls"] * 13), "calls:" + "x" * 301]
)
def test_tracks_that_cannot_be_are_refused(ask: Ask, tracks: str) -> None:
    assert ask("view", tracks=tracks, status=422)["code"] == "validation-failed"


@on_one_database
@pytest.mark.parametrize(
    "spec", ["calls:type", "calls:species%3Dx", "channel:x", "channel:99999999999999999999", "series:x", "series:",
             "pictures:x", "entries:x", "events:x"]
)  # fmt: skip
def test_a_key_that_names_nothing_is_gone(ask: Ask, spec: str) -> None:
    assert ask("view", tracks=spec)["tracks"][0]["problem"] == "track-gone"


def test_tracks_of_another_project_are_not_there(ask: Ask, pond: Pond, make: Factory) -> None:
    """Also where the person may see that project: a timeline never reads beyond its own."""
    group = db.session.get_one(type(make.group()), pond.project.group_id)
    other = make.project(group)
    channel = make.channel(make.source(other))
    dataset = make.dataset(other)
    detector = make.detector(channel)
    specs = [f"channel:{channel.id}", f"series:{dataset.id}%2Fwet", f"events:{detector.id}"]
    answer = ask("view", tracks=",".join(specs))
    assert [track["problem"] for track in answer["tracks"]] == ["track-gone"] * 3


@on_one_database
def test_a_new_kind_of_track_is_a_class_with_a_name(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from blueprints.timeline.service import kinds

    monkeypatch.setattr(kinds, "KINDS", dict(kinds.KINDS))

    @kinds.track_kind("moon")
    class Moon(kinds.Track):
        heading, title, unit = "Sky", "Moon", "%"

        @classmethod
        def choices(cls, scope, search):
            return [kinds.Choice("", "Moon")]

        @classmethod
        def open(cls, scope, spec):
            return cls(scope, spec.key)

        def extent(self):
            return None

        def draw(self, frame):
            return kinds.Drawn("line", [frame.span.start_us, frame.span.end_us], [10.0, 12.0])

        def bins(self, grid):
            return grid.starts_us * 0.0 + 11.0

        def behind(self, span, limit):
            return kinds.Behind(0, [])

    assert ask("view", tracks="moon")["tracks"][0]["value"] == [10.0, 12.0]
    assert ask("groups", track="moon", by="hour")["results"][0]["mean"] == 11.0
