"""Requests about datasets and their versions."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from blueprints.projects.schemas import Line, Text
from blueprints.timeseries.schemas.steps import MAX_COLUMNS, ColumnName, Steps, printable
from core.api import Body, Patch, Query
from core.fields import Moment
from core.paging import PageQuery

MAX_POINTS = 20_000
"""Stretches a window is told in, at most."""

PREVIEW_ROWS = 200_000
"""Rows a preview works on, at most."""


DatasetName = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(printable)]


class ColumnNote(Body):
    """What people say of a column."""

    unit: str = Field("", max_length=40)
    description: str = Field("", max_length=500)


class DatasetPatch(Patch):
    """What can be changed of a dataset."""

    name: DatasetName | None = None
    description: Text | None = None
    site_id: UUID | None = Field(None, description="Null takes the site away")
    columns: dict[ColumnName, ColumnNote] | None = Field(None, max_length=MAX_COLUMNS, description="By column name")


class CurrentBody(Body):
    """Which version is shown and worked on."""

    version_id: UUID


class DatasetQuery(PageQuery):
    """Filters of the list of datasets."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    site_id: UUID | None = None


class VersionBody(Body):
    """Steps to be applied to a version; the result is a new version."""

    parent_id: UUID | None = Field(None, description="The version to start from; the current one without it")
    title: Line | None = None
    steps: Steps
    make_current: bool = Field(True, description="Whether the new version becomes the current one")


class StepPreviewBody(Body):
    """A step to be tried on a part of a version."""

    steps: Steps = Field(description="The last one is shown; those before it are applied first")
    start: Moment | None = Field(None, alias="from")
    stop: Moment | None = Field(None, alias="to")
    column: ColumnName | None = Field(None, description="The column to show; the first one without it")


class WindowQuery(Query):
    """A part of a version, told in few points whose extremes are exact."""

    start: Moment | None = Field(None, alias="from")
    stop: Moment | None = Field(None, alias="to")
    points: int = Field(1200, ge=2, le=MAX_POINTS, description="Stretches to tell it in, per column")
    columns: str | None = Field(None, max_length=4000, description="Numbers of columns from 0, with commas")


class MarksQuery(Query):
    """A part of a version whose changed values are to be marked."""

    start: Moment | None = Field(None, alias="from")
    stop: Moment | None = Field(None, alias="to")
    column: int = Field(0, ge=0, le=1000, description="Number of the column, from 0")


class RowsQuery(Query):
    """Rows of a version as they are."""

    start: int = Field(0, ge=0, le=2**53, alias="from", description="The first row, from 0")
    limit: int = Field(100, ge=1, le=1000)
