"""Tables of the telemetry area. Readings themselves lie in the store (`blueprints.telemetry.store`)."""

from blueprints.telemetry.models.channels import Channel, ChannelKind, LimitState, LimitStatus
from blueprints.telemetry.models.dashboards import Dashboard
from blueprints.telemetry.models.dead_letters import DeadLetter
from blueprints.telemetry.models.detectors import BackTest, BackTestState, Detector, Severity
from blueprints.telemetry.models.events import Event
from blueprints.telemetry.models.posts import Post, PostState, PostTarget
from blueprints.telemetry.models.sources import KeepPolicy, Source, SourceState

__all__ = [
    "BackTest",
    "BackTestState",
    "Channel",
    "ChannelKind",
    "Dashboard",
    "DeadLetter",
    "Detector",
    "Event",
    "KeepPolicy",
    "LimitState",
    "LimitStatus",
    "Post",
    "PostState",
    "PostTarget",
    "Severity",
    "Source",
    "SourceState",
]
