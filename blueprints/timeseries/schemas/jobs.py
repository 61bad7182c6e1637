"""The kinds of jobs of time series and their parameters."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class SeriesImportParams(BaseModel):
    """A file on its way in whose row exists."""

    import_id: UUID


class VersionParams(BaseModel):
    """A version whose row says what to do."""

    version_id: UUID


class FileParams(BaseModel):
    """A file to be made of a version: a table in some format, or a picture."""

    version_id: UUID
    kind: str
    options: dict[str, Any] = {}


class CloudPictureParams(BaseModel):
    """A picture of a cloud: what it is of, and where it belongs."""

    picture: dict[str, Any]
    sides: list[str]
    """Hash and column of x, hash and column of y."""
    path: str


DETECT = JobKind("timeseries.detect", SeriesImportParams, queue=Queue.SHORT, time_limit_s=900, is_news=False)
IMPORT = JobKind("timeseries.import", SeriesImportParams, queue=Queue.SHORT, time_limit_s=3600)
APPLY = JobKind("timeseries.apply", VersionParams, queue=Queue.SHORT, time_limit_s=3600)
MERGE = JobKind("timeseries.merge", VersionParams, queue=Queue.SHORT, time_limit_s=3600)
ALIGN = JobKind("timeseries.align", VersionParams, queue=Queue.SHORT, time_limit_s=3600)
CLOUD_PICTURE = JobKind(
    "timeseries.cloud-picture", CloudPictureParams, queue=Queue.SHORT, time_limit_s=900, is_news=False
)
WRITE_FILE = JobKind("timeseries.write-file", FileParams, queue=Queue.SHORT, time_limit_s=3600, is_news=False)
