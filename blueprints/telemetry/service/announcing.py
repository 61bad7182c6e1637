"""Which events are announced where: rules, cooldown, caps and quiet hours, and the text."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from blueprints.telemetry.models import Detector, Event, Post, PostState, PostTarget, Severity
from blueprints.telemetry.posting.registry import known
from blueprints.telemetry.schemas.detection_jobs import DELIVER, DeliverParams
from blueprints.telemetry.service import wording
from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job

COUNTED = (PostState.WAITING, PostState.SENDING, PostState.POSTED, PostState.UNCERTAIN, PostState.DRY_RUN)
"""States of posts that count for cooldown and cap: a dry run behaves as the real one would."""

USED_LOOKED_AT = 3
"""Last posts of a target whose templates are known when the next is chosen."""


def plan(row: Detector, event: Event) -> list[Post]:
    """Put an announcement of a new event into the outbox of each target that wants it; flushes.

    The row is the promise: one for each target and event, whatever is done twice later.
    """
    targets = db.session.scalars(
        select(PostTarget).where(PostTarget.group_id == event.group_id, PostTarget.is_enabled).order_by(PostTarget.id)
    )
    posts = [_outgoing(target, row, event) for target in targets if wants(target, event)]
    db.session.add_all(posts)
    db.session.flush()
    if any(post.state == PostState.WAITING for post in posts):
        ask_for_delivery()
    return posts


def wants(target: PostTarget, event: Event) -> bool:
    """Whether the target's rules let this event through."""
    return (
        str(event.detector_id) in target.detector_ids
        and (not target.kinds or event.kind in target.kinds)
        and Severity(event.severity).rank >= Severity(target.min_severity).rank
        and event.confidence >= target.min_confidence
    )


def _outgoing(target: PostTarget, row: Detector, event: Event) -> Post:
    moment = now()
    chosen = _text(target, row, event)
    post = Post(
        group_id=event.group_id,
        target_id=target.id,
        event_id=event.id,
        detector_id=event.detector_id,
        text=chosen[1] if chosen else "",
        template=chosen[0] if chosen else "",
        not_before=moment,
        state=PostState.WAITING if target.is_live else PostState.DRY_RUN,
    )
    reason = held_back(target, event, moment)
    if reason is not None:
        post.state, post.reason = PostState.HELD_BACK, reason
    elif chosen is None:
        note_problem(
            post, PostState.FAILED, error_code="text-too-long", detail="No template gives a text short enough for it."
        )
    return post


def note_problem(post: Post, state: PostState, *, error_code: str, detail: str) -> None:
    post.state, post.error_code, post.error_detail = state, error_code, detail


def _text(target: PostTarget, row: Detector, event: Event) -> tuple[str, str] | None:
    kind = known(target.kind)
    last = select(Post.template).where(Post.target_id == target.id, Post.state.in_(COUNTED), Post.template != "")
    used = list(db.session.scalars(last.order_by(Post.created_at.desc(), Post.id.desc()).limit(USED_LOOKED_AT)))
    fits = kind.limit
    while fits > 0:
        chosen = wording.choose(target.templates, row, event, used=used, fits=fits)
        if chosen is None or kind.length(chosen[1]) <= kind.limit:
            return chosen
        # Some characters count twice at some targets: ask for a shorter one.
        fits = len(chosen[1]) - 1
    return None


def held_back(target: PostTarget, event: Event, moment: datetime) -> str | None:
    """Why an announcement is not to be sent now: quiet-hours, cooldown, daily-cap; None when it may go."""
    if is_quiet(target, moment):
        return "quiet-hours"
    sent = select(func.count()).select_from(Post).where(Post.target_id == target.id, Post.state.in_(COUNTED))
    recent = sent.where(
        Post.detector_id == event.detector_id, Post.created_at > moment - timedelta(seconds=target.cooldown_s)
    )
    if target.cooldown_s > 0 and db.session.scalar(recent):
        return "cooldown"
    if (db.session.scalar(sent.where(Post.created_at > moment - timedelta(days=1))) or 0) >= target.daily_cap:
        return "daily-cap"
    return None


def is_quiet(target: PostTarget, moment: datetime) -> bool:
    """Whether the hour is one of the target's quiet ones; they may span midnight."""
    if target.quiet_from is None or target.quiet_to is None or target.quiet_from == target.quiet_to:
        return False
    local = moment.astimezone(ZoneInfo(target.time_zone)).strftime("%H:%M")
    if target.quiet_from < target.quiet_to:
        return target.quiet_from <= local < target.quiet_to
    return local >= target.quiet_from or local < target.quiet_to


def call_off(event: Event) -> None:
    """Late readings undid an event: what was not sent yet is not sent."""
    for post in db.session.scalars(
        select(Post).where(Post.event_id == event.id, Post.state == PostState.WAITING, Post.n_tries == 0)
    ):
        post.state, post.reason = PostState.HELD_BACK, "withdrawn"


def ask_for_delivery() -> None:
    """Queue the job that empties the outbox, unless it is on its way already."""
    is_open = select(Job.id).where(Job.kind == DELIVER.name, Job.state == OPEN_STATES[0]).limit(1)
    if db.session.scalar(is_open) is None:
        queue.submit(DELIVER, DeliverParams(), title="Announce events", owner_id=None, group_id=None)


def deliver_due() -> None:
    """Called by the clock: see that posts whose time has come, or whose sender died, are sent. Commits."""
    waiting = (Post.state == PostState.WAITING) & (Post.not_before <= now())
    due = select(Post.id).where(waiting | (Post.state == PostState.SENDING)).limit(1)
    if db.session.scalar(due) is not None:
        ask_for_delivery()
        db.session.commit()
