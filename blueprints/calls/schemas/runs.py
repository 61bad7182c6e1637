"""Requests about classification runs and results."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from core.api import Body
from core.fields import From, Until
from core.paging import PageQuery


class RunBody(Body):
    """A classification to run: of a segmentation, or of a recording's current one."""

    classifier_id: UUID
    segmentation_id: UUID | None = None
    recording_id: UUID | None = None


class BatchBody(Body):
    """Classify many recordings at once."""

    classifier_id: UUID
    project_id: UUID | None = None
    species_id: UUID | None = None
    recording_ids: list[UUID] | None = Field(None, min_length=1, max_length=10_000)
    only_unclassified: bool = True


class ClassifyOptions(Body):
    """Options of the bulk action `classify`."""

    classifier_id: UUID


class RunQuery(PageQuery):
    """Filters of the list of runs."""

    recording_id: UUID | None = None
    segmentation_id: UUID | None = None
    classifier_id: UUID | None = None


class PredictionQuery(PageQuery):
    """Filters of a run's predictions."""

    label: str | None = Field(None, max_length=100)
    max_confidence: float | None = Field(None, ge=0, le=1)


class CallsFilter(PageQuery):
    """Which calls: those of current segmentations, with the predictions of current runs."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    site_id: UUID | None = None
    species_id: UUID | None = None
    recording_id: UUID | None = None
    label: str | None = Field(None, max_length=100, description="A person's label, or the predicted one")
    labelled: bool | None = Field(None, description="Whether a person has labelled it")
    start: From | None = Field(None, alias="from", description="Recorded at or after")
    stop: Until | None = Field(None, alias="to", description="Recorded before")
    min_confidence: float | None = Field(None, ge=0, le=1)
    max_confidence: float | None = Field(None, ge=0, le=1)


class CallsExport(CallsFilter):
    """Which calls in which format."""

    format: str = Field("csv", max_length=30, description="See /export-formats")
    context_s: float = Field(0.0, ge=0, le=1, description="Of clips: sound before and after each call")
    time_expansion: float = Field(1.0, ge=1, le=32, description="Of clips: how many times slower than life they play")


class ActivityQuery(CallsFilter):
    """Counts of calls by type and hour, or by type and night."""

    by: Literal["hour", "night"] = "hour"
