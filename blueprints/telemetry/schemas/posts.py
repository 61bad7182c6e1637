"""Requests and answers about announcements."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.telemetry.models import PostState, Severity
from core.api import Body, Patch
from core.documents import page_of
from core.paging import PageQuery

Template = Annotated[str, Field(min_length=1, max_length=1000)]
Templates = Annotated[dict[str, Annotated[list[Template], Field(max_length=30)]], Field(max_length=40)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM")]
Given = Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=20)]


class TargetBody(Body):
    """A target of announcements to make."""

    group_id: UUID
    name: str = Field(min_length=1, max_length=120)
    kind: str = Field(min_length=1, max_length=20, description="See /post-target-kinds")
    settings: Given = Field(default_factory=dict)
    secrets: Given = Field(default_factory=dict, description="Kept encrypted and never shown again")
    is_live: bool = Field(False, description="Without it announcements are only written down")
    is_enabled: bool = True
    detector_ids: list[UUID] = Field(default_factory=list, max_length=200)
    kinds: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=40)
    min_severity: Severity = Severity.INFO
    min_confidence: float = Field(0.0, ge=0, le=1)
    templates: Templates = Field(default_factory=dict, description="Kind of event, or *, to texts")
    cooldown_s: float = Field(1800.0, ge=0, le=604800)
    daily_cap: int = Field(24, ge=1, le=10000)
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    time_zone: str = Field("UTC", max_length=64)


class TargetPatch(Patch):
    """What can be changed of a target; secrets that are left out stay, an empty one is taken away."""

    name: str = Field("", min_length=1, max_length=120)
    settings: Given = Field(default_factory=dict)
    secrets: Given = Field(default_factory=dict)
    is_live: bool = False
    is_enabled: bool = True
    detector_ids: list[UUID] = Field(default_factory=list, max_length=200)
    kinds: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=40)
    min_severity: Severity = Severity.INFO
    min_confidence: float = Field(0.0, ge=0, le=1)
    templates: Templates = Field(default_factory=dict)
    cooldown_s: float = Field(1800.0, ge=0, le=604800)
    daily_cap: int = Field(24, ge=1, le=10000)
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    time_zone: str = Field("UTC", max_length=64)


class TargetQuery(PageQuery):
    """Filters of the list of targets."""

    group_id: UUID | None = None
    kind: str | None = Field(None, max_length=20)


class PostQuery(PageQuery):
    """Filters of the outbox."""

    group_id: UUID | None = None
    target_id: UUID | None = None
    event_id: UUID | None = None
    state: PostState | None = None


class PostPreviewBody(Body):
    """Templates to try on the newest events of a detector."""

    kind: str = Field(min_length=1, max_length=20, description="Of the target")
    detector_id: UUID
    templates: Templates = Field(default_factory=dict)


class PostSettleBody(Body):
    """What became of an uncertain post."""

    has_arrived: bool


class KindFieldOut(BaseModel):
    """One setting of a kind of target."""

    name: str
    label: str
    help: str
    is_secret: bool
    is_required: bool


class TargetKindOut(BaseModel):
    """A kind of target."""

    name: str
    label: str
    about: str
    limit: int = Field(description="Longest text, as the target counts")
    fields: list[KindFieldOut]


class TargetKindsOut(BaseModel):
    """The registry of targets, and the texts for those that bring none."""

    results: list[TargetKindOut]
    default_templates: dict[str, list[str]]


class TargetOut(BaseModel):
    """A target; credentials are never shown, only which are there."""

    id: UUID
    group_id: UUID
    name: str
    kind: str
    settings: dict[str, Any]
    secrets_set: list[str]
    is_live: bool
    is_enabled: bool
    detector_ids: list[UUID]
    kinds: list[str]
    min_severity: Severity
    min_confidence: float
    templates: dict[str, list[str]]
    cooldown_s: float
    daily_cap: int
    quiet_from: str | None
    quiet_to: str | None
    time_zone: str
    version: int
    created_at: datetime


TargetPage = page_of(TargetOut)


class PostOut(BaseModel):
    """An announcement in the outbox."""

    id: UUID
    group_id: UUID
    target_id: UUID
    target_name: str
    target_kind: str
    event_id: UUID
    detector_id: UUID
    state: PostState
    text: str
    reason: str | None = Field(description="Why it was held back")
    n_tries: int
    not_before: datetime
    posted_at: datetime | None
    remote_url: str | None
    error_code: str | None
    error_detail: str | None
    created_at: datetime


PostPage = page_of(PostOut)


class PostPreviewOut(BaseModel):
    """A text made of a template."""

    text: str
    length: int
    limit: int
    event_id: UUID


class PostPreviewsOut(BaseModel):
    """Texts as they would be posted."""

    results: list[PostPreviewOut]
