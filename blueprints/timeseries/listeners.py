"""What this area does about news from below: work that ended badly is told by the row people look at."""

from functools import cache
from typing import Any

from sqlalchemy import select

from blueprints.timeseries.models import (
    Dataset,
    DatasetImport,
    DatasetVersion,
    ImportState,
    VersionOrigin,
    VersionState,
)
from blueprints.timeseries.service.datasets import remove
from blueprints.timeseries.service.news import announce, announce_import
from core import signals
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_note_failure)


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if not job.kind.startswith("timeseries.") or job.state == JobState.SUCCEEDED:
        return
    for version in db.session.scalars(select(DatasetVersion).where(DatasetVersion.job_id == job.id)):
        if version.state == VersionState.WAITING:
            version.state = VersionState.FAILED
            version.problem_code, version.problem_detail = job.error_code, job.error_detail
            _tell_or_drop(version)
    for row in db.session.scalars(select(DatasetImport).where(DatasetImport.job_id == job.id)):
        if row.state in (ImportState.DETECTING, ImportState.IMPORTING):
            row.state = ImportState.FAILED
            row.problem_code, row.problem_detail = job.error_code, job.error_detail
            announce_import(row)


def _tell_or_drop(version: DatasetVersion) -> None:
    """A dataset that was to be made of a file and has nothing else goes; the file tells why and can be corrected."""
    dataset = db.session.get_one(Dataset, version.dataset_id)
    if version.origin == VersionOrigin.IMPORT and dataset.n_versions == 1:
        remove(dataset)
    else:
        announce(dataset)
