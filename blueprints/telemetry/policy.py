"""Who may see and change sources, channels, dead letters and dashboards: viewers read, editors write."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from blueprints.telemetry.models import (
    BackTest,
    Channel,
    Dashboard,
    DeadLetter,
    Detector,
    Event,
    Post,
    PostTarget,
    Source,
)
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import forbidden, not_found


def visible_sources(who: Principal) -> Select[Source]:
    return select(Source).where(Source.group_id.in_(who.group_ids))


def visible_channels(who: Principal) -> Select[Channel]:
    return select(Channel).where(Channel.group_id.in_(who.group_ids))


def visible_dead_letters(who: Principal) -> Select[DeadLetter]:
    return select(DeadLetter).where(DeadLetter.group_id.in_(who.group_ids))


def visible_dashboards(who: Principal) -> Select[Dashboard]:
    """One's own, and those that members of one's groups share."""
    is_mine_or_shared = or_(Dashboard.owner_id == who.user_id, Dashboard.is_shared)
    return select(Dashboard).where(Dashboard.group_id.in_(who.group_ids), is_mine_or_shared)


def source(who: Principal, source_id: UUID, needed: Role = Role.VIEWER) -> Source:
    """A source the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(Source, source_id)
    if found is None:
        raise not_found("source")
    require_role(who, found.group_id, needed, "source")
    return found


def channel(who: Principal, channel_id: int, needed: Role = Role.VIEWER) -> Channel:
    """A channel the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(Channel, channel_id)
    if found is None:
        raise not_found("channel")
    require_role(who, found.group_id, needed, "channel")
    return found


def channels(who: Principal, channel_ids: list[int]) -> list[Channel]:
    """These channels in the order asked for; 404 when one of them is not the person's to see."""
    rows = {row.id: row for row in db.session.scalars(visible_channels(who).where(Channel.id.in_(channel_ids)))}
    if len(rows) < len(set(channel_ids)):
        raise not_found("channel")
    return [rows[channel_id] for channel_id in channel_ids]


def dashboard(who: Principal, dashboard_id: UUID, *, to_change: bool = False) -> Dashboard:
    """A dashboard the person may see; only its owner changes it."""
    found = db.session.scalar(visible_dashboards(who).where(Dashboard.id == dashboard_id))
    if found is None:
        raise not_found("dashboard")
    if to_change and found.owner_id != who.user_id:
        raise forbidden("Only its owner changes a dashboard; make a copy of your own.")
    return found


def visible_detectors(who: Principal) -> Select[Detector]:
    return select(Detector).where(Detector.group_id.in_(who.group_ids))


def visible_events(who: Principal) -> Select[Event]:
    return select(Event).where(Event.group_id.in_(who.group_ids))


def visible_targets(who: Principal) -> Select[PostTarget]:
    return select(PostTarget).where(PostTarget.group_id.in_(who.group_ids))


def visible_posts(who: Principal) -> Select[Post]:
    return select(Post).where(Post.group_id.in_(who.group_ids))


def detector(who: Principal, detector_id: UUID, needed: Role = Role.VIEWER) -> Detector:
    """A detector the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(Detector, detector_id)
    if found is None:
        raise not_found("detector")
    require_role(who, found.group_id, needed, "detector")
    return found


def back_test(who: Principal, back_test_id: UUID) -> BackTest:
    """A back-test the person may see."""
    found = db.session.get(BackTest, back_test_id)
    if found is None:
        raise not_found("back-test")
    require_role(who, found.group_id, Role.VIEWER, "back-test")
    return found


def event(who: Principal, event_id: UUID, needed: Role = Role.VIEWER) -> Event:
    """An event the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(Event, event_id)
    if found is None:
        raise not_found("event")
    require_role(who, found.group_id, needed, "event")
    return found


def target(who: Principal, target_id: UUID, needed: Role = Role.VIEWER) -> PostTarget:
    """A target the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(PostTarget, target_id)
    if found is None:
        raise not_found("target")
    require_role(who, found.group_id, needed, "target")
    return found


def post(who: Principal, post_id: UUID, needed: Role = Role.VIEWER) -> Post:
    """A post the person has this role for; 404 to strangers, 403 to lower roles."""
    found = db.session.get(Post, post_id)
    if found is None:
        raise not_found("post")
    require_role(who, found.group_id, needed, "post")
    return found
