"""Tables of the telemetry area. Readings themselves lie in the store (`blueprints.telemetry.store`)."""

from blueprints.telemetry.models.channels import Channel, ChannelKind, LimitState, LimitStatus
from blueprints.telemetry.models.dashboards import Dashboard
from blueprints.telemetry.models.dead_letters import DeadLetter
from blueprints.telemetry.models.sources import KeepPolicy, Source, SourceState

__all__ = [
    "Channel",
    "ChannelKind",
    "Dashboard",
    "DeadLetter",
    "KeepPolicy",
    "LimitState",
    "LimitStatus",
    "Source",
    "SourceState",
]
