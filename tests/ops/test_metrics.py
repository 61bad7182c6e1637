"""What Prometheus reads."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from blueprints.accounts.models import User
from core import metrics
from core.clock import now
from core.db import db
from core.jobs.ending import end
from core.jobs.kinds import JobState
from core.jobs.models import Job


@pytest.fixture
def scrape(client):
    """Samples of a scrape from this machine, by name and labels."""

    def read():
        answer = client.get("/metrics")
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.text)
        return {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in families
            for sample in family.samples
        }

    return read


def running_job(make, kind):
    """A job that has just begun, not yet committed."""
    job = Job(kind=kind, title="x", queue="short", state="running", started_at=now())
    job.group_id = make.user().personal_group_id
    db.session.add(job)
    db.session.flush()
    return job


def test_requests_are_counted_by_route_not_by_address(scrape, client):
    key = ("fieldstation_requests_total", *sorted(["401", "/api/v1/uploads/<uuid:id>", "GET"]))
    before = scrape().get(key, 0)
    for number in range(3):
        client.get(f"/api/v1/uploads/019a0000-0000-7000-8000-00000000000{number}")
    after = scrape()
    assert after[key] - before == 3
    latency = ("fieldstation_request_seconds_count", *sorted(["/api/v1/uploads/<uuid:id>", "GET"]))
    assert after[latency] >= 3


def test_ended_jobs_are_counted_with_their_durations(scrape, make):
    for _ in range(2):
        end(running_job(make, "probe"), JobState.SUCCEEDED)
    db.session.commit()
    found = scrape()
    assert found["fieldstation_job_seconds_count", "probe", "succeeded"] == 2
    assert found["fieldstation_job_seconds_bucket", *sorted(["+Inf", "probe", "succeeded"])] == 2


def test_a_rolled_back_end_is_not_counted(scrape, make):
    end(running_job(make, "undone"), JobState.FAILED)
    db.session.rollback()
    assert not [key for key in scrape() if "undone" in key]


def test_buckets_only_grow(app):
    for seconds in (0.05, 2.0, 20.0, 9000.0):
        metrics.count_job("steps", "failed", seconds)
    tally = next(tally for tally in metrics.job_tallies() if tally.kind == "steps")
    counts = [n for _edge, n in tally.buckets]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1.0, 4.0)
    assert tally.sum_s == pytest.approx(9022.05)


def test_queues_disks_sockets_and_people_are_told(scrape):
    found = scrape()
    assert found["fieldstation_queue_length", "audio", "queued"] == 0
    assert found["fieldstation_disk_free_bytes", "data"] > 0
    assert found["fieldstation_database_up",] == found["fieldstation_redis_up",] == 1
    for name in ("sockets", "active_users", "workers"):
        assert (f"fieldstation_{name}",) in found


def test_without_redis_the_rest_is_still_told(scrape, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "redis_url", "redis://127.0.0.1:1")
    found = scrape()
    assert found["fieldstation_redis_up",] == 0
    assert found["fieldstation_database_up",] == 1


class TestWhoMay:
    """This machine, and administrators of the station."""

    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}  # noqa: RUF012

    def test_strangers_elsewhere_may_not(self, client):
        assert client.get("/metrics", environ_base=self.elsewhere).status_code == 401

    def test_people_elsewhere_may_not(self, client, make, auth):
        headers = auth(make.user())
        assert client.get("/metrics", headers=headers, environ_base=self.elsewhere).status_code == 403

    def test_operators_elsewhere_may(self, client, make, auth):
        user = make.user()
        db.session.execute(update(User).where(User.id == user.id).values(is_operator=True))
        db.session.commit()
        assert client.get("/metrics", headers=auth(user), environ_base=self.elsewhere).status_code == 200

    def test_a_proxy_that_is_not_counted_makes_nobody_local(self, client):
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401
        assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401

    def test_a_bad_token_is_told_so(self, client):
        answer = client.get("/metrics", headers={"Authorization": "Bearer nonsense"}, environ_base=self.elsewhere)
        assert answer.status_code == 401
