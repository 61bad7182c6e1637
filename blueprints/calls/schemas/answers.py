"""What the routes of the calls area answer with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.calls.models import ClassifierState, RunState, TrainingSetKind
from core.documents import page_of
from core.jobs.schemas import JobErrorOut, JobOut


class MethodOut(BaseModel):
    """A method a classifier can be trained with."""

    name: str
    description: str


class ClassifierMethodsOut(BaseModel):
    """Every method."""

    results: list[MethodOut]


class TrainingSetOut(BaseModel):
    """A file of labelled calls with what was found in it."""

    id: UUID
    group_id: UUID
    project_id: UUID | None
    kind: TrainingSetKind
    name: str
    n_clips: int
    labels: dict[str, int] = Field(description="Calls per label")
    findings: list[Any] = Field(description="Files and lines that were left out, with the reason")
    created_by: UUID | None
    created_at: datetime


class ClassifierOut(BaseModel):
    """A classifier with its training data and headline scores."""

    id: UUID
    group_id: UUID
    project_id: UUID | None
    species_id: UUID | None
    parent_id: UUID | None
    name: str
    method: str
    feature_set: str | None
    feature_version: str | None
    labels: list[str]
    source: dict[str, Any]
    training: dict[str, Any]
    scores: dict[str, Any]
    state: ClassifierState
    problem: JobErrorOut | None
    sha256: str | None
    job_id: UUID | None
    notes: str
    version: int
    created_by: UUID | None
    created_at: datetime


class RelativeOut(BaseModel):
    """A classifier among those it comes from and those that come from it."""

    id: UUID
    parent_id: UUID | None
    name: str
    method: str
    state: ClassifierState
    labels: list[str]
    n_calls: int | None
    scores: dict[str, Any]
    created_at: datetime


class LineageOut(BaseModel):
    """The family of a classifier."""

    ancestors: list[RelativeOut] = Field(description="The oldest first, its parent last")
    descendants: list[RelativeOut] = Field(description="The oldest first; parent_id says from which")


class ComparedOut(RelativeOut):
    """A classifier with its scores and the data each is from."""

    source: dict[str, Any]
    per_class: dict[str, int] = Field(description="Calls it learned from")
    folds: dict[str, Any] | None = Field(description="Scores in folds of its own training data")
    held_out: dict[str, Any] | None = Field(description="Scores on the set that was held out when it was trained")
    same_held_out: list[UUID] = Field(description="Classifiers whose held-out set is the same")


class ClassifierComparisonOut(BaseModel):
    """Classifiers side by side."""

    labels: list[str]
    results: list[ComparedOut]


class EvaluationOut(BaseModel):
    """A full evaluation; empty until the classifier is trained."""

    accuracy: float | None = None
    balanced_accuracy: float | None = None
    macro_f1: float | None = None


class ClassificationRunOut(BaseModel):
    """One classifier applied to one segmentation."""

    id: UUID
    segmentation_id: UUID
    recording_id: UUID
    classifier_id: UUID
    job_id: UUID | None
    state: RunState
    is_current: bool
    feature_version: str | None
    n_predictions: int
    created_by: UUID | None
    created_at: datetime


class StartedRunOut(ClassificationRunOut):
    """A run that was asked for, with its job."""

    job: JobOut


class TypeCountOut(BaseModel):
    """Calls of one predicted type."""

    label: str
    n_calls: int
    mean_confidence: float


class RunSummaryOut(BaseModel):
    """Calls of a run by predicted type."""

    n_calls: int
    n_unknown: int
    types: list[TypeCountOut]


class PredictionOut(BaseModel):
    """What a run says of one segment."""

    segment_id: int
    label: str
    confidence: float
    is_unknown: bool
    probabilities: dict[str, float]


class CallOut(BaseModel):
    """A call with a person's label or the current run's prediction."""

    id: int
    segmentation_id: UUID
    recording_id: UUID
    recording_name: str
    project_id: UUID
    site: str | None
    species: str | None
    at: datetime | None
    utc_offset_min: int | None
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    label: str | None
    predicted: str | None
    confidence: float | None
    is_unknown: bool | None
    classifier_id: UUID | None
    note: str | None


class ActivityCellOut(BaseModel):
    """Calls of one type in one hour of the day, or in one night."""

    label: str | None
    hour: int | None = Field(None, description="Of the local day; by=hour only")
    night: str | None = Field(None, description="Date of its evening; by=night only")
    n_calls: int
    n_labelled_by_people: int


class ActivityOut(BaseModel):
    """Counts of calls."""

    by: str
    results: list[ActivityCellOut]


class ExportFormatOut(BaseModel):
    """A format in which calls can be exported."""

    name: str
    title: str
    suffix: str
    is_single_recording: bool


class ExportFormatsOut(BaseModel):
    """Every format."""

    results: list[ExportFormatOut]


CallPage = page_of(CallOut)
ClassificationRunPage = page_of(ClassificationRunOut)
ClassifierPage = page_of(ClassifierOut)
PredictionPage = page_of(PredictionOut)
TrainingSetPage = page_of(TrainingSetOut)
