"""Requests about training sets and classifiers."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.api import Body, Query
from core.fields import FormFile
from core.paging import PageQuery
from core.uploads.kinds import UploadFields

MAX_BATCHES = 100
"""Task batches of one training."""

MAX_LABELS_TEXT = 20_000
"""Characters of the labels of an ONNX model."""

FeatureSetName = Literal["warble27", "rich", "embedding", "mfcc", "log-bands", "chroma"]
"""Measures an ONNX model can take; a test compares them with the registry the worker has."""


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


class OnnxFields(UploadFields):
    """What a sender says of an ONNX model."""

    labels: str = Field("", max_length=MAX_LABELS_TEXT, description="Call types in the order of its scores")
    feature_set: FeatureSetName = Field("warble27", description="The measures it takes, in their order")
    scores: Literal["probabilities", "logits"] = "probabilities"
    low_hz: float = Field(0.0, ge=0, le=1e6)
    high_hz: float | None = Field(None, gt=0, le=1e6)

    @model_validator(mode="after")
    def _low_is_below_high(self) -> Self:
        if self.high_hz is None and self.low_hz:
            raise ValueError("a lower limit needs an upper one")
        if self.high_hz is not None and self.high_hz <= self.low_hz:
            raise ValueError("expected a band whose upper limit is above the lower")
        return self


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

    file: FormFile = Field(description="A .fsmodel file of another station, or an ONNX model whose name ends in .onnx")
    group_id: UUID | None = Field(None, description="Needed when project_id is not given")
    project_id: UUID | None = None
    labels: str | None = Field(
        None,
        max_length=MAX_LABELS_TEXT,
        description="Of an ONNX model: call types in the order of its scores, by comma or line; may be named in it",
    )
    feature_set: str | None = Field(None, max_length=40, description="Of an ONNX model: the measures it takes")
    scores: str | None = Field(None, max_length=20, description="Of an ONNX model: probabilities (default) or logits")
    low_hz: float | None = Field(None, description="Of an ONNX model: lower limit of the band it is measured in")
    high_hz: float | None = Field(None, description="Its upper limit; without, half the rate of each recording")


class CompareQuery(Query):
    """Which classifiers to set side by side."""

    ids: str = Field(min_length=36, max_length=400, description="Two to ten ids, comma-separated")


class TrainingSetQuery(PageQuery):
    """Filters of the list of training sets."""

    project_id: UUID | None = None
