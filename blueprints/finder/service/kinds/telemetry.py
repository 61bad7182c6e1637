"""Channels, their sources, what watches them, and what people made of them."""

from sqlalchemy import case, func

from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.projects.models import Project
from blueprints.telemetry.models import Channel, Dashboard, Detector
from blueprints.telemetry.models import Source as Feed
from blueprints.telemetry.policy import visible_channels, visible_dashboards, visible_detectors, visible_sources
from core.access import Principal


@kind("channel", href="/telemetry/channels/{id}", all_href="/telemetry/channels?search={text}", weight=3)
def channels(who: Principal) -> Source:
    is_named = Channel.name != ""
    return Source(
        visible_channels(who),
        key=Channel.id,
        title=case((is_named, Channel.name), else_=Channel.public_id),
        texts=(Channel.name, Channel.public_id, Channel.short_name, Channel.discipline, Channel.description),
        other=Channel.public_id,
        detail=case((is_named, Channel.public_id), else_=Channel.discipline),
        group_id=Channel.group_id,
    )


@kind("source", href="/telemetry/sources/{id}", weight=2)
def sources(who: Principal) -> Source:
    return Source(
        visible_sources(who).join(Project, Project.id == Feed.project_id),
        key=Feed.id,
        title=Feed.name,
        texts=(Feed.name, Feed.kind),
        detail=Project.name,
        at=Feed.created_at,
        group_id=Feed.group_id,
    )


@kind("detector", href="/telemetry/detectors/{id}", weight=2)
def detectors(who: Principal) -> Source:
    return Source(
        visible_detectors(who),
        key=Detector.id,
        title=Detector.name,
        texts=(Detector.name, Detector.description, Detector.method),
        detail=func.substr(Detector.description, 1, 80),
        at=Detector.created_at,
        group_id=Detector.group_id,
    )


@kind("dashboard", href="/telemetry/dashboards/{id}", weight=2)
def dashboards(who: Principal) -> Source:
    return Source(
        visible_dashboards(who),
        key=Dashboard.id,
        title=Dashboard.name,
        texts=(Dashboard.name,),
        at=Dashboard.updated_at,
        group_id=Dashboard.group_id,
    )
