"""Live news about datasets, to the room of their group, once they are committed."""

from typing import Any

from blueprints.timeseries.models import Dataset, DatasetImport
from core.after_commit import do_after_commit
from core.realtime import emit


def announce(row: Dataset, **more: Any) -> None:
    """Tell the group that a dataset arrived, changed or went."""
    payload = {
        "id": str(row.id),
        "project_id": str(row.project_id),
        "current_version_id": str(row.current_version_id) if row.current_version_id else None,
        "n_versions": row.n_versions or 0,
        "version": row.version or 1,
        **more,
    }
    do_after_commit(("dataset.changed", payload["id"]), emit, "dataset.changed", f"group:{row.group_id}", payload)


def announce_import(row: DatasetImport) -> None:
    """Tell the group how far a file is on its way in."""
    payload = {
        "id": str(row.id),
        "project_id": str(row.project_id),
        "state": str(row.state),
        "dataset_id": str(row.dataset_id) if row.dataset_id else None,
    }
    name = "dataset-import.changed"
    do_after_commit((name, payload["id"]), emit, name, f"group:{row.group_id}", payload)
