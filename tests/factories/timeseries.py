"""Builders of datasets with a real table, files on their way in, and recipes."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from blueprints.accounts.models import Group
from blueprints.projects.models import Project
from blueprints.timeseries.models import (
    Dataset,
    DatasetImport,
    DatasetVersion,
    ImportState,
    SeriesRecipe,
    VersionOrigin,
    VersionState,
)
from core.clock import EPOCH, new_id
from core.db import db
from processing.timeseries import store
from processing.timeseries.summary import summarise
from processing.timeseries.table import US, Column, Table
from tests.factories import Factory
from tests.factories.calls import store_blob

N_ROWS = 50
CSV = b"time;value\n2026-01-01T00:00:00;1\n2026-01-01T00:01:00;2\n2026-01-01T00:02:00;3\n"


def parquet(n: int = N_ROWS) -> tuple[bytes, Table]:
    """A table of two columns, a value a minute from 2020 on, as a file."""
    time = 1_577_836_800 * US + np.arange(n) * 60 * US
    table = Table(time, (Column("warm", np.sin(np.arange(n) / 5)), Column("wet", np.arange(n) % 7.0, unit="mm")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        store.write(table, path)
        return path.read_bytes(), table


def build_dataset(make: Factory, project: Project | None = None, **fields: Any) -> Dataset:
    """A dataset with one version whose table is real."""
    project = project or make.project()
    values = {"group_id": project.group_id, "project_id": project.id, "name": f"Series {make.number()}"}
    row = Dataset(id=new_id(), **(values | fields))
    db.session.add(row)
    db.session.flush()
    row.current_version_id = _version(row).id
    return make.save(row)


def build_dataset_version(make: Factory, project: Project | None = None) -> DatasetVersion:
    """A further version of a new dataset, which is not the current one."""
    return make.save(_version(build_dataset(make, project)))


def _version(dataset: Dataset) -> DatasetVersion:
    from datetime import timedelta

    content, table = parquet()
    summary = summarise(table)
    dataset.n_versions = (dataset.n_versions or 0) + 1
    row = DatasetVersion(
        id=new_id(),
        dataset_id=dataset.id,
        number=dataset.n_versions,
        title="Import",
        origin=VersionOrigin.IMPORT,
        state=VersionState.READY,
        blob_sha256=store_blob(content, "application/vnd.apache.parquet"),
        findings_sha256=store_blob(b"step,code,column,row,time,value\n", "text/csv"),
        size_bytes=len(content),
        n_rows=summary.n_rows,
        n_read=summary.n_rows,
        start_at=EPOCH + timedelta(microseconds=summary.start or 0),
        end_at=EPOCH + timedelta(microseconds=summary.end or 0),
        step_s=summary.step_s,
        columns=[column._asdict() for column in summary.columns],
    )
    db.session.add(row)
    db.session.flush()
    return row


def build_dataset_import(make: Factory, project: Project | None = None, **fields: Any) -> DatasetImport:
    """A file that was looked at and waits for a word."""
    project = project or make.project()
    plan = {
        "layout": "text", "delimiter": ";", "header_line": 1, "first_line": 2, "pattern": "%Y-%m-%dT%H:%M:%S",
        "zone": "UTC",
        "columns": [{"position": 0, "name": "time", "role": "time"}, {"position": 1, "name": "value"}],
    }  # fmt: skip
    values = {
        "group_id": project.group_id,
        "project_id": project.id,
        "file_name": "logger.csv",
        "size_bytes": len(CSV),
        "blob_sha256": store_blob(CSV, "text/csv"),
        "state": ImportState.DETECTED,
        "detection": {"plan": plan, "questions": [], "sample": [], "parsed": [], "step_s": 60.0, "usable_share": 1.0},
    }
    return make.save(DatasetImport(**(values | fields)))


def build_series_recipe(make: Factory, group: Group | None = None, **fields: Any) -> SeriesRecipe:
    group_id = (group or make.group()).id
    steps = [{"name": "limits", "params": {"high": 100}, "columns": []}]
    values = {"group_id": group_id, "name": f"Recipe {make.number()}", "steps": steps}
    return make.save(SeriesRecipe(**(values | fields)))
