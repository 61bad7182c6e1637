"""Sending what waits in the outbox: exactly once where the target allows it, never twice where it does not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, or_, select, update

from blueprints.telemetry import posting
from blueprints.telemetry.models import Detector, Event, Post, PostState, PostTarget
from blueprints.telemetry.posting import sealing
from blueprints.telemetry.posting.registry import CannotTell, Note, Sender, SendError, Sent
from blueprints.telemetry.service import announcing, wording
from blueprints.telemetry.service.event_shapes import shape_brief
from core.clock import now
from core.db import db
from core.errors import AppError, conflict
from core.jobs.kinds import JobState
from core.jobs.models import Job
from core.transactions import rows_changed

log = logging.getLogger(__name__)

BACKOFF_S = (30, 120, 600, 1800, 7200)
"""Waits after a failure that may pass; after the last the post is shown as failed."""


def deliver_all(job_id: UUID) -> Iterator[Post]:
    """Send every post that is due, one after the other; each is committed before the next."""
    while (post_id := _next(job_id)) is not None:
        post = db.session.get_one(Post, post_id)
        _deliver(post)
        yield post


def _next(job_id: UUID) -> UUID | None:
    """Take the oldest post that is due, or whose sender died; committed, so that a crash leaves its mark."""
    dead = ~select(Job.id).where(Job.id == Post.sender, Job.state == JobState.RUNNING, Job.id != job_id).exists()
    due = and_(Post.state == PostState.WAITING, Post.not_before <= now())
    orphaned = and_(Post.state == PostState.SENDING, dead)
    candidates = select(Post.id, Post.state, Post.sender).where(or_(due, orphaned)).order_by(Post.created_at, Post.id)
    for post_id, state, sender in db.session.execute(candidates.limit(20)).all():
        is_as_seen = [Post.id == post_id, Post.state == state]
        is_as_seen.append(Post.sender.is_(None) if sender is None else Post.sender == sender)
        taken = db.session.execute(
            update(Post)
            .where(*is_as_seen)
            .values(state=PostState.SENDING, sender=job_id, n_tries=Post.n_tries + 1, updated_at=now())
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if rows_changed(taken) == 1:
            return UUID(str(post_id))
    return None


def _deliver(post: Post) -> None:
    """Look whether it is there already, send it, and write down what became of it."""
    try:
        sender, note = prepare(post)
        sent = sender.find(note) if post.sending_since is not None else None
        if sent is None:
            post.sending_since = now()
            db.session.commit()
            sent = sender.send(note)
        _arrived(post, sent)
    except CannotTell:
        told = "It was being sent when the process ended, and the target cannot say whether it arrived."
        announcing.note_problem(post, PostState.UNCERTAIN, error_code="cannot-tell", detail=told)
    except SendError as exc:
        _failed(post, exc)
    except AppError as exc:
        post.state, post.error_code, post.error_detail = PostState.FAILED, exc.code, exc.detail
    db.session.commit()
    log.info("post %s to target %s: %s", post.id, post.target_id, post.state)


def prepare(post: Post) -> tuple[Sender, Note]:
    """The target's sender and what it is given."""
    target = db.session.get_one(PostTarget, post.target_id)
    event = db.session.get_one(Event, post.event_id)
    row = db.session.get_one(Detector, post.detector_id)
    settings = target.settings | sealing.unseal(target.secrets)
    event_data: dict[str, Any] = current_app.json.loads(current_app.json.dumps(shape_brief(event, row.name)))
    note = Note(
        key=str(post.id),
        text=post.text,
        created_at=post.created_at,
        last_try_at=post.sending_since,
        event=event_data,
        group_id=post.group_id,
        title=wording.headline(row, event),
        link=f"{current_app.config['SETTINGS'].base_url}/telemetry/events/{event.id}",
    )
    return posting.known(target.kind).sender(settings), note


def _arrived(post: Post, sent: Sent) -> None:
    post.state, post.posted_at, post.sender = PostState.POSTED, now(), None
    post.remote_id, post.remote_url = sent.remote_id, sent.url
    post.error_code = post.error_detail = None


def _failed(post: Post, exc: SendError) -> None:
    """Wait and try again if it may pass; what surely did not arrive need not be looked for."""
    post.error_code, post.error_detail, post.sender = exc.code, exc.message[:2000], None
    if not exc.may_have_arrived:
        post.sending_since = None
    if exc.is_passing and post.n_tries <= len(BACKOFF_S):
        post.state = PostState.WAITING
        post.not_before = now() + timedelta(seconds=BACKOFF_S[post.n_tries - 1])
    else:
        post.state = PostState.FAILED


def try_again(post: Post) -> None:
    """A person asks for another try of what failed, was held back, or is uncertain.

    Raises AppError 409 for what was sent or is on its way.
    """
    if post.state not in (PostState.FAILED, PostState.HELD_BACK, PostState.UNCERTAIN, PostState.DRY_RUN):
        raise conflict("post-not-open", f"This post is {post.state}; there is nothing to try again.")
    target = db.session.get_one(PostTarget, post.target_id)
    if not target.is_live:
        raise conflict("target-not-live", "The target is in dry run: turn it on first.")
    if not post.text:
        raise conflict("post-not-open", "It has no text that fits; change the templates first.")
    # A person who asks again after doubt has looked: it is sent, not looked for.
    is_doubted = post.state == PostState.UNCERTAIN
    post.state, post.n_tries, post.not_before, post.reason = PostState.WAITING, 0, now(), None
    post.sending_since = None if is_doubted else post.sending_since
    post.error_code = post.error_detail = post.sender = None


def settle(post: Post, *, has_arrived: bool, moment: datetime | None = None) -> None:
    """A person says what became of an uncertain post.

    Raises AppError 409 for any other.
    """
    if post.state != PostState.UNCERTAIN:
        raise conflict("post-not-open", f"Only an uncertain post can be settled; this one is {post.state}.")
    post.state = PostState.POSTED if has_arrived else PostState.FAILED
    post.posted_at = (moment or now()) if has_arrived else None
