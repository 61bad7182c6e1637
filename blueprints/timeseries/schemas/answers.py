"""What datasets, versions, imports and recipes look like in an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.timeseries.models import ImportState, VersionOrigin, VersionState
from core.documents import page_of


class SeriesProblemOut(BaseModel):
    code: str
    detail: str | None


class SeriesColumnOut(BaseModel):
    """A column of a version, with what people say of it."""

    name: str
    unit: str
    description: str
    n_valid: int
    n_missing: int
    n_text: int = Field(description="Cells that hold text instead of a number; they count as missing")
    minimum: float | None
    maximum: float | None
    mean: float | None


class SeriesStepOut(BaseModel):
    name: str
    params: dict[str, Any]
    columns: list[str] = Field(description="None: all of them")


class VersionInputOut(BaseModel):
    """What a version was made from."""

    sha256: str
    name: str
    version_id: UUID | None


class DatasetVersionOut(BaseModel):
    """One state of a dataset's table."""

    id: UUID
    dataset_id: UUID
    parent_id: UUID | None
    number: int
    title: str
    origin: VersionOrigin
    steps: list[SeriesStepOut]
    settings: dict[str, Any]
    inputs: list[VersionInputOut]
    code_version: str | None
    state: VersionState
    problem: SeriesProblemOut | None
    n_rows: int | None
    n_read: int | None
    size_bytes: int | None
    start_at: datetime | None
    end_at: datetime | None
    step_s: float | None = Field(description="The distance of most neighbours, in seconds")
    columns: list[SeriesColumnOut]
    n_findings: int = Field(description="Kinds of findings")
    n_dropped: int = Field(description="Rows that were left out")
    n_changed: int = Field(description="Values that were changed")
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime


class DatasetOut(BaseModel):
    """A dataset with its current version."""

    id: UUID
    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    name: str
    description: str
    current_version_id: UUID | None
    current: DatasetVersionOut | None
    n_versions: int
    version: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class DatasetVersionsOut(BaseModel):
    """Every version of a dataset, oldest first; `parent_id` makes the tree."""

    results: list[DatasetVersionOut]


class FindingExampleOut(BaseModel):
    row: int | None
    time: str | None
    value: str | None


class DatasetFindingOut(BaseModel):
    """One kind of thing that was found."""

    step_index: int = Field(description="Which of the version's steps, from 0; -1: reading the file")
    code: str
    message: str
    column: str | None
    severity: str = Field(description="info, warning or error")
    n: int = Field(description="Rows or values it is about")
    n_dropped: int
    n_changed: int
    examples: list[FindingExampleOut]


class SeriesFindingsOut(BaseModel):
    """The account of a version: rows read are rows kept and rows dropped with a reason."""

    n_read: int | None
    n_rows: int | None
    n_dropped: int
    n_changed: int
    has_file: bool = Field(description="Whether every single row can be downloaded")
    results: list[DatasetFindingOut]


class StepMarkOut(BaseModel):
    """A value that a step changes; null is missing."""

    time: float = Field(description="Milliseconds since 1970")
    before: float | None
    after: float | None


class ChangedPlaceOut(BaseModel):
    """A value that was changed or dropped."""

    time: float = Field(description="Milliseconds since 1970")
    value: float | None = Field(description="What it was")
    code: str = Field(description="The finding it belongs to")


class MarksOut(BaseModel):
    """What was changed in a part of a version."""

    n: int = Field(description="How many there are")
    marks: list[ChangedPlaceOut] = Field(description="At most 2,000 of them, evenly chosen")


class SeriesLineOut(BaseModel):
    """A column in few points: null is a gap, extremes are exact."""

    index: int
    name: str
    unit: str
    time: list[float] = Field(description="Milliseconds since 1970")
    value: list[float | None]
    is_exact: bool = Field(description="Whether every value is there")


class SeriesWindowOut(BaseModel):
    start: float
    stop: float
    series: list[SeriesLineOut]


class StepPreviewOut(BaseModel):
    """A step tried on a part of a version."""

    start: float
    stop: float
    column: str
    before: SeriesLineOut
    after: SeriesLineOut
    n_changed: int = Field(description="Values of this column that would change in this part")
    findings: list[DatasetFindingOut]
    marks: list[StepMarkOut] = Field(description="At most 2,000, evenly chosen among more")


class SeriesRowsOut(BaseModel):
    """Rows as they are; missing is null."""

    count: int
    columns: list[str]
    rows: list[list[Any]]


class DatasetImportOut(BaseModel):
    """A file on its way in."""

    id: UUID
    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    file_name: str
    size_bytes: int
    time_zone: str
    is_direct: bool
    state: ImportState
    problem: SeriesProblemOut | None
    detection: dict[str, Any] | None = Field(description="plan, questions, first rows as they stand and as read")
    plan: dict[str, Any] = Field(description="How it is read, as corrected; empty while nobody corrected it")
    dataset_id: UUID | None
    job_id: UUID | None
    created_by: UUID | None
    created_at: datetime


class StepParameterOut(BaseModel):
    """What a step can be told."""

    name: str
    kind: str = Field(description="number, switch, choice, text, time, column or map")
    label: str
    default: Any
    help: str
    unit: str
    minimum: float | None
    maximum: float | None
    step: float
    is_optional: bool
    options: list[str]


class StepKindOut(BaseModel):
    """A step that can be applied to a version."""

    name: str
    title: str
    summary: str
    group: str = Field(description="clean, grid or cloud")
    parameters: list[StepParameterOut]


class StepKindsOut(BaseModel):
    results: list[StepKindOut]
    default_order: list[str] = Field(description="The order in which a whole cleaning is done")


class SeriesRecipeOut(BaseModel):
    """A chain of steps under a name."""

    id: UUID
    group_id: UUID
    name: str
    description: str
    steps: list[SeriesStepOut]
    arrival_project_ids: list[UUID] = Field(description="Projects in which it runs on every imported dataset")
    version: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class RecipeAppliedOut(BaseModel):
    """Versions on their way."""

    results: list[DatasetVersionOut]


DatasetPage = page_of(DatasetOut)
DatasetImportPage = page_of(DatasetImportOut)
SeriesRecipePage = page_of(SeriesRecipeOut)
