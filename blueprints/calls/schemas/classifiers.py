"""Requests about training sets and classifiers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from core.api import Body, Query
from core.fields import FormFile
from core.paging import PageQuery

MAX_BATCHES = 100
"""Task batches of one training."""


class ClipsSource(Body):
    """Learn from labelled calls that were sent as a file: an archive of clips or a table."""

    kind: Literal["training-set"]
    training_set_id: UUID


class SegmentsSource(Body):
    """Learn from the segments that people labelled in a project."""

    kind: Literal["segments"]
    project_id: UUID
    species_id: UUID | None = None


class SpeciesSource(Body):
    """Learn from every segment of a species that people labelled, in all projects of the group."""

    kind: Literal["species"]
    species_id: UUID


class BatchSource(Body):
    """Learn from what people decided in task batches, finished or not."""

    kind: Literal["batch"]
    batch_ids: list[UUID] = Field(min_length=1, max_length=MAX_BATCHES)


Source = Annotated[ClipsSource | SegmentsSource | SpeciesSource | BatchSource, Field(discriminator="kind")]


class ClassifierBody(Body):
    """A classifier to train."""

    name: str = Field(min_length=1, max_length=120)
    group_id: UUID | None = Field(None, description="Needed when project_id is not given")
    project_id: UUID | None = None
    species_id: UUID | None = None
    method: str = Field("ensemble", max_length=60, description="See /classifier-methods")
    source: Source
    notes: str = Field("", max_length=5000)
    parent_id: UUID | None = Field(None, description="The classifier this one replaces")


class ClassifierPatch(Body):
    """What can be changed of a classifier."""

    name: str | None = Field(None, min_length=1, max_length=120)
    notes: str | None = Field(None, max_length=5000)
    species_id: UUID | None = None


class ClassifierQuery(PageQuery):
    """Filters of the list of classifiers."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    species_id: UUID | None = None
    state: str | None = Field(None, max_length=12)


class TrainingSetForm(BaseModel):
    """A multipart upload of labelled calls."""

    model_config = ConfigDict(extra="forbid")

    file: FormFile = Field(
        description="ZIP of NUMBER_LABEL.wav, LABEL/name.wav or clips with a CSV of file, label[, group]; or a CSV of "
        "recording, onset, offset, label"
    )
    project_id: UUID


class ClassifierImportForm(BaseModel):
    """A multipart upload of a classifier's file."""

    model_config = ConfigDict(extra="forbid")

    file: FormFile = Field(description="A .fsmodel file of another station")
    group_id: UUID | None = Field(None, description="Needed when project_id is not given")
    project_id: UUID | None = None


class CompareQuery(Query):
    """Which classifiers to set side by side."""

    ids: str = Field(min_length=36, max_length=400, description="Two to ten ids, comma-separated")


class TrainingSetQuery(PageQuery):
    """Filters of the list of training sets."""

    project_id: UUID | None = None
