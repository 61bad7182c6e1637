"""Requests and answers about detectors and back-tests."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.telemetry.models import BackTestState, Severity
from core.api import Body, Patch
from core.documents import page_of
from core.fields import RowNumber
from core.paging import PageQuery

MomentUs = Annotated[int, Field(ge=0, le=7_258_118_400_000_000)]
"""Microseconds since 1970 UTC, up to the year 2200."""


class SignalBody(Body):
    """A channel that tells whether there is a signal."""

    channel_id: RowNumber
    acquired: float = Field(description="Its value while there is a signal")


class DetectorBody(Body):
    """A detector to make."""

    project_id: UUID
    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=2000)
    method: str = Field(min_length=1, max_length=40, description="See /detector-methods")
    params: dict[str, Any] = Field(default_factory=dict, max_length=40, description="See /detector-methods")
    channel_ids: list[RowNumber | None] = Field(min_length=1, max_length=8, description="In the order of the slots")
    beat_ids: list[RowNumber] = Field(
        default_factory=list, max_length=16, description="Channels whose common silence is a loss of signal"
    )
    signal: SignalBody | None = None
    gap_s: float = Field(30.0, ge=1, le=86400, description="Longest silence of the beats that is no loss")
    late_s: float = Field(600.0, ge=0, le=86400, description="How long late readings are waited for")
    every_s: float = Field(30.0, ge=1, le=86400)
    severity: Severity = Severity.INFO
    is_notified: bool = True
    is_enabled: bool = True
    since_us: MomentUs | None = Field(None, description="Begin in the past, at this feed time; without it, now")


class DetectorPatch(Patch):
    """What can be changed of a detector."""

    name: str = Field("", min_length=1, max_length=120)
    description: str = Field("", max_length=2000)
    params: dict[str, Any] = Field(default_factory=dict, max_length=40)
    channel_ids: list[RowNumber | None] = Field(default_factory=list, min_length=1, max_length=8)
    beat_ids: list[RowNumber] = Field(default_factory=list, max_length=16)
    signal: SignalBody | None = None
    gap_s: float = Field(30.0, ge=1, le=86400)
    late_s: float = Field(600.0, ge=0, le=86400)
    every_s: float = Field(30.0, ge=1, le=86400)
    severity: Severity = Severity.INFO
    is_notified: bool = True
    is_enabled: bool = True
    since_us: MomentUs | None = Field(None, description="Go through history again from this feed time")


class DetectorQuery(PageQuery):
    """Filters of the list of detectors."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    method: str | None = Field(None, max_length=40)
    enabled: bool | None = None
    limits: bool | None = Field(None, description="Those that follow limits of channels, or the others")


class BackTestBody(Body):
    """Parameters to try on history."""

    params: dict[str, Any] = Field(default_factory=dict, max_length=40)
    start_us: MomentUs
    end_us: MomentUs


class DetectorParameterOut(BaseModel):
    """One parameter of a method."""

    name: str
    kind: str = Field(description="number, choice, flag or text")
    label: str
    help: str
    default: float | bool | str | None
    unit: str
    minimum: float | None
    maximum: float | None
    choices: list[str]
    is_optional: bool


class DetectorMethodOut(BaseModel):
    """A way to detect."""

    name: str
    label: str
    about: str
    version: int
    slots: list[str] = Field(description="What each channel is for")
    n_required: int
    kinds: list[str] = Field(description="Kinds of events it finds")
    parameters: list[DetectorParameterOut]


class DetectorMethodsOut(BaseModel):
    """The registry of methods."""

    results: list[DetectorMethodOut]


class WatchedChannelOut(BaseModel):
    """A channel a detector reads."""

    id: int
    public_id: str
    name: str
    unit: str


class DetectorOut(BaseModel):
    """A detector."""

    id: UUID
    group_id: UUID
    project_id: UUID
    name: str
    description: str
    method: str
    method_label: str
    params: dict[str, Any]
    channel_ids: list[int | None]
    channels: list[WatchedChannelOut]
    beat_ids: list[int]
    signal: dict[str, Any] | None
    gap_s: float
    late_s: float
    every_s: float
    severity: Severity
    is_notified: bool
    is_enabled: bool
    limits_channel_id: int | None = Field(description="Set when it follows the limits of this channel")
    revision: int
    until_us: int | None = Field(description="Feed time it has looked at")
    looked_at: datetime | None
    look_ms: float | None
    problem: str | None
    is_catching_up: bool
    n_events: int
    version: int
    created_at: datetime


DetectorPage = page_of(DetectorOut)


class BackTestOut(BaseModel):
    """A comparison of two sets of parameters over the same readings."""

    id: UUID
    detector_id: UUID
    params: dict[str, Any]
    start_us: int
    end_us: int
    state: BackTestState
    problem: str | None
    n_readings: int
    n_common: int
    n_only_old: int
    n_only_new: int
    job_id: UUID | None
    created_at: datetime


class BackTestEventsOut(BackTestOut):
    """With the events, the first 2,000."""

    events: list[dict[str, Any]]


BackTestPage = page_of(BackTestOut)
