"""Requests about identifications, and what they look like in an answer."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from blueprints.images.models import ProposalState, VisionState
from core.api import Body, Query
from core.documents import page_of
from core.fields import From, Until
from core.paging import PageQuery


class IdentifyBody(Body):
    """What to ask of whom."""

    provider: str = Field("auto", max_length=40, description="openai, local, or auto: the first that is there")
    model: str | None = Field(None, max_length=120, description="One the operator allows; left out: the usual one")
    detail: Literal["auto", "low", "high"] = Field("auto", description="How closely the provider looks")
    version_id: UUID | None = Field(None, description="Version to look at; left out: the one that is shown")
    tell_place: bool = Field(False, description="Tell the provider where and when, if whoever brought it allows")


class VisionQuery(PageQuery):
    """A list of identifications; ordering by created_at."""

    group_id: UUID | None = Field(None, description="Of pictures of this group")
    image_id: UUID | None = Field(None, description="Of this picture")
    state: VisionState | None = Field(None, description="queued, running, succeeded, failed or cancelled")


class NameBody(Body):
    """Which species it is: one the station has, or a scientific name."""

    species_id: UUID | None = None
    scientific_name: str | None = Field(None, min_length=2, max_length=300)

    @model_validator(mode="after")
    def _one_of_both(self) -> "NameBody":
        if (self.species_id is None) == (self.scientific_name is None):
            raise ValueError("give either species_id or scientific_name")
        return self


class ConfirmBody(Body):
    """Whether the proposal is right, or what it is instead."""

    species_id: UUID | None = Field(None, description="Another species than the proposed one")
    scientific_name: str | None = Field(None, min_length=2, max_length=300, description="Another name")
    is_match_accepted: bool = Field(False, description="Accept the checklist's name where it was found by likeness")

    @model_validator(mode="after")
    def _at_most_one(self) -> "ConfirmBody":
        if self.species_id is not None and self.scientific_name is not None:
            raise ValueError("give either species_id or scientific_name")
        return self


class CostQuery(Query):
    """Which identifications are counted."""

    group_id: UUID | None = Field(None, description="Of this group; left out: of all one's groups")
    from_: From | None = Field(None, alias="from", description="From this moment or day; left out: thirty days ago")
    to: Until | None = Field(None, description="Until this moment or the end of this day")


class ProposalOut(BaseModel):
    id: UUID
    animal: int
    place: int
    scientific_name: str
    common_name: str
    rank: str
    n_individuals: int
    box: list[float] | None
    confidence: float | None
    reason: str
    species_id: UUID | None
    match: dict[str, Any] | None
    state: ProposalState


class VisionJobOut(BaseModel):
    id: UUID
    image_id: UUID
    version_id: UUID
    group_id: UUID
    job_id: UUID | None
    state: VisionState
    provider: str
    model: str | None
    detail: str
    is_place_told: bool
    tokens_in: int
    tokens_out: int
    cost_usd: float
    elapsed_s: float | None
    attempts: int
    error: dict[str, Any] | None
    raw_answer: str | None
    created_by: UUID | None
    created_at: datetime
    finished_at: datetime | None
    proposals: list[ProposalOut]
    url: str


class IdentificationOut(BaseModel):
    id: UUID
    image_id: UUID
    version_id: UUID
    species_id: UUID
    scientific_name: str
    common_name: str
    vision_job_id: UUID | None
    proposal_id: UUID | None
    created_by: UUID | None
    created_at: datetime


class ProviderOut(BaseModel):
    name: str
    title: str
    is_available: bool
    why_not: str | None
    models: list[str]


class BudgetOut(BaseModel):
    limit_usd: float | None
    spent_usd: float


class ProvidersOut(BaseModel):
    providers: list[ProviderOut]
    usual: str | None
    user_budget: BudgetOut
    group_budget: BudgetOut | None


class SpendOut(BaseModel):
    key: str
    name: str
    n: int
    n_failed: int
    cost_usd: float


class AccuracyOut(BaseModel):
    model: str
    n_decided: int
    n_first_confirmed: int
    n_other_confirmed: int
    n_corrected: int
    n_rejected: int


class CostsOut(BaseModel):
    since: date
    cost_usd: float
    n: int
    by_day: list[SpendOut]
    by_model: list[SpendOut]
    by_person: list[SpendOut]
    accuracy: list[AccuracyOut]


VisionJobsOut = page_of(VisionJobOut)
IdentificationsOut = page_of(IdentificationOut)
