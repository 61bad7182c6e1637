"""Files made of a version: tables in the formats of others, and pictures."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from blueprints.timeseries.schemas.clouds import CloudBody
from core.api import Body
from core.jobs.schemas import JobOut

TABLES = ("parquet", "csv", "json", "xlsx")
PLOTS = ("line", "histogram", "box", "violin", "heat", "autocorrelation", "spectrum", "missing")

FileKind = Literal[
    "parquet", "csv", "json", "xlsx",
    "line", "histogram", "box", "violin", "heat", "autocorrelation", "spectrum", "missing",
]  # fmt: skip


class FileChoice(BaseModel):
    """Which file of a version."""

    model_config = ConfigDict(extra="forbid")

    kind: FileKind = Field(description="A format of tables, or a picture")
    column: int = Field(0, ge=0, le=1000, description="Of a picture: the number of the column, from 0")
    image: Literal["png", "svg", "pdf"] = Field("png", description="Of a picture: its format")


class CloudPictureBody(Body):
    """A cloud as a picture."""

    cloud: CloudBody
    image: Literal["png", "svg", "pdf"] = "png"


class FileAnswer(BaseModel):
    """Whether the file is there; otherwise the job that makes it."""

    is_ready: bool
    job: JobOut | None
