"""Several datasets at once: merged into one, or put on one grid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from blueprints.projects.models import Project
from blueprints.timeseries.models import Dataset, DatasetVersion, VersionOrigin
from blueprints.timeseries.schemas.combine import AlignBody, AlignSource, MergeBody
from blueprints.timeseries.schemas.jobs import ALIGN, MERGE
from blueprints.timeseries.service import datasets, versions
from core.access import Principal, Role, require_role
from core.errors import AppError, invalid

Chosen = Sequence[tuple[DatasetVersion, Dataset]]


def merge(who: Principal, project: Project, body: MergeBody) -> tuple[Dataset, DatasetVersion]:
    """A new dataset of the rows of several. Raises AppError 404, 409, 422 for datasets of another group."""
    chosen = _chosen(who, project, body.version_ids)
    dataset = _new(project, body.name, chosen, who.user_id)
    version = versions.add(
        dataset,
        title=f"Merge of {len(chosen)} datasets",
        origin=VersionOrigin.MERGE,
        settings={"duplicates": body.duplicates},
        inputs=_inputs(chosen),
        created_by=who.user_id,
    )
    versions.start(MERGE, version, dataset, title=f"Merge into {dataset.name}")
    return dataset, version


def align(who: Principal, project: Project, body: AlignBody) -> tuple[Dataset | None, list[tuple[DatasetVersion, Any]]]:
    """Versions on one grid; the span is fixed now, from what the versions hold.

    Raises AppError 404, 409 `no-common-span`, 422 for datasets of another group.
    """
    chosen = _chosen(who, project, [source.version_id for source in body.sources])
    grid = _grid(chosen, body)
    if not body.as_one:
        for _version, dataset in chosen:
            require_role(who, dataset.group_id, Role.EDITOR, "dataset")
        return None, [
            (_align(dataset, [pair], [source], grid, who.user_id, parent=pair[0]), dataset)
            for pair, source in zip(chosen, body.sources, strict=True)
            for dataset in [pair[1]]
        ]
    name = body.name or f"{chosen[0][1].name} and {len(chosen) - 1} more"
    dataset = _new(project, name[:120], chosen, who.user_id)
    return dataset, [(_align(dataset, chosen, body.sources, grid, who.user_id), dataset)]


def _align(
    dataset: Dataset,
    chosen: Chosen,
    sources: Sequence[AlignSource],
    grid: dict[str, Any],
    user_id: UUID,
    parent: DatasetVersion | None = None,
) -> DatasetVersion:
    told = [source.model_dump(mode="json", exclude={"version_id"}) for source in sources]
    version = versions.add(
        dataset,
        title="Put on a grid" if parent else f"{len(chosen)} datasets on one grid",
        origin=VersionOrigin.ALIGN,
        parent=parent,
        settings={"grid": grid, "sources": told},
        inputs=_inputs(chosen),
        created_by=user_id,
    )
    versions.start(ALIGN, version, dataset, title=f"Put {dataset.name} on a grid")
    return version


def _chosen(who: Principal, project: Project, version_ids: Sequence[UUID]) -> list[tuple[DatasetVersion, Dataset]]:
    chosen = versions.several(who, version_ids)
    if any(dataset.group_id != project.group_id for _version, dataset in chosen):
        raise invalid("/project_id", "the datasets belong to another group than the project", "not-found")
    return chosen


def _new(project: Project, name: str, chosen: Chosen, user_id: UUID) -> Dataset:
    """A dataset for the result; it is of a site when all its sources are."""
    sites = {dataset.site_id if dataset.project_id == project.id else None for _version, dataset in chosen}
    return datasets.add(project, name=name, site_id=sites.pop() if len(sites) == 1 else None, created_by=user_id)


def _inputs(chosen: Chosen) -> list[dict[str, Any]]:
    return [
        {"sha256": version.blob_sha256 or "", "name": f"{dataset.name}, version {version.number}",
         "version_id": str(version.id)}
        for version, dataset in chosen
    ]  # fmt: skip


def _grid(chosen: Chosen, body: AlignBody) -> dict[str, Any]:
    """The grid written out, with its span."""
    grid = body.grid
    start = grid.start or max(_moments(chosen, "start_at"), default=None)
    stop = grid.stop or min(_moments(chosen, "end_at"), default=None)
    if start is None or stop is None or start > stop:
        raise AppError(409, "no-common-span", "The datasets have no time in common. Name a span.")
    return {
        "step_s": grid.step_s,
        "offset_s": grid.offset_s,
        "anchor": grid.anchor.isoformat() if grid.anchor else None,
        "from": start.isoformat(),
        "to": stop.isoformat(),
    }


def _moments(chosen: Chosen, name: str) -> list[datetime]:
    return [moment for version, _dataset in chosen if (moment := getattr(version, name)) is not None]
