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
from core.access import Principal, Role
from core.db import db
from core.errors import forbidden, not_found
from core.owned import owned, visible


def visible_sources(who: Principal) -> Select[Source]:
    return visible(Source, who)


def visible_channels(who: Principal) -> Select[Channel]:
    return visible(Channel, who)


def visible_dead_letters(who: Principal) -> Select[DeadLetter]:
    return visible(DeadLetter, who)


def visible_dashboards(who: Principal) -> Select[Dashboard]:
    """One's own, and those that members of one's groups share."""
    is_mine_or_shared = or_(Dashboard.owner_id == who.user_id, Dashboard.is_shared)
    return select(Dashboard).where(Dashboard.group_id.in_(who.group_ids), is_mine_or_shared)


def source(who: Principal, source_id: UUID, needed: Role = Role.VIEWER) -> Source:
    """A source the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Source, source_id, who, needed, "source")


def channel(who: Principal, channel_id: int, needed: Role = Role.VIEWER) -> Channel:
    """A channel the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Channel, channel_id, who, needed, "channel")


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
    return visible(Detector, who)


def visible_events(who: Principal) -> Select[Event]:
    return visible(Event, who)


def visible_targets(who: Principal) -> Select[PostTarget]:
    return visible(PostTarget, who)


def visible_posts(who: Principal) -> Select[Post]:
    return visible(Post, who)


def detector(who: Principal, detector_id: UUID, needed: Role = Role.VIEWER) -> Detector:
    """A detector the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Detector, detector_id, who, needed, "detector")


def back_test(who: Principal, back_test_id: UUID) -> BackTest:
    """A back-test the person may see."""
    return owned(BackTest, back_test_id, who, Role.VIEWER, "back-test")


def event(who: Principal, event_id: UUID, needed: Role = Role.VIEWER) -> Event:
    """An event the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Event, event_id, who, needed, "event")


def target(who: Principal, target_id: UUID, needed: Role = Role.VIEWER) -> PostTarget:
    """A target the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(PostTarget, target_id, who, needed, "target")


def post(who: Principal, post_id: UUID, needed: Role = Role.VIEWER) -> Post:
    """A post the person has this role for; 404 to strangers, 403 to lower roles."""
    return owned(Post, post_id, who, needed, "post")
