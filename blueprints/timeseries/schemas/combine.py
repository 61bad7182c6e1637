"""Requests about several datasets at once: merged into one, or put on one grid."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.timeseries.schemas.answers import DatasetOut, DatasetVersionOut
from blueprints.timeseries.schemas.datasets import DatasetName
from core.api import Body
from core.fields import Moment

MAX_SOURCES = 20

Method = Literal[
    "mean", "linear", "nearest", "nearest-mean", "nearest-within-gap",
    "median", "min", "max", "sum", "first", "last", "previous",
]  # fmt: skip
"""How a value on the grid is made from the samples around it."""


class MergeBody(Body):
    """Datasets to be put together as a new one: rows by time, columns by name."""

    project_id: UUID
    name: DatasetName
    version_ids: list[UUID] = Field(min_length=2, max_length=MAX_SOURCES)
    duplicates: Literal["first", "last", "mean", "error"] = Field("first", description="What counts at the same time")


class AlignSource(Body):
    """One version to be put on the common grid, and how."""

    version_id: UUID
    method: Method = "mean"
    max_gap_s: float | None = Field(None, gt=0, le=366 * 86_400, description="Distance neighbours may have; any: null")
    decimals: int | None = Field(None, ge=0, le=10, description="Digits after the point that are kept; all: null")


class AlignGrid(Body):
    """Evenly spaced times."""

    step_s: float = Field(900, ge=1, le=86_400, description="From point to point")
    offset_s: float = Field(0, ge=0, lt=86_400, description="Of the first point after the full hour")
    anchor: Moment | None = Field(None, description="A time that lies on the grid, instead of the offset")
    start: Moment | None = Field(None, alias="from", description="Without it, where all versions have begun")
    stop: Moment | None = Field(None, alias="to", description="Without it, where the first version ends")


class AlignBody(Body):
    """Datasets to be put on one grid: side by side in a new dataset, or each as a new version."""

    project_id: UUID
    name: DatasetName | None = Field(None, description="Of the new dataset")
    sources: list[AlignSource] = Field(min_length=1, max_length=MAX_SOURCES)
    grid: AlignGrid = Field(default_factory=AlignGrid.model_construct)
    as_one: bool = Field(True, description="Side by side in a new dataset; otherwise each as a new version of its own")


class CombinedOut(BaseModel):
    """What is being made: the new dataset if there is one, and the versions whose jobs say how far they are."""

    dataset: DatasetOut | None
    results: list[DatasetVersionOut]
