"""What the home page is told."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from blueprints.forecasting.models import ForecastSession
from blueprints.projects.models import Project
from core.access import Role
from core.clock import now
from core.db import db
from tests.databases import on_one_database
from tests.factories import Factory
from tests.queries import recorded_queries


class Member:
    """A member of a group, who opens the home page."""

    def __init__(self, client: FlaskClient, make: Factory) -> None:
        self.client, self.make = client, make
        self.group: Group = make.group()
        self.user: User = make.member(self.group, Role.EDITOR)
        self.project: Project = make.project(self.group)

    def home(self) -> Any:
        headers = self.make.headers(self.user)
        answer = self.client.get("/api/v1/home", query_string={"group_id": str(self.group.id)}, headers=headers)
        assert answer.status_code == 200, answer.json
        return answer.json

    def waiting(self) -> dict[str, int]:
        return {line["kind"]: line["n"] for line in self.home()["waiting"]}

    def news(self) -> dict[str, int]:
        return {line["kind"]: line["n"] for line in self.home()["news"]}


@pytest.fixture
def member(client: FlaskClient, make: Factory) -> Member:
    return Member(client, make)


def test_an_empty_group_has_nothing_and_nothing_waits(member: Member) -> None:
    home = member.home()
    assert home["is_first_visit"] is True
    assert home["waiting"] == []
    assert [line["kind"] for line in home["news"]] == ["members"]
    assert home["counts"] == dict.fromkeys(home["counts"], 0) | {"projects": 1}
    assert home["bytes"] == {"recordings": 0, "pictures": 0, "datasets": 0}
    assert home["sample_project_id"] is None


def test_what_there_is_is_counted_by_area_with_the_room_it_takes(member: Member) -> None:
    make = member.make
    make.recording(member.project, size_bytes=1000, n_segments=7)
    make.recording(member.project, size_bytes=500)
    make.image(member.group, size_bytes=300)
    make.entry(member.user)
    make.channel(make.source(member.project))
    make.dataset(member.project)
    make.save(ForecastSession(group_id=member.group.id, project_id=member.project.id, name="Tomorrow"))
    make.recording()
    counts = member.home()["counts"]
    expected = {
        "recordings": 2,
        "calls": 7,
        "pictures": 1,
        "entries": 1,
        "species_seen": 1,
        "channels": 1,
        "datasets": 1,
        "forecasts": 1,
        "timelines": 0,
    }
    assert {name: counts[name] for name in expected} == expected
    assert member.home()["bytes"]["recordings"] == 1500
    assert member.home()["bytes"]["pictures"] == 300


def test_news_tells_what_each_area_has_new(member: Member) -> None:
    make = member.make
    recording = make.recording(member.project)
    make.segmentation(recording, is_current=True)
    make.classifier(member.group)
    make.image(member.group)
    make.event(make.detector(make.channel(make.source(member.project))))
    make.dataset(member.project)
    make.job(member.group, owner_id=member.user.id, state="succeeded", finished_at=now())
    friend = make.user()
    make.friends(member.user, friend)
    make.entry(friend)
    make.entry()
    news = member.news()
    kinds = ("recordings", "calls", "classifiers", "pictures", "sightings", "events", "datasets", "jobs", "members")
    assert {kind: news.get(kind) for kind in kinds} == dict.fromkeys(kinds, 1) | {"calls": 3}


def test_news_older_than_a_week_is_none_for_who_was_never_here(member: Member) -> None:
    member.make.recording(member.project, created_at=now() - timedelta(days=8))
    assert "recordings" not in member.news()


def test_what_waits_is_told_with_where_it_is_settled(member: Member) -> None:
    make = member.make
    make.recording(member.project)
    make.task_batch(member.project)
    make.job(member.group, owner_id=member.user.id, state="failed", title="Search", finished_at=now())
    make.dataset_import(member.project, state="detected")
    make.invitation(make.group(), email=member.user.email)
    make.proposal(make.vision_job(make.image(member.group)))
    waiting = member.waiting()
    assert {"unsearched", "tasks", "failed-jobs", "imports", "invitations", "proposals"} <= set(waiting)
    [failed] = [line for line in member.home()["waiting"] if line["kind"] == "failed-jobs"]
    assert failed["first"][0]["title"] == "Search"


def test_jobs_that_failed_for_others_or_long_ago_wait_for_nobody(member: Member) -> None:
    make = member.make
    make.job(member.group, owner_id=make.member(member.group, Role.EDITOR).id, state="failed", finished_at=now())
    make.job(member.group, owner_id=member.user.id, state="failed", finished_at=now() - timedelta(days=30))
    assert "failed-jobs" not in member.waiting()


def test_reports_wait_for_administrators_of_the_station_alone(member: Member) -> None:
    from blueprints.dex.models import Report

    make = member.make
    make.save(Report(entry_id=make.entry(visibility="public").id, reporter_id=make.user().id, reason="no"))
    assert "reports" not in member.waiting()
    member.user.is_operator = True
    db.session.commit()
    assert member.waiting()["reports"] == 1


@on_one_database
def test_the_number_of_queries_does_not_grow_with_what_there_is(member: Member) -> None:
    def asked() -> int:
        with recorded_queries() as queries:
            member.home()
        return len(queries)

    member.make.recording(member.project)
    before = asked()
    for _ in range(5):
        member.make.recording(member.project)
        member.make.dataset(member.project)
    assert asked() <= before + 1
