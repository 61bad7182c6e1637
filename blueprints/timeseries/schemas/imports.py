"""Requests about files on their way in."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from blueprints.projects.schemas import TimeZone
from blueprints.timeseries.models import ImportState
from blueprints.timeseries.schemas.datasets import ColumnNote, DatasetName
from blueprints.timeseries.schemas.steps import ColumnName
from core.api import Body
from core.fields import FormFile
from core.paging import PageQuery

MAX_PLAN = 40
"""Entries of a plan for reading a file; it has thirteen."""


class SeriesImportForm(BaseModel):
    """A file in one request; large ones come as resumable uploads of kind `series`."""

    model_config = ConfigDict(extra="forbid")

    project_id: UUID = Field(description="Project it goes into")
    site_id: UUID | None = Field(None, description="Site it was measured at")
    time_zone: TimeZone | None = Field(None, description="Zone of times without one; the site's, else it is asked")
    direct: bool = Field(False, description="Import as detected, without asking, when nothing is in doubt")
    file: FormFile = Field(description="The file")


class ImportPlanBody(Body):
    """A corrected plan; the file is looked at again with it. Without one the detection begins anew."""

    plan: dict[str, Any] | None = Field(None, max_length=MAX_PLAN, description="The detection's `plan`, corrected")
    time_zone: TimeZone | None = Field(None, description="Zone of times without one, for a detection from anew")


class ImportRunBody(Body):
    """What the file becomes."""

    name: DatasetName | None = Field(None, description="Name of the dataset; the file's without it")
    description: str = Field("", max_length=5000)
    site_id: UUID | None = None
    plan: dict[str, Any] | None = Field(None, max_length=MAX_PLAN, description="The plan, corrected once more")
    columns: dict[ColumnName, ColumnNote] = Field(default_factory=dict, max_length=50, description="Notes on columns")
    dataset_id: UUID | None = Field(None, description="A dataset whose table this file continues")


class DatasetImportQuery(PageQuery):
    """Filters of the list of files."""

    group_id: UUID | None = None
    project_id: UUID | None = None
    state: ImportState | None = None
