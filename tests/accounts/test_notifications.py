"""Notifications."""

from flask import Flask
from flask.testing import FlaskClient

from blueprints.accounts.service import NotificationKind, notify
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.architecture.sockets import connected, serving
from tests.factories import Factory

NOTIFICATIONS = "/api/v1/me/notifications"


def test_notifications_are_listed_newest_first_and_counted(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    for title in ("first", "second", "third"):
        make.notification(user, title=title)
    make.notification(make.user(), title="not mine")
    headers = auth(user)
    titles = [row["title"] for row in client.get(NOTIFICATIONS, headers=headers).json["results"]]
    assert titles == ["third", "second", "first"]
    assert client.get(f"{NOTIFICATIONS}/count", headers=headers).json == {"unread": 3}


def test_one_is_marked_read_and_then_all(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    one = make.notification(user)
    make.notification(user)
    headers = auth(user)
    read = client.post(f"{NOTIFICATIONS}/{one.id}/read", headers=headers)
    assert read.json["read_at"] is not None
    again = client.post(f"{NOTIFICATIONS}/{one.id}/read", headers=headers)
    assert again.json["read_at"] == read.json["read_at"]
    assert client.get(f"{NOTIFICATIONS}?unread=true", headers=headers).json["count"] == 1
    assert client.post(f"{NOTIFICATIONS}/read-all", headers=headers).json == {"unread": 0}
    assert client.get(f"{NOTIFICATIONS}/count", headers=headers).json == {"unread": 0}
    assert client.get(NOTIFICATIONS, headers=headers).json["count"] == 2


def test_a_long_list_is_paged_without_loss_while_news_arrive(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    made = {str(make.notification(user).id) for _ in range(7)}
    headers, seen, address = auth(user), [], f"{NOTIFICATIONS}?limit=3"
    while address:
        page = client.get(address, headers=headers).json
        seen += [row["id"] for row in page["results"]]
        make.notification(user)
        address = page["next"]
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_news_are_mailed_when_the_person_wants_it(make: Factory, mailbox: Mailbox, app: Flask) -> None:
    quiet = make.user(preferences={"mail": {"invitation": False}})
    eager = make.user(preferences={"mail": {"job-failed": True}})
    for user in (quiet, eager):
        notify(user.id, NotificationKind.JOB_FAILED, "A job failed", "Not audio.", "/jobs/1")
        notify(user.id, NotificationKind.INVITATION, "An invitation")
    db.session.commit()
    assert [(m["To"], m["Subject"]) for m in mailbox.messages()] == [
        (eager.email, "A job failed"),
        (eager.email, "An invitation"),
    ]
    assert "http://localhost:8080/jobs/1" in mailbox.texts()[0]


def test_news_reach_the_persons_room_after_the_commit_only(make: Factory, app: Flask) -> None:
    user = make.user()
    with serving(app) as address, connected(address, make.tokens(user).access_token) as socket:
        joined = socket.call("join", {"room": f"user:{user.id}"}, timeout=5)
        assert joined["state"] == {"unread": 0}
        notify(user.id, NotificationKind.JOB_FINISHED, "given up")
        db.session.rollback()
        notify(user.id, NotificationKind.JOB_FINISHED, "kept", link="/jobs/1")
        db.session.commit()
        name, payload = socket.receive(timeout=5)
    assert (name, payload["title"], payload["link"]) == ("notification", "kept", "/jobs/1")
    assert payload["room"] == f"user:{user.id}"
    assert payload["seq"] > joined["seq"]
    assert payload["at"].endswith("Z")
