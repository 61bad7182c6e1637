"""Requests about clustering runs."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from blueprints.similarity.models import ClusteringState
from core.api import Body, Patch, Query
from core.fields import From, RowNumber, Until
from core.paging import PageQuery

ClusterNumber = Annotated[int, Field(ge=-1, le=2**31 - 1)]
"""The number of a group; -1 holds what belongs nowhere."""


class RunFilter(Body):
    """Which calls of the project."""

    site_id: UUID | None = None
    species_id: UUID | None = None
    label: str | None = Field(None, min_length=1, max_length=100, description="A person's label")
    labelled: bool | None = Field(None, description="Whether a person has labelled it")
    start: From | None = Field(None, alias="from", description="Recorded at or after")
    stop: Until | None = Field(None, alias="to", description="Recorded before")


class ClusteringBody(Body):
    """A clustering to run over a project, or over a part of it."""

    project_id: UUID
    recording_id: UUID | None = None
    recording_ids: list[UUID] | None = Field(None, min_length=1, max_length=10_000)
    segment_ids: list[RowNumber] | None = Field(None, min_length=1, max_length=20_000)
    filter: RunFilter | None = None
    name: str | None = Field(None, min_length=1, max_length=120)
    method: str = Field("auto", max_length=40, description="See /clustering-methods")
    feature_set: str = Field("embedding", max_length=60, description="See /clustering-methods")
    params: dict[str, Any] = Field(default_factory=dict, max_length=20, description="See /clustering-methods")
    map: str = Field("pca", max_length=12, description="See /clustering-methods")


class ClusteringPatch(Patch):
    """What can be changed of a run."""

    name: str | None = Field(None, min_length=1, max_length=120)


class ClusteringQuery(PageQuery):
    """Filters of the list of runs."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    recording_id: UUID | None = None
    state: ClusteringState | None = None
    method: str | None = Field(None, max_length=40)


class MembersQuery(Query):
    """Which members."""

    number: ClusterNumber | None = Field(None, description="Of this group; -1: of none")


class MappingBody(Body):
    """What a group is held to be; neither label nor call type takes the mapping away."""

    label: str | None = Field(None, min_length=1, max_length=100)
    call_type_id: UUID | None = None
    confidence: float | None = Field(None, ge=0, le=1, description="How sure the person is")


class NumberedMapping(MappingBody):
    """The same for the group of a number."""

    number: ClusterNumber


class MappingsBody(Body):
    """Mappings of several groups of a run."""

    mappings: list[NumberedMapping] = Field(min_length=1, max_length=1000)


class MoveBody(Body):
    """Members to be put into another group."""

    segment_ids: list[RowNumber] = Field(min_length=1, max_length=20_000)
    number: ClusterNumber | Literal["new"] = Field(description="Of the group; -1: of none")


class ClusterCompareQuery(Query):
    """Two groups by number."""

    a: ClusterNumber
    b: ClusterNumber


class ApplyBody(Body):
    """Give the members of mapped groups the label of their group, or make a training set of them."""

    target: Literal["segments", "training-set"]
    numbers: list[ClusterNumber] | None = Field(
        None, min_length=1, max_length=1000, description="Without it, every mapped group"
    )
    min_confidence: float | None = Field(None, ge=0, le=1, description="Only mappings at least this sure")
    overwrite: bool = Field(False, description="Whether labels that people gave before are replaced")
    name: str | None = Field(None, min_length=1, max_length=200, description="Of the training set")
