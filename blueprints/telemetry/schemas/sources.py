"""Requests and answers about sources, and what each kind of source can be set to."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.telemetry.models import KeepPolicy, SourceState
from core.api import Body, Patch, Query
from core.fields import Moment, RowNumber
from core.paging import PageQuery


class PushSettings(Body):
    """Waits to be sent to over HTTP."""

    kind: Literal["push"]
    stale_after_s: float = Field(300.0, gt=0, le=86_400 * 30, description="Silence after which it counts as stale")


class LightstreamerSettings(Body):
    """A Lightstreamer server, followed with its official client."""

    kind: Literal["lightstreamer"]
    url: str = Field(max_length=500, description="e.g. https://push.lightstreamer.com")
    adapter_set: str = Field(max_length=100, description="e.g. ISSLIVE")
    data_adapter: str | None = Field(None, max_length=100)
    items: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(
        default_factory=list, max_length=2000, description="Item names; empty: those of the source's active channels"
    )
    signal_item: str | None = Field("TIME_000001", max_length=120, description="The item that tells loss of signal")
    stale_lag_s: float = Field(5.0, gt=0, description="Age of the far clock above which the feed counts as stale")
    time_form: Literal["hours-of-year", "iso", "epoch"] = "hours-of-year"
    user: str | None = Field(None, max_length=200)


class MqttTopic(Body):
    """Topics of one shape, and how their payloads are read."""

    pattern: str = Field(
        min_length=1, max_length=300, description="Topic with names for its variable parts: field/{station}/{quantity}"
    )
    channel: str = Field("", max_length=200, description="Channel made from those names, e.g. {station}.{quantity}")
    payload: Literal["value", "json", "object"] = Field(
        "value", description="value: the bare value; json: one at `value_path`; object: each member is a channel"
    )
    value_path: str = Field("value", max_length=200, description="Where in JSON the value is, with dots")
    time_path: str | None = Field(None, max_length=200, description="Where in JSON the time is; null: when received")


class MqttSettings(Body):
    """Topics of an MQTT broker."""

    kind: Literal["mqtt"]
    host: str = Field(min_length=1, max_length=253)
    port: int = Field(1883, ge=1, le=65535)
    tls: bool = False
    user: str | None = Field(None, max_length=200)
    client_id: str | None = Field(None, max_length=60, description="Fixed name, under which the broker keeps messages")
    qos: Literal[0, 1] = 1
    topics: list[MqttTopic] = Field(min_length=1, max_length=50)


class ReplaySettings(Body):
    """Readings sent again with their own times: from a file, or from another source's store."""

    kind: Literal["replay"]
    from_source_id: UUID | None = Field(None, description="Whose stored readings; null: the file put to this source")
    start: Moment | None = None
    end: Moment | None = None
    speed: float | None = Field(None, ge=1, le=10_000, description="Times faster than it was; null: as fast as can be")


class SimulatorSettings(Body):
    """Made-up readings of an imagined field station."""

    kind: Literal["simulator"]
    n_stations: int = Field(1, ge=1, le=500, description="Eight channels each")
    interval_s: float = Field(1.0, ge=0.01, le=3600)
    seed: int = Field(1, ge=0, le=2**31)


SourceSettings = Annotated[
    PushSettings | LightstreamerSettings | MqttSettings | ReplaySettings | SimulatorSettings,
    Field(discriminator="kind"),
]


class SourceBody(Body):
    """A source to make."""

    project_id: UUID
    site_id: UUID | None = None
    name: str = Field(min_length=1, max_length=120)
    settings: SourceSettings
    secret: str | None = Field(None, max_length=1000, description="Password of the far end; never shown again")
    is_enabled: bool = True
    auto_create: bool = Field(True, description="Whether channels that are new are made")
    keep: KeepPolicy = KeepPolicy.FIRST
    retention_days: int | None = Field(None, ge=1, le=36_500)


class SourcePatch(Patch):
    """What can be changed of a source."""

    site_id: UUID | None = None
    name: str = Field("", min_length=1, max_length=120)
    settings: SourceSettings | None = None
    secret: str | None = Field(None, max_length=1000)
    is_enabled: bool = True
    auto_create: bool = True
    keep: KeepPolicy = KeepPolicy.FIRST
    retention_days: int | None = Field(None, ge=1, le=36_500)


class SourceQuery(PageQuery):
    """Filters of the list of sources."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    kind: str | None = Field(None, max_length=30)
    state: SourceState | None = None


class SourceOut(BaseModel):
    """A source with how it is doing."""

    id: UUID
    group_id: UUID
    project_id: UUID
    project_name: str
    site_id: UUID | None
    name: str
    kind: str
    settings: dict[str, Any]
    has_secret: bool
    has_file: bool
    is_enabled: bool
    auto_create: bool
    keep: KeepPolicy
    retention_days: int | None
    state: SourceState
    state_since: datetime | None
    last_message_at: datetime | None
    last_feed_at: datetime | None
    rate_per_s: float
    n_channels: int
    n_messages: int
    n_stored: int
    n_duplicates: int
    n_refused: int
    refused: dict[str, int]
    n_errors: int
    n_reconnects: int
    last_error: str | None
    progress: dict[str, Any]
    version: int
    created_at: datetime


class PushQuery(Query):
    """How a body of readings is to be taken."""

    format: Literal["json", "ndjson", "csv", "lines"] | None = Field(None, description="null: told by Content-Type")
    precision: Literal["s", "ms", "us", "ns"] | None = Field(None, description="Unit of times given as numbers")
    wait: float = Field(0.0, ge=0, le=30, description="Seconds to wait for the outcome; 0: answer when written down")


class PushedOut(BaseModel):
    """The body is written down durably; it is stored within a moment."""

    n_bytes: int
    is_stored: bool = Field(description="Whether the outcome below is known yet")
    n_received: int | None = None
    n_stored: int | None = None
    n_duplicates: int | None = None
    n_refused: int | None = None
    refused: list[dict[str, Any]] = Field(default_factory=list, description="The first few that were refused")


class DeadLetterQuery(PageQuery):
    """Filters of the list of dead letters."""

    source_id: UUID | None = None
    reason: str | None = Field(None, max_length=40)
    is_replayed: bool | None = None


class DeadLetterOut(BaseModel):
    """One refused message."""

    id: int
    source_id: UUID
    received_at: datetime
    reason: str
    detail: str
    channel: str | None
    payload: str
    replayed_at: datetime | None


class ReplayBody(Body):
    """Which dead letters are sent again."""

    ids: list[RowNumber] | None = Field(None, max_length=10_000, description="null: all of the source not sent yet")
    source_id: UUID


class ReplayedOut(BaseModel):
    """How many dead letters went through and how many were refused again."""

    n_sent: int
