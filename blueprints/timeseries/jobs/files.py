"""Files made of a version: tables in the formats of others, and pictures."""

from dataclasses import replace
from pathlib import Path

from blueprints.timeseries.jobs.tables import load_table, load_version
from blueprints.timeseries.schemas.files import PLOTS, CloudPictureBody, FileChoice
from blueprints.timeseries.schemas.jobs import CLOUD_PICTURE, WRITE_FILE, CloudPictureParams, FileParams
from blueprints.timeseries.service import clouds
from blueprints.timeseries.service.datasets import zone_of
from blueprints.timeseries.service.files import place_of
from blueprints.timeseries.service.versions import table_of
from core.cache_files import make_cached
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from processing.timeseries.cloud import Tolerance
from processing.timeseries.exports import WRITERS
from processing.timeseries.plots import Look, draw, draw_cloud
from processing.timeseries.table import Table


@WRITE_FILE.runs
def write_file(ctx: JobContext, params: FileParams) -> list[ResultLink]:
    """Write a version's table, or a picture of it, into the cache."""
    version, dataset = load_version(params.version_id)
    choice = FileChoice.model_validate(params.options)
    made, sha256, notes = place_of(version, dataset, choice), table_of(version), dict(dataset.columns)
    query = "&".join(f"{name}={value}" for name, value in params.options.items())
    link = ResultLink("file", made.name, f"/api/v1/dataset-versions/{version.id}/file?{query}")
    names = [column["name"] for column in version.columns]
    site_id = dataset.site_id
    ctx.commit()
    ctx.report(0, 0, "Reading")
    is_plot = choice.kind in PLOTS
    table = noted(load_table(sha256, columns=(names[choice.column],) if is_plot else ()), notes)
    zone = zone_of(site_id) or "UTC"

    def write(path: Path) -> None:
        if is_plot:
            ctx.report(0, 0, "Drawing")
            path.write_bytes(draw(table, choice.kind, fmt=choice.image, look=Look(zone=zone)))
        else:
            WRITERS[choice.kind](table, path, lambda n, total: ctx.report(n, total, "Writing", unit="rows"))

    make_cached(made.path, write)
    return [link]


def noted(table: Table, notes: dict[str, dict[str, str]]) -> Table:
    """The table with the units people noted."""
    columns = tuple(replace(c, unit=notes.get(c.name, {}).get("unit") or c.unit) for c in table.columns)
    return Table(table.time, columns)


@CLOUD_PICTURE.runs
def draw_picture(ctx: JobContext, params: CloudPictureParams) -> list[ResultLink]:
    """Draw a cloud into the cache."""
    body = CloudPictureBody.model_validate(params.picture)
    ctx.commit()
    ctx.report(0, 0, "Drawing")
    cloud = clouds.compute(storage(), clouds.Sides(*params.sides), body.cloud)
    told = body.cloud
    tolerance = None if told.tolerance is None else Tolerance(told.tolerance_kind, told.tolerance)

    def write(path: Path) -> None:
        path.write_bytes(
            draw_cloud(
                cloud.pairs,
                cloud.curve,
                x_label=told.x.column,
                y_label=told.y.column,
                fmt=body.image,
                tolerance=tolerance,
                outside=cloud.outside,
                level=told.level,
            )
        )

    make_cached(Path(params.path), write)
    return []
