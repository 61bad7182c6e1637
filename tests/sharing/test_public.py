"""What anybody with a link sees, and that it is nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from core.db import db
from tests.architecture.access import Needs
from tests.architecture.access_table import DOORS
from tests.databases import on_one_database
from tests.factories import Factory
from tests.sharing.conftest import EVENING, HOUR, LATITUDE, LONGITUDE, Ask, Station

EVERYTHING = ["nights", "hours", "places"]
FIRST, LAST = EVENING.timestamp() * 1000, (EVENING + 3 * HOUR).timestamp() * 1000


def test_a_link_shows_the_timelines_and_pages_that_were_chosen(station: Station, make: Factory, visit: Ask) -> None:
    link = make.public_link(station.project, timelines=[station.timeline], pages=["hours"], name="Our bats")
    about = visit(link, "link").json
    assert (about["name"], about["project_name"], about["shared_by"]) == ("Our bats", "Bats", None)
    assert [row["name"] for row in about["timelines"]] == ["One night"]
    view = visit(link, "timeline", start=EVENING.isoformat(), end=(EVENING + 3 * HOUR).isoformat(), step_s=3600).json
    assert view["tracks"][0]["value"] == [3.0, None, None]
    assert [track["title"] for track in view["tracks"]] == ["Calls", "Air", "Frost"]
    assert sum(row["n_calls"] for row in visit(link, "results", page="hours").json["results"]) == 4
    assert visit(link, "results", page="nights").status_code == 404
    assert visit(link, "timeline", number=1).status_code == 404


@pytest.mark.parametrize("spread", [{}, {"start": "2026-01-01", "end": "2026-12-31"}, {"step_s": 604_800},
                                    {"start": "2026-06-14", "end": "2026-06-15"}])  # fmt: skip
def test_nothing_from_beyond_the_saved_span_is_told(
    station: Station, make: Factory, visit: Ask, spread: dict[str, object]
) -> None:
    link = make.public_link(station.project, timelines=[station.timeline])
    view = visit(link, "timeline", **spread).json
    assert (view["start"], view["end"], view["first"], view["last"]) == (FIRST, LAST, FIRST, LAST)
    assert view["edges"][0] == FIRST
    assert view["edges"][-1] == LAST
    calls, air, frost = view["tracks"]
    assert calls["n"] == 3
    assert all(FIRST <= at < LAST for at in air["at"])
    assert (min(air["value"]), max(air["value"])) == (0.0, 5.0)
    assert frost["marks"][0]["end"] == LAST


def test_no_id_name_place_or_text_of_anything_else_leaves(station: Station, make: Factory, visit: Ask) -> None:
    link = make.public_link(
        station.project, timelines=[station.timeline], pages=EVERYTHING, created_by=station.owner.id
    )
    told = [visit(link, "link"), visit(link, "timeline"), *(visit(link, "results", page=page) for page in EVERYTHING)]
    assert {answer.status_code for answer in told} == {200}
    for answer in told:
        text = answer.text
        assert [secret for secret in station.secrets if secret in text] == []
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_sun_tells_no_more_than_the_rough_place(station: Station, make: Factory, visit: Ask) -> None:
    """Another site of the same cell of 0.2 degrees has the same sunsets to the millisecond."""
    link = make.public_link(station.project, timelines=[station.timeline], pages=["nights"])
    nights, rows = visit(link, "timeline").json["nights"], visit(link, "results", page="nights").json["results"]
    station.site.latitude, station.site.longitude = 48.19, 11.41
    db.session.commit()
    assert visit(link, "timeline").json["nights"] == nights
    assert visit(link, "results", page="nights").json["results"] == rows


def test_exact_places_and_the_name_are_shown_when_chosen(station: Station, make: Factory, visit: Ask) -> None:
    link = make.public_link(
        station.project, timelines=[station.timeline], pages=["places"], shows_places=True, shows_author=True,
        created_by=station.owner.id,
    )  # fmt: skip
    about = visit(link, "link").json
    assert (about["shared_by"], about["is_rough"]) == (station.owner.display_name, False)
    assert visit(link, "results", page="places").json["results"][0]["latitude"] == LATITUDE
    assert visit(link, "timeline").json["place"]["longitude"] == LONGITUDE


def test_beside_a_sensitive_species_no_place_is_ever_exact(station: Station, make: Factory, visit: Ask) -> None:
    group = db.session.get_one(type(make.group()), station.project.group_id)
    rare = make.species(scientific_name="Lynx lynx", is_sensitive=True)
    make.image(group, project_id=station.project.id, species_id=rare.id)
    link = make.public_link(station.project, timelines=[station.timeline], pages=["places"], shows_places=True)
    assert visit(link, "link").json["is_rough"]
    assert visit(link, "results", page="places").json["results"][0]["latitude"] == 48.1
    assert visit(link, "timeline").json["place"]["latitude"] == 48.1


def test_only_what_its_owner_made_public_counts_among_entries(station: Station, make: Factory, visit: Ask) -> None:
    here = {"latitude": LATITUDE, "longitude": LONGITUDE, "observed_at": EVENING + HOUR / 2}
    for visibility in ("private", "friends", "public"):
        make.entry(station.owner, visibility=visibility, **here)
    make.entry(station.owner, visibility="public", **here).deleted_at = EVENING
    db.session.commit()
    tracks = [{"kind": "entries", "key": "", "measure": ""}]
    timeline = make.timeline(station.project, station.owner, tracks=tracks)
    view = visit(make.public_link(station.project, timelines=[timeline]), "timeline").json
    assert view["tracks"][0]["n"] == 1


def test_a_later_change_of_the_timeline_makes_no_more_of_it_public(
    client: FlaskClient, station: Station, make: Factory, visit: Ask
) -> None:
    link = make.public_link(station.project, timelines=[station.timeline])
    body = {"tracks": [{"kind": "pictures"}], "start_at": None, "end_at": None}
    headers = make.headers(station.owner)
    changed = client.patch(f"/api/v1/timelines/{station.timeline.id}", json=body, headers=headers)
    assert changed.status_code == 200, changed.data
    view = visit(link, "timeline").json
    assert [track["title"] for track in view["tracks"]] == ["Calls", "Air", "Frost"]
    assert view["end"] == LAST


def test_a_deleted_timeline_is_not_shown_any_more(
    client: FlaskClient, station: Station, make: Factory, visit: Ask
) -> None:
    link = make.public_link(station.project, timelines=[station.timeline])
    client.delete(f"/api/v1/timelines/{station.timeline.id}", headers=make.headers(station.owner))
    assert visit(link, "link").json["timelines"] == []
    assert visit(link, "timeline").status_code == 404


def test_tracks_of_a_site_that_is_gone_do_not_become_those_of_the_whole_project(
    station: Station, make: Factory, visit: Ask
) -> None:
    site = make.site(station.project)
    timeline = make.timeline(station.project, station.owner, site_id=site.id)
    link = make.public_link(station.project, timelines=[timeline])
    assert len(visit(link, "link").json["timelines"]) == 1
    db.session.delete(site)
    db.session.commit()
    assert visit(link, "link").json["timelines"] == []
    assert visit(link, "timeline").status_code == 404


@on_one_database
@pytest.mark.parametrize("token", ["", "nonsense", "fsp_" + "x" * 43, "x" * 5000])
def test_a_token_that_was_never_made_finds_nothing(client: FlaskClient, token: str) -> None:
    answer = client.get("/api/v1/public/link", headers={"X-Share-Token": token})
    assert (answer.status_code, answer.json["code"]) == (404, "link-unknown")


@on_one_database
def test_a_link_opens_no_other_route(client: FlaskClient, station: Station, make: Factory) -> None:
    """Every route of the API, with the token in every place where a token can stand."""
    link = make.public_link(station.project, timelines=[station.timeline], pages=EVERYTHING)
    token = link.token
    places = (
        {"X-Share-Token": token},
        {"Authorization": f"Bearer {token}"},
        {"X-API-Key": token, "X-Share-Token": token},
    )
    known = {"group_id": station.project.group_id, "project_id": station.project.id, "id": station.project.id}
    adapter = client.application.url_map.bind("localhost")
    n_tried = 0
    for rule in client.application.url_map.iter_rules():
        door = DOORS.get(rule.endpoint)
        if door is None or door.needs is Needs.NOTHING:
            continue
        values = {name: known.get(name, uuid4()) for name in rule.arguments}
        values |= {name: 1 for name in rule.arguments if type(rule._converters[name]).__name__ == "IntegerConverter"}
        method = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})[0]
        for headers in places:
            answer = client.open(
                adapter.build(rule.endpoint, values, method=method), method=method, headers=headers,
                query_string={"token": token, "project_id": station.project.id},
            )  # fmt: skip
            assert answer.status_code == 401, f"{rule.endpoint}: {answer.data[:200]!r}"
            assert [secret for secret in station.secrets if secret in answer.text] == []
            n_tried += 1
    assert n_tried > 900


@on_one_database
def test_the_public_routes_are_the_known_ones(client: FlaskClient) -> None:
    """Whoever adds one that shows things of a group to strangers has to say so here."""
    shown = sorted(name for name, door in DOORS.items() if door.needs is Needs.NOTHING and name.startswith("sharing."))
    assert shown == ["sharing.get_shared", "sharing.get_shared_results", "sharing.get_shared_timeline"]


def test_the_token_opens_the_live_channel_to_nobody(client: FlaskClient, station: Station, make: Factory) -> None:
    from core.authentication import read_token
    from core.errors import AppError

    link = make.public_link(station.project, expires_at=EVENING + timedelta(days=9000))
    with pytest.raises(AppError) as refused:
        read_token(link.token)
    assert refused.value.status == 401
