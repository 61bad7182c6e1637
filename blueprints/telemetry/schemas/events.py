"""Requests and answers about events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.telemetry.models import Severity
from blueprints.telemetry.schemas.detectors import MomentUs
from core.api import Body, Patch
from core.documents import page_of
from core.fields import RowNumber
from core.paging import PageQuery


class EventQuery(PageQuery):
    """Filters of the list of events."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    detector_id: UUID | None = None
    channel_id: RowNumber | None = None
    kind: str | None = Field(None, max_length=40)
    severity: Severity | None = None
    alarm: bool | None = Field(None, description="Only what needs someone now")
    acknowledged: bool | None = None
    withdrawn: bool = Field(False, description="Also those that late readings undid")
    start_us: MomentUs | None = Field(None, description="Begun at or after this feed time")
    end_us: MomentUs | None = Field(None, description="Begun before this feed time")


class EventPatch(Patch):
    """What a person writes on an event."""

    note: str = Field("", max_length=4000)


class ShelveBody(Body):
    """How long an alarm is put aside; 0 takes it back."""

    minutes: int = Field(ge=0, le=43_200)


class AcknowledgeBody(Body):
    """Events to acknowledge together."""

    event_ids: list[UUID] = Field(min_length=1, max_length=500)


class EventOut(BaseModel):
    """An event as lists show it."""

    id: UUID
    group_id: UUID
    project_id: UUID
    detector_id: UUID
    detector_name: str
    kind: str
    kind_words: str
    severity: Severity
    start_us: int = Field(description="Feed time, microseconds since 1970 UTC")
    end_us: int | None = Field(description="null while it lasts")
    peak_us: int
    peak: float
    measures: dict[str, Any]
    confidence: float
    channel_ids: list[int]
    is_alarm: bool
    is_settled: bool = Field(description="Whether late readings can no longer undo it")
    withdrawn_at: datetime | None
    acknowledged_at: datetime | None
    shelved_until: datetime | None
    note: str
    version: int
    created_at: datetime


EventPage = page_of(EventOut)


class EvidenceOut(BaseModel):
    """What one channel read around an event."""

    channel_id: int
    public_id: str
    name: str
    unit: str
    points: list[list[float]] = Field(description="[feed time in microseconds, value]")


class EventDetailOut(EventOut):
    """An event with its evidence."""

    detector_revision: int
    method_version: int
    is_latched: bool
    acknowledged_by: str | None
    evidence: list[EvidenceOut]


class AcknowledgedOut(BaseModel):
    """How many were not yet acknowledged."""

    n_acknowledged: int
