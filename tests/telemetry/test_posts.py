"""Announcements: which are made, what they say, and that each arrives exactly once."""

import hashlib
import hmac
import os
from datetime import timedelta
from itertools import pairwise

import pytest

from blueprints.accounts.models import Notification
from blueprints.telemetry.models import Post, PostState
from blueprints.telemetry.posting import registry
from blueprints.telemetry.posting.webhook import signature
from blueprints.telemetry.service import announcing, outbox
from core.clock import new_id, now
from core.db import db
from core.jobs import claims
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from tests.telemetry.stand_ins import StandIn

KEYS = {name: f"{name}-value" for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret")}


@pytest.fixture
def stand_in(app, monkeypatch):
    found = StandIn()
    monkeypatch.setattr(app.config["SETTINGS"], "telemetry_private_addresses", True)
    monkeypatch.setattr(app.config["SETTINGS"], "x_api_url", found.address)
    yield found
    found.close()


@pytest.fixture
def places(make, stand_in):
    """`places(kind, detector)` makes a live target of that kind at the stand-in."""
    given = {
        "x": ({}, KEYS),
        "mastodon": ({"address": stand_in.address}, {"token": "masto-token-1"}),
        "bluesky": ({"address": stand_in.address, "handle": "station.test"}, {"password": "app-word-1234"}),
        "webhook": ({"address": f"{stand_in.address}/hook?a=1"}, {"key": "a signing key of ours"}),
        "email": ({"to": "one@example.org, two@example.org"}, {}),
        "in-app": ({}, {}),
    }

    def _make(kind, detector, **fields):
        settings, secrets = given[kind]
        group = type("Group", (), {"id": detector.group_id})
        return make.post_target(
            group, kind=kind, settings=settings, secrets=secrets, detector_ids=[str(detector.id)], **fields
        )

    return _make


@pytest.fixture
def deliver(app):
    """`deliver()` carries out the open delivery job and gives all posts."""
    import blueprints.telemetry.jobs  # noqa: F401

    def _deliver():
        db.session.commit()
        for job in db.session.query(Job).filter_by(state="queued", kind="telemetry.deliver").all():
            run_job_now(job.id)
        return posts()

    return _deliver


def posts():
    db.session.rollback()
    return db.session.query(Post).order_by(Post.created_at, Post.id).populate_existing().all()


def planned(detector, event):
    made = announcing.plan(detector, event)
    db.session.commit()
    return made


HTTP_KINDS = ["x", "mastodon", "bluesky", "webhook"]


@pytest.mark.parametrize("kind", HTTP_KINDS)
def test_an_announcement_arrives_and_is_written_down(kind, make, places, deliver, stand_in):
    detector = make.detector(name="Attic")
    places(kind, detector, templates={"*": ["{detector} says {event} at {peak:.1f}"]})
    planned(detector, make.event(detector))
    (post,) = deliver()
    assert (post.state, post.error_detail) == ("posted", None)
    assert list(stand_in.posts.values()) == ["Attic says above the high limit at 7.0"]
    assert post.n_tries == 1


def test_each_place_gets_its_own_credentials(make, places, deliver, stand_in):
    detector = make.detector()
    for kind in HTTP_KINDS:
        places(kind, detector)
    planned(detector, make.event(detector))
    deliver()
    sent = {request.path.partition("?")[0]: request for request in stand_in.requests}
    assert 'oauth_consumer_key="consumer_key-value"' in sent["/2/tweets"].headers["Authorization"]
    assert sent["/api/v1/statuses"].headers["Authorization"] == "Bearer masto-token-1"
    assert sent["/xrpc/com.atproto.repo.putRecord"].headers["Authorization"] == "Bearer jwt"
    hook = sent["/hook"]
    signed = hook.headers["Fieldstation-Timestamp"].encode() + b"." + hook.body
    expected = hmac.new(b"a signing key of ours", signed, hashlib.sha256).hexdigest()
    assert hook.headers["Fieldstation-Signature"] == f"sha256={expected}"
    assert hook.json["event"]["measures"] == {}


def die_while_sending(app, stand_in, job_id):
    """Run the job in a process of its own, which is killed once the post has arrived, before it is told."""
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(ready, 1)
        db.engine.dispose(close=False)
        run_job_now(job_id)
        os._exit(1)
    stand_in.kill = pid
    os.write(told, b".")
    _, status = os.waitpid(pid, 0)
    stand_in.kill = None
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("kind", HTTP_KINDS)
def test_a_post_arrives_once_though_its_sender_is_killed_before_writing_it_down(
    kind, app, make, places, deliver, stand_in
):
    detector = make.detector()
    places(kind, detector)
    planned(detector, make.event(detector))
    job = db.session.query(Job).filter_by(kind="telemetry.deliver").one()
    job_id = job.id
    db.session.rollback()
    die_while_sending(app, stand_in, job_id)
    (post,) = posts()
    assert post.state == "sending"
    assert len(stand_in.posts) == 1
    claims.give_back(db.session.get(Job, job_id, populate_existing=True))
    (post,) = deliver()
    assert (post.state, post.error_detail) == ("posted", None)
    assert len(stand_in.posts) == 1
    assert post.remote_id is not None or kind == "webhook"


def orphan(post, minutes=1):
    """As a sender leaves it that died a while ago."""
    post.state, post.sender, post.n_tries = PostState.SENDING, new_id(), 1
    post.sending_since = now() - timedelta(minutes=minutes)
    db.session.commit()
    announcing.deliver_due()


def test_where_nobody_can_tell_a_person_decides(make, places, deliver, client):
    detector = make.detector()
    places("email", detector)
    (post,) = planned(detector, make.event(detector))
    orphan(post)
    (post,) = deliver()
    assert (post.state, post.error_code) == ("uncertain", "cannot-tell")
    outbox.settle(post, has_arrived=True)
    assert post.state == "posted"


def test_x_that_may_not_be_read_leaves_a_doubt_rather_than_a_double(make, places, deliver, stand_in):
    detector = make.detector()
    places("x", detector)
    (post,) = planned(detector, make.event(detector))
    stand_in.may_read = False
    orphan(post)
    assert [p.state for p in deliver()] == ["uncertain"]
    assert stand_in.posts == {}


def test_what_never_left_is_sent_by_the_next(make, places, deliver, stand_in):
    detector = make.detector()
    places("x", detector)
    (post,) = planned(detector, make.event(detector))
    orphan(post)
    assert [p.state for p in deliver()] == ["posted"]
    assert len(stand_in.posts) == 1


def test_mastodon_is_looked_through_when_its_key_is_forgotten(make, places, deliver, stand_in):
    detector = make.detector()
    places("mastodon", detector)
    (post,) = planned(detector, make.event(detector))
    stand_in.posts["77"] = post.text
    orphan(post, minutes=90)
    (post,) = deliver()
    assert (post.state, post.remote_id) == ("posted", "77")
    assert len(stand_in.posts) == 1


def test_a_post_that_another_job_is_sending_is_left_alone(make, places, deliver, stand_in):
    detector = make.detector()
    places("x", detector)
    (post,) = planned(detector, make.event(detector))
    sending = make.save(Job(kind="telemetry.deliver", title="", queue="net", state="running", params={}))
    post.state, post.sender, post.sending_since = PostState.SENDING, sending.id, now()
    db.session.commit()
    assert [p.state for p in deliver()] == ["sending"]
    assert stand_in.requests == []


@pytest.mark.parametrize("status", [503, -503, 429])
def test_a_fault_that_passes_is_tried_again_after_a_while(status, make, places, deliver, stand_in):
    detector = make.detector()
    places("x", detector)
    planned(detector, make.event(detector))
    stand_in.statuses = [status]
    (post,) = deliver()
    assert (post.state, post.error_code) == ("waiting", f"http-{abs(status)}")
    assert timedelta(seconds=20) < post.not_before - now() < timedelta(seconds=31)
    announcing.deliver_due()
    assert [p.state for p in deliver()] == ["waiting"]
    post.not_before = now()
    announcing.ask_for_delivery()
    assert [p.state for p in deliver()] == ["posted"]
    assert len(stand_in.posts) == 1


def test_a_refusal_fails_at_once_and_is_shown(make, places, deliver, stand_in):
    detector = make.detector()
    places("webhook", detector)
    planned(detector, make.event(detector))
    stand_in.statuses = [401]
    (post,) = deliver()
    assert (post.state, post.error_code) == ("failed", "http-401")
    outbox.try_again(post)
    announcing.ask_for_delivery()
    assert [p.state for p in deliver()] == ["posted"]


def test_faults_end_after_the_last_wait(make, places, deliver, stand_in):
    detector = make.detector()
    places("webhook", detector)
    (post,) = planned(detector, make.event(detector))
    stand_in.statuses = [503]
    post.n_tries = len(outbox.BACKOFF_S)
    assert [p.state for p in deliver()] == ["failed"]


def test_an_address_in_the_own_network_is_refused(app, make, places, deliver, stand_in, monkeypatch):
    detector = make.detector()
    places("webhook", detector)
    planned(detector, make.event(detector))
    monkeypatch.setattr(app.config["SETTINGS"], "telemetry_private_addresses", False)
    (post,) = deliver()
    assert (post.state, post.error_code) == ("failed", "address-refused")
    assert stand_in.requests == []


def test_mail_and_the_page_take_announcements_too(app, make, places, deliver):
    detector = make.detector()
    places("email", detector, templates={"*": ["It is full"]})
    places("in-app", detector, templates={"*": ["It is full"]})
    planned(detector, make.event(detector))
    assert [post.state for post in deliver()] == ["posted", "posted"]
    mails = (app.config["SETTINGS"].data_dir / "mail").glob("*.eml")
    assert sum("It is full" in path.read_text() for path in mails) >= 2
    assert [note.title for note in db.session.query(Notification)] == ["It is full"]


def test_nothing_leaves_a_target_that_is_not_live(make, places, deliver, stand_in):
    detector = make.detector()
    places("x", detector, is_live=False)
    planned(detector, make.event(detector))
    (post,) = deliver()
    assert post.state == "dry-run"
    assert post.text
    assert stand_in.requests == []


def test_the_same_event_is_announced_once_by_each_target(make, places, deliver):
    detector = make.detector()
    target = places("in-app", detector)
    event = make.event(detector)
    planned(detector, event)
    with pytest.raises(Exception, match=r"(?i)unique"):
        make.post(event, target=target)
    db.session.rollback()


def test_within_the_cooldown_a_detector_is_quiet_at_that_target(make, places):
    detector, other = make.detector(), None
    other = make.detector(make.channel(make.source(db.session.get(type(make.project()), detector.project_id))))
    target = places("in-app", detector, cooldown_s=1800.0)
    target.detector_ids = [str(detector.id), str(other.id)]
    (first,) = planned(detector, make.event(detector))
    (second,) = planned(detector, make.event(detector))
    (third,) = planned(other, make.event(other))
    assert [(p.state, p.reason) for p in (first, second, third)] == [
        ("waiting", None), ("held-back", "cooldown"), ("waiting", None),
    ]  # fmt: skip
    first.created_at = now() - timedelta(minutes=31)
    db.session.commit()
    assert planned(detector, make.event(detector))[0].state == "waiting"


def test_a_daily_cap_and_quiet_hours_hold_back(make, places):
    detector = make.detector()
    target = places("in-app", detector, daily_cap=1)
    planned(detector, make.event(detector))
    assert planned(detector, make.event(detector))[0].reason == "daily-cap"
    hour = now()
    target.quiet_from = (hour - timedelta(minutes=5)).strftime("%H:%M")
    target.quiet_to = (hour + timedelta(minutes=5)).strftime("%H:%M")
    db.session.commit()
    assert planned(detector, make.event(detector))[0].reason == "quiet-hours"


def test_rules_choose_what_is_announced(make, places):
    detector = make.detector()
    places("in-app", detector, kinds=["limit_low"])
    places("in-app", detector, min_severity="alarm")
    places("in-app", detector, min_confidence=0.9)
    assert planned(detector, make.event(detector, confidence=0.8)) == []
    assert len(planned(detector, make.event(detector, kind="limit_low", severity="alarm"))) == 3


def test_texts_are_not_repeated_at_once(make, places):
    detector = make.detector()
    places("in-app", detector)
    made = [planned(detector, make.event(detector))[0] for _ in range(12)]
    assert all(a.template != b.template for a, b in pairwise(made))
    assert len({post.template for post in made}) == 3


def test_a_text_too_long_for_the_target_gives_way_to_a_shorter_one(make, places):
    detector = make.detector()
    places("x", detector, templates={"*": ["鳥" * 141, "x" * 281, "short"]})
    assert {planned(detector, make.event(detector))[0].text for _ in range(4)} == {"short"}


def test_an_event_undone_before_it_was_announced_is_not(make, places, deliver):
    detector = make.detector()
    places("in-app", detector)
    event = make.event(detector)
    planned(detector, event)
    announcing.call_off(event)
    assert [(p.state, p.reason) for p in deliver()] == [("held-back", "withdrawn")]


def test_the_signature_covers_time_and_body():
    assert signature("k" * 16, "1", b"{}") != signature("k" * 16, "2", b"{}")


def test_a_target_of_ones_own_is_a_class(make, deliver, monkeypatch):
    monkeypatch.setitem(registry.KINDS, "bell", None)
    rung: list[tuple[str, str]] = []

    @registry.target("bell", label="Bell", about="Rings.", limit=40, fields=(registry.Field("tone", "Tone"),))
    class Bell:
        def __init__(self, settings: registry.Settings) -> None:
            self.tone = settings["tone"]

        def send(self, note: registry.Note) -> registry.Sent:
            rung.append((self.tone, note.text))
            return registry.Sent(remote_id="1")

        def find(self, _note: registry.Note) -> registry.Sent | None:
            return None

    detector = make.detector(name="Attic")
    group = type("Group", (), {"id": detector.group_id})
    make.post_target(
        group, kind="bell", settings={"tone": "c"}, secrets={}, detector_ids=[str(detector.id)],
        templates={"*": ["{detector}: {event}"]},
    )  # fmt: skip
    planned(detector, make.event(detector))
    (post,) = deliver()
    assert (post.state, post.remote_id) == ("posted", "1")
    assert rung == [("c", "Attic: above the high limit")]
