"""What the routes of the similarity area answer with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.similarity.models import ClusteringState
from core.documents import page_of
from core.jobs.schemas import JobErrorOut


class IndexOut(BaseModel):
    """How far the search over a group's calls has come."""

    n_calls: int = Field(description="Calls in the index")
    built_at: datetime | None
    is_stale: bool = Field(description="Whether calls changed since, or none are indexed yet")
    job_id: UUID | None = Field(description="The last job that worked on it")


class SimilarCallOut(BaseModel):
    """A call that sounds like the examples."""

    segment_id: int
    similarity: float = Field(description="Cosine with the nearest example, at most 1")
    recording_id: UUID
    recording_name: str
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    label: str | None
    predicted: str | None
    confidence: float | None


class SimilarOut(BaseModel):
    """Calls like the examples, the best first."""

    results: list[SimilarCallOut]
    index: IndexOut


class ParameterOut(BaseModel):
    """A number that can be set."""

    name: str
    title: str
    default: float | None = Field(description="null: the method finds it")
    low: float
    high: float
    is_whole: bool


class ClusteringMethodOut(BaseModel):
    """A way to group calls."""

    name: str
    title: str
    description: str
    parameters: list[ParameterOut]
    most_fitted: int = Field(description="Calls it is fitted to; of more, a sample, and the others join the nearest")


class ChoiceOut(BaseModel):
    """A feature set or a map."""

    name: str
    title: str
    description: str


class ClusteringMethodsOut(BaseModel):
    """Every method, feature set and map."""

    results: list[ClusteringMethodOut]
    common_parameters: list[ParameterOut]
    feature_sets: list[ChoiceOut]
    maps: list[ChoiceOut]


class ClusterOut(BaseModel):
    """One group of a run."""

    id: UUID
    number: int = Field(description="0, 1 … by size; -1 holds what belongs nowhere")
    n_members: int
    coherence: float | None = Field(description="Part of the spread of all calls that its members do not have")
    silhouette: float | None
    representative_id: int | None = Field(description="The segment nearest the centre")
    summary: dict[str, Any] = Field(description="Medians of measures with units")
    label: str | None
    call_type_id: UUID | None
    mapping_confidence: float | None


class ClusteringOut(BaseModel):
    """One way of grouping a set of calls."""

    id: UUID
    group_id: UUID
    project_id: UUID
    recording_id: UUID | None
    name: str
    method: str
    feature_set: str
    params: dict[str, Any]
    source: dict[str, Any]
    code_version: str | None
    map_method: str
    state: ClusteringState
    problem: JobErrorOut | None
    n_members: int
    n_clusters: int
    n_noise: int
    silhouette: float | None
    scores: dict[str, Any]
    job_id: UUID | None
    version: int
    created_by: UUID | None
    created_at: datetime


class ClusteringWithClustersOut(ClusteringOut):
    """A run with its groups."""

    clusters: list[ClusterOut]


class MembersOut(BaseModel):
    """Members of a run as columns of equal length."""

    n: int
    segment_id: list[int]
    number: list[int]
    x: list[float] = Field(description="On the map, -1 to 1")
    y: list[float]
    silhouette: list[float | None]
    label: list[str | None] = Field(description="A person's label of the segment")


class MovedOut(BaseModel):
    """What a move came to."""

    number: int
    n_moved: int
    run: ClusteringWithClustersOut


class SideOut(BaseModel):
    """One of two compared groups."""

    number: int
    n_members: int
    label: str | None


class ComparedMeasureOut(BaseModel):
    """A measure in two groups."""

    name: str
    unit: str
    a_median: float | None
    b_median: float | None
    effect_size: float | None = Field(description="Mean of a less mean of b, over their common standard deviation")


class ClusterComparisonOut(BaseModel):
    """Two groups side by side."""

    a: SideOut
    b: SideOut
    measures: list[ComparedMeasureOut] = Field(description="By falling size of the effect")
    separation: float | None = Field(description="Part of the calls nearer to the middle of their own group, 0 to 1")


class AppliedOut(BaseModel):
    """What applying the mapping came to."""

    action_id: UUID | None = Field(description="To undo it; null for a training set")
    n_changed: int
    n_kept: int = Field(description="Left as they were because a person had named or rejected them")
    training_set_id: UUID | None


class UndoneOut(BaseModel):
    """How many segments have their former word again."""

    n_changed: int


ClusteringPage = page_of(ClusteringOut)
