"""Who may use the routes of time series."""

from typing import Any

from tests.architecture.access import Door, Needs, World, one, unique

LIMITS = {"name": "limits", "params": {"high": 100}}


def _dataset(w: World) -> Any:
    return w.make.dataset(w.project)


def _version(w: World) -> Any:
    return w.make.dataset_version(w.project)


def _import(w: World) -> Any:
    return w.make.dataset_import(w.project)


def _recipe(w: World) -> Any:
    return w.make.series_recipe(w.group)


def _two(w: World) -> list[str]:
    return [str(_version(w).id), str(_version(w).id)]


def _own_version(w: World) -> dict[str, Any]:
    """A version of the dataset in the path, which is made before the body is."""
    from blueprints.timeseries.models import DatasetVersion
    from core.db import db

    newest = db.session.query(DatasetVersion).order_by(DatasetVersion.created_at.desc()).first()
    return {"version_id": str(newest.id if newest else _version(w).id)}


def _cloud(w: World) -> dict[str, Any]:
    version_id = str(_version(w).id)
    return {
        "x": {"version_id": version_id, "column": "warm"},
        "y": {"version_id": version_id, "column": "wet"},
    }


DOORS = {
    "timeseries.list_datasets": Door(Needs.VIEWER, shows=lambda w: str(_dataset(w).id)),
    "timeseries.get_dataset": Door(Needs.VIEWER, path=one(_dataset)),
    "timeseries.change_dataset": Door(Needs.EDITOR, path=one(_dataset), body=lambda w: {"name": "Other"}),
    "timeseries.delete_dataset": Door(Needs.EDITOR, path=one(_dataset)),
    "timeseries.choose_version": Door(Needs.EDITOR, path=one(_dataset), body=_own_version),
    "timeseries.list_versions": Door(Needs.VIEWER, path=one(_dataset)),
    "timeseries.create_version": Door(Needs.EDITOR, path=one(_dataset), body=lambda w: {"steps": [LIMITS]}),
    "timeseries.get_version": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.delete_version": Door(Needs.EDITOR, path=one(_version)),
    "timeseries.get_findings": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.get_findings_file": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.get_window": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.get_marks": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.get_rows": Door(Needs.VIEWER, path=one(_version)),
    "timeseries.preview_steps": Door(Needs.VIEWER, path=one(_version), body=lambda w: {"steps": [LIMITS]}),
    "timeseries.make_file": Door(Needs.VIEWER, path=one(_version), body=lambda w: {"kind": "csv"}),
    "timeseries.get_file": Door(Needs.VIEWER, path=one(_version), query=lambda w: {"kind": "parquet"}),
    "timeseries.merge_datasets": Door(
        Needs.EDITOR, body=lambda w: {"project_id": str(w.project.id), "name": unique("Both"), "version_ids": _two(w)}
    ),
    "timeseries.align_datasets": Door(
        Needs.EDITOR,
        body=lambda w: {"project_id": str(w.project.id), "sources": [{"version_id": found} for found in _two(w)]},
    ),
    "timeseries.list_imports": Door(Needs.VIEWER, shows=lambda w: str(_import(w).id)),
    "timeseries.create_import": Door(
        Needs.EDITOR,
        form=lambda w: {"project_id": str(w.project.id), "file": w.make.file(unique("time;a").encode(), "logger.csv")},
    ),
    "timeseries.get_import": Door(Needs.VIEWER, path=one(_import)),
    "timeseries.correct_detection": Door(Needs.EDITOR, path=one(_import), body=lambda w: {"plan": None}),
    "timeseries.run_import": Door(Needs.EDITOR, path=one(_import), body=lambda w: {"name": unique("Logger")}),
    "timeseries.delete_import": Door(Needs.EDITOR, path=one(_import)),
    "timeseries.list_steps": Door(Needs.SIGN_IN),
    "timeseries.list_recipes": Door(Needs.VIEWER, shows=lambda w: str(_recipe(w).id)),
    "timeseries.create_recipe": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "name": unique("Recipe"), "steps": [LIMITS]}
    ),
    "timeseries.get_recipe": Door(Needs.VIEWER, path=one(_recipe)),
    "timeseries.change_recipe": Door(Needs.EDITOR, path=one(_recipe), body=lambda w: {"description": "Other"}),
    "timeseries.delete_recipe": Door(Needs.EDITOR, path=one(_recipe)),
    "timeseries.set_arrivals": Door(
        Needs.EDITOR, path=one(_recipe), body=lambda w: {"project_ids": [str(w.project.id)]}
    ),
    "timeseries.apply_recipe": Door(
        Needs.EDITOR, path=one(_recipe), body=lambda w: {"dataset_ids": [str(_dataset(w).id)]}
    ),
    "timeseries.compute_cloud": Door(Needs.VIEWER, body=_cloud),
    "timeseries.save_points": Door(Needs.VIEWER, body=_cloud),
    "timeseries.draw_cloud": Door(Needs.VIEWER, body=lambda w: {"cloud": _cloud(w), "image": "png"}),
    "timeseries.save_coefficients": Door(Needs.VIEWER, body=_cloud),
}
