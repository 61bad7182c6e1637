"""What datasets, versions, imports and recipes look like in an answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.timeseries.models import (
    ArrivalRecipe,
    Dataset,
    DatasetFinding,
    DatasetImport,
    DatasetVersion,
    SeriesRecipe,
)
from core.db import db

Tallies = Mapping[UUID, Mapping[str, int]]
"""By version: kinds of findings, rows dropped, values changed."""

NOTHING_FOUND = {"n_findings": 0, "n_dropped": 0, "n_changed": 0}


def tallies_of(version_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Counts of findings of these versions, in one query."""
    rows = db.session.execute(
        select(
            DatasetFinding.version_id,
            func.count(),
            func.sum(DatasetFinding.n_dropped),
            func.sum(DatasetFinding.n_changed),
        )
        .where(DatasetFinding.version_id.in_(list(version_ids)))
        .group_by(DatasetFinding.version_id)
    )
    return {
        version_id: {"n_findings": n, "n_dropped": int(dropped), "n_changed": int(changed)}
        for version_id, n, dropped, changed in rows
    }


def _problem(row: DatasetVersion | DatasetImport) -> dict[str, Any] | None:
    return {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None


def shape_columns(row: DatasetVersion, notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of a version with what people say of them."""
    shown = []
    for column in row.columns:
        note = notes.get(column["name"], {})
        shown.append(column | {"unit": note.get("unit", ""), "description": note.get("description", "")})
    return shown


def shape_version(row: DatasetVersion, dataset: Dataset, tallies: Tallies) -> dict[str, Any]:
    return {
        "id": row.id,
        "dataset_id": row.dataset_id,
        "parent_id": row.parent_id,
        "number": row.number,
        "title": row.title,
        "origin": row.origin,
        "steps": row.steps,
        "settings": row.settings,
        "inputs": row.inputs,
        "code_version": row.code_version,
        "state": row.state,
        "problem": _problem(row),
        "n_rows": row.n_rows,
        "n_read": row.n_read,
        "size_bytes": row.size_bytes,
        "start_at": row.start_at,
        "end_at": row.end_at,
        "step_s": row.step_s,
        "columns": shape_columns(row, dataset.columns),
        **tallies.get(row.id, NOTHING_FOUND),
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_datasets(rows: Sequence[Dataset]) -> list[dict[str, Any]]:
    """Datasets with their current versions, in two queries however many there are."""
    ids = [row.current_version_id for row in rows if row.current_version_id]
    versions = {
        version.id: version
        for version in db.session.scalars(select(DatasetVersion).where(DatasetVersion.id.in_(ids)))
    }
    tallies = tallies_of(ids)
    return [_shape_dataset(row, versions.get(row.current_version_id or row.id), tallies) for row in rows]


def shape_dataset(row: Dataset) -> dict[str, Any]:
    return shape_datasets([row])[0]


def _shape_dataset(row: Dataset, current: DatasetVersion | None, tallies: Tallies) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "site_id": row.site_id,
        "name": row.name,
        "description": row.description,
        "current_version_id": row.current_version_id,
        "current": shape_version(current, row, tallies) if current else None,
        "n_versions": row.n_versions,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def shape_finding(row: DatasetFinding) -> dict[str, Any]:
    return {
        "step_index": row.step_index,
        "code": row.code,
        "message": row.message,
        "column": row.column_name,
        "severity": row.severity,
        "n": row.n,
        "n_dropped": row.n_dropped,
        "n_changed": row.n_changed,
        "examples": row.examples,
    }


def shape_import(row: DatasetImport) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "site_id": row.site_id,
        "file_name": row.file_name,
        "size_bytes": row.size_bytes,
        "time_zone": row.time_zone,
        "is_direct": row.is_direct,
        "state": row.state,
        "problem": _problem(row),
        "detection": row.detection,
        "plan": row.plan,
        "dataset_id": row.dataset_id,
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_recipes(rows: Sequence[SeriesRecipe]) -> list[dict[str, Any]]:
    """Recipes with the projects in which they run on arrival."""
    arrivals: dict[UUID, list[UUID]] = {}
    found = select(ArrivalRecipe).where(ArrivalRecipe.recipe_id.in_([row.id for row in rows]))
    for arrival in db.session.scalars(found):
        arrivals.setdefault(arrival.recipe_id, []).append(arrival.project_id)
    return [
        {
            "id": row.id,
            "group_id": row.group_id,
            "name": row.name,
            "description": row.description,
            "steps": row.steps,
            "arrival_project_ids": arrivals.get(row.id, []),
            "version": row.version,
            "created_by": row.created_by,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }
        for row in rows
    ]


def shape_recipe(row: SeriesRecipe) -> dict[str, Any]:
    return shape_recipes([row])[0]
