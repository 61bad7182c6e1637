"""How the jobs of this area get at a version's table, and how they hand one over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete

from blueprints.timeseries.models import Dataset, DatasetFinding, DatasetVersion, VersionState
from blueprints.timeseries.service.news import announce
from blueprints.timeseries.service.registry import code_version
from blueprints.timeseries.service.windows import build_pyramid
from core import signals
from core.clock import EPOCH
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError, sha256_of, storage
from core.storage.blobs import announce_blob
from processing.timeseries import store
from processing.timeseries.findings import Finding
from processing.timeseries.places import write_places
from processing.timeseries.summary import TableSummary, summarise
from processing.timeseries.table import Table

PARQUET = "application/vnd.apache.parquet"


class Found(NamedTuple):
    """A finding and the step that made it; -1 is the reading of a file."""

    step_index: int
    finding: Finding


def load_version(version_id: UUID) -> tuple[DatasetVersion, Dataset]:
    """The version as it is now. Raises AppError 404 when it was deleted meanwhile."""
    found = db.session.get(DatasetVersion, version_id, populate_existing=True)
    if found is None:
        raise AppError(404, "version-gone", "The version was deleted before this job could make it.")
    return found, db.session.get_one(Dataset, found.dataset_id)


@contextmanager
def stored(sha256: str) -> Iterator[Path]:
    """A stored file as a path. A storage that does not answer is a passing fault."""
    try:
        with storage().open_local(sha256) as path:
            yield path
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc


def load_table(sha256: str, *, columns: tuple[str, ...] = ()) -> Table:
    with stored(sha256) as path:
        return store.read(path, columns=columns)


def hand_over(
    ctx: JobContext, version_id: UUID, table: Table, findings: Sequence[Found], *, n_read: int
) -> list[ResultLink]:
    """Store a version's table and the account of it; the row, its findings and the job's end are one commit."""
    ctx.report(0, 0, "Storing")
    path = ctx.workdir / "table.parquet"
    store.write(table, path)
    sha256, size = keep(ctx, path, PARQUET)
    places = _keep_places(ctx, findings)
    ctx.report(0, 0, "Drawing")
    build_pyramid(sha256, table)
    summary = summarise(table)
    version, dataset = load_version(version_id)
    _fill(version, summary)
    version.blob_sha256, version.size_bytes, version.findings_sha256 = sha256, size, places
    version.n_read, version.code_version = n_read, code_version()
    _replace_findings(version.id, findings)
    _note_units(dataset, table)
    if dataset.current_version_id is None or version.settings.get("make_current", True):
        dataset.current_version_id = version.id
        dataset.version += 1
    announce(dataset)
    return [ResultLink("dataset", f"{dataset.name}, version {version.number}", f"/datasets/{dataset.id}")]


def keep(ctx: JobContext, path: Path, media_type: str) -> tuple[str, int]:
    """Store a file; returns its hash and size. The row is committed first, so that a sweep finds it young."""
    sha256, size = sha256_of(path), path.stat().st_size
    announce_blob(sha256, size, media_type)
    ctx.commit()
    storage().adopt_file(path, sha256)
    return sha256, size


def _keep_places(ctx: JobContext, findings: Sequence[Found]) -> str | None:
    """Every row that was dropped or changed, as a file of its own."""
    if not findings:
        return None
    path = ctx.workdir / "findings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_places([(found.step_index, found.finding) for found in findings], file)
    return keep(ctx, path, "text/csv")[0]


def moment_of(time_us: int | None) -> datetime | None:
    return None if time_us is None else EPOCH + timedelta(microseconds=time_us)


def _fill(version: DatasetVersion, summary: TableSummary) -> None:
    version.state = VersionState.READY
    version.problem_code = version.problem_detail = None
    version.n_rows, version.step_s = summary.n_rows, summary.step_s
    version.start_at, version.end_at = moment_of(summary.start), moment_of(summary.end)
    version.columns = [column._asdict() for column in summary.columns]
    signals.dataset_stored.send(version, version=version)


def _replace_findings(version_id: UUID, findings: Sequence[Found]) -> None:
    db.session.execute(delete(DatasetFinding).where(DatasetFinding.version_id == version_id))
    for step_index, finding in findings:
        told: dict[str, Any] = finding.as_dict()
        db.session.add(
            DatasetFinding(
                version_id=version_id,
                step_index=step_index,
                code=told["code"],
                message=told["message"],
                column_name=told["column"],
                severity=told["severity"],
                n=told["count"],
                n_dropped=told["n_dropped"],
                n_changed=told["n_changed"],
                examples=told["examples"],
            )
        )


def _note_units(dataset: Dataset, table: Table) -> None:
    """Units the table brings stand where nobody has said anything yet."""
    notes = {
        column.name: {"unit": column.unit, "description": column.description}
        for column in table.columns
        if (column.unit or column.description) and column.name not in dataset.columns
    }
    if notes:
        dataset.columns = dict(dataset.columns) | notes
