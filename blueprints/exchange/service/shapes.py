"""What exports and imports look like in an answer."""

from typing import Any

from blueprints.exchange.models import Export, ProjectImport


def _problem(row: Export | ProjectImport) -> dict[str, Any] | None:
    return {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None


def shape_export(row: Export) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "kind": row.kind,
        "options": row.options,
        "state": row.state,
        "problem": _problem(row),
        "file_name": row.file_name,
        "size_bytes": row.size_bytes,
        "expires_at": row.expires_at,
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def shape_import(row: ProjectImport) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "file_name": row.file_name,
        "state": row.state,
        "problem": _problem(row),
        "counts": row.counts,
        "notes": row.notes,
        "job_id": row.job_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }
