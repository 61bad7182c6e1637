"""Requests of the exchange area."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, RootModel

from core.api import Body
from core.fields import FormFile, From, Until
from core.paging import PageQuery


class ProjectExportBody(Body):
    """Everything of a project as one archive that another station takes in."""

    kind: Literal["project-archive"]
    project_id: UUID
    with_sound: bool = Field(True, description="false: recordings are described, their files stay here")


class CallsChoice(Body):
    """Which calls: those of current segmentations, without what people rejected."""

    project_id: UUID
    site_id: UUID | None = None
    species_id: UUID | None = None
    recording_id: UUID | None = None
    label: str | None = Field(None, max_length=100, description="A person's label, or the predicted one")
    labelled: bool | None = Field(None, description="Whether a person has labelled it")
    start: From | None = Field(None, alias="from", description="Recorded at or after")
    stop: Until | None = Field(None, alias="to", description="Recorded before")


class CallsExportBody(CallsChoice):
    """Measures of calls, as a table or as HDF5 with the probabilities."""

    kind: Literal["features", "features-rich", "hdf5"]


class ExportBody(RootModel[Annotated[ProjectExportBody | CallsExportBody, Field(discriminator="kind")]]):
    """What to make."""


class ExportQuery(PageQuery):
    """Filters of the list of exports."""

    group_id: UUID | None = None
    project_id: UUID | None = None


class ProjectImportForm(BaseModel):
    """An archive of a project in one request; large ones come as resumable uploads of kind `project-archive`."""

    model_config = ConfigDict(extra="forbid")

    group_id: UUID = Field(description="Group the project goes to")
    file: FormFile = Field(description="The archive")


class ProjectImportQuery(PageQuery):
    """Filters of the list of imports."""

    group_id: UUID | None = None
