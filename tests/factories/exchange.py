"""Builders of exports and of projects on their way in."""

from datetime import timedelta
from typing import Any

from blueprints.exchange.models import Export, ExportKind, ProjectImport, WorkState
from blueprints.projects.models import Project
from core.clock import now
from tests.factories import Factory
from tests.factories.calls import store_blob


def build_export(make: Factory, project: Project | None = None, **fields: Any) -> Export:
    """A made export, whose file is a few bytes."""
    project = project or make.project()
    values = {
        "group_id": project.group_id,
        "project_id": project.id,
        "kind": ExportKind.PROJECT,
        "state": WorkState.READY,
        "file_name": "project.zip",
        "size_bytes": 4,
        "blob_sha256": store_blob(b"file", "application/zip"),
        "expires_at": now() + timedelta(days=1),
    }
    return make.save(Export(**(values | fields)))


def build_project_import(make: Factory, group: Any = None, **fields: Any) -> ProjectImport:
    """A project that is on its way in."""
    group = group or make.group()
    return make.save(ProjectImport(**({"group_id": group.id, "file_name": "project.zip"} | fields)))
