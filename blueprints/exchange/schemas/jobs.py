"""The kinds of jobs of the exchange area and their parameters."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class ExportParams(BaseModel):
    """Make the file of an export whose row exists."""

    export_id: UUID


class ImportParams(BaseModel):
    """Take in a project's archive whose row exists."""

    import_id: UUID


EXPORT_PROJECT = JobKind("exchange.export-project", ExportParams, queue=Queue.SHORT, time_limit_s=6 * 3600)
EXPORT_CALLS = JobKind("exchange.export-calls", ExportParams, queue=Queue.AUDIO, time_limit_s=6 * 3600)
IMPORT_PROJECT = JobKind("exchange.import-project", ImportParams, queue=Queue.AUDIO, time_limit_s=6 * 3600)
