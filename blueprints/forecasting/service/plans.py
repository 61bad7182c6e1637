"""Plans checked against what there is: series, columns, models; and the tables a plan means at a moment."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.forecasting.models import ForecastSession
from blueprints.forecasting.schemas.plan import ForecastInput, PlanBody
from blueprints.forecasting.service import catalogue
from blueprints.projects.models import Site
from blueprints.timeseries.models import Dataset, DatasetVersion, VersionState
from core.clock import EPOCH
from core.db import db
from core.errors import AppError, conflict, invalid
from processing.errors import ProcessingError

PLACES = {
    "series": "inputs", "calendar": "calendar", "split": "split", "models": "models", "look_back": "look_back",
    "horizon": "horizon", "step_us": "step_s", "quantiles": "level",
}  # fmt: skip
"""Parts of a study as the numbers name them, and as a plan does."""


class Source(NamedTuple):
    """An input with the version that it means now and the name people know it by."""

    name: str
    unit: str
    role: str
    dataset_id: UUID
    column: str
    version_id: UUID
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        return self._asdict() | {"dataset_id": str(self.dataset_id), "version_id": str(self.version_id)}


def checked(group_id: UUID, body: PlanBody) -> dict[str, Any]:
    """A plan as it is stored. Raises AppError 422 naming what is not there or cannot be."""
    names = _names([dataset.name for dataset, _ in _find(group_id, body.inputs)], body.inputs)
    # The numbers' own check: `ml` is loaded when the first plan is made, not when the web process starts.
    from ml.forecasting.spec import spec_of  # noqa: PLC0415

    try:
        spec_of(study_of(body, names, "UTC"))
    except ProcessingError as exc:
        raise invalid(_pointer(str(exc.details.get("field", ""))), exc.message, exc.code) from exc
    for number, order in enumerate(body.models):
        catalogue.check(order, f"/plan/models/{number}")
    return body.model_dump(mode="json")


def _pointer(field: str) -> str:
    first, *rest = field.split(".")
    return "/".join(["/plan", PLACES.get(first, first), *rest]).rstrip("/")


def study_of(body: PlanBody, names: Sequence[str], zone: str) -> dict[str, Any]:
    """The plan as the numbers take it; a table's name is its dataset's id, a column's the one people know it by."""
    told = body.model_dump(mode="json", exclude={"inputs", "step_s", "calendar", "split", "level"})
    split = body.split.model_dump(mode="json", exclude={"validation_from", "test_from", "until"})
    rest = (1 - body.level) / 2
    return told | {
        "series": [
            one.model_dump(mode="json", exclude={"dataset_id", "version_id"})
            | {"table": str(one.dataset_id), "column": name}
            for one, name in zip(body.inputs, names, strict=True)
        ],
        "step_us": round(body.step_s * 1_000_000),
        "calendar": body.calendar.model_dump(mode="json") | {"zone": zone},
        "split": split
        | {
            "validation_start_us": _us(body.split.validation_from),
            "test_start_us": _us(body.split.test_from),
            "end_us": _us(body.split.until),
        },
        "quantiles": [round(rest, 6), round(1 - rest, 6)],
    }


def _us(moment: Any) -> int | None:
    return None if moment is None else round((moment - EPOCH).total_seconds() * 1_000_000)


def plan_of(row: ForecastSession) -> PlanBody:
    return PlanBody.model_validate(row.plan)


def _find(group_id: UUID, inputs: Sequence[ForecastInput]) -> list[tuple[Dataset, DatasetVersion]]:
    """Each input's dataset and the version it means. Raises AppError 422."""
    ids = {one.dataset_id for one in inputs}
    rows = select(Dataset).where(Dataset.id.in_(ids), Dataset.group_id == group_id)
    datasets = {row.id: row for row in db.session.scalars(rows)}
    current = {row.id: row.current_version_id for row in datasets.values()}
    wanted = [one.version_id or current.get(one.dataset_id) for one in inputs]
    of = select(DatasetVersion).where(DatasetVersion.id.in_([found for found in wanted if found]))
    versions = {row.id: row for row in db.session.scalars(of)}
    return [
        _one(f"/plan/inputs/{number}", one, datasets.get(one.dataset_id), versions.get(version_id or one.dataset_id))
        for number, (one, version_id) in enumerate(zip(inputs, wanted, strict=True))
    ]


def _one(
    pointer: str, one: ForecastInput, dataset: Dataset | None, version: DatasetVersion | None
) -> tuple[Dataset, DatasetVersion]:
    if dataset is None:
        raise invalid(f"{pointer}/dataset_id", "there is no such dataset in this group", "not-found")
    if version is None or version.dataset_id != dataset.id or version.state != VersionState.READY:
        raise invalid(f"{pointer}/version_id", f"{dataset.name} has no such version that is ready", "not-found")
    if one.column not in [column["name"] for column in version.columns]:
        raise invalid(f"{pointer}/column", f"{dataset.name} has no column {one.column}", "not-found")
    return dataset, version


def sources_of(group_id: UUID, body: PlanBody) -> list[Source]:
    """The tables a plan means now. Raises AppError 409 when a dataset or column has gone since it was made."""
    try:
        found = _find(group_id, body.inputs)
    except AppError as exc:
        raise conflict("input-gone", f"An input of this session is not there any more: {exc.detail}.") from exc
    names = _names([dataset.name for dataset, _ in found], body.inputs)
    return [
        Source(
            name=name,
            unit=_unit(dataset, one.column),
            role=one.role,
            dataset_id=dataset.id,
            column=one.column,
            version_id=version.id,
            sha256=version.blob_sha256 or "",
        )
        for name, one, (dataset, version) in zip(names, body.inputs, found, strict=True)
    ]


def present(group_id: UUID, body: PlanBody, inputs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The inputs a run learned from, in the versions they have now; the names stay those the models know."""
    return [
        source._replace(name=one["name"], unit=one["unit"]).as_dict()
        for source, one in zip(sources_of(group_id, body), inputs, strict=True)
    ]


def _unit(dataset: Dataset, column: str) -> str:
    return str(dataset.columns.get(column, {}).get("unit", ""))


def _names(dataset_names: Sequence[str], inputs: Sequence[ForecastInput]) -> list[str]:
    """A column's own name, with the dataset's before it where two datasets have one of that name."""
    owners = {one.column: {other.dataset_id for other in inputs if other.column == one.column} for one in inputs}
    return [
        one.column if len(owners[one.column]) == 1 else f"{dataset}: {one.column}"
        for dataset, one in zip(dataset_names, inputs, strict=True)
    ]


def zone_of(row: ForecastSession) -> str:
    """The zone of calendar features: the site's, else UTC."""
    site = db.session.get(Site, row.site_id) if row.site_id else None
    return site.time_zone if site and site.time_zone else "UTC"


def hash_of(body: PlanBody, sources: Sequence[Source], zone: str) -> str:
    """Of all that windows are made from; models leave windows as they are."""
    plan = body.model_dump(mode="json", exclude={"models", "seed", "level"})
    made_of = json.dumps([plan, [source.sha256 for source in sources], zone], sort_keys=True)
    return hashlib.sha256(made_of.encode()).hexdigest()
