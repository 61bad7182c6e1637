"""The series of the sample project: a logger and a heat meter with faults, and a recipe that cleans them."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import numpy as np

from blueprints.projects.models import Project, Site
from blueprints.sample.scenes import SEED
from blueprints.timeseries.schemas.recipes import SeriesRecipeBody
from blueprints.timeseries.service import imports, recipes
from core.db import db
from core.errors import AppError
from core.storage.blobs import Blob
from processing.timeseries.synthesis import logger_file, meter_file, weather

RECIPE = {
    "name": "Logger cleaning",
    "description": "Made for the sample: stuck sensors, spikes and short gaps of loggers.",
    "steps": [
        {"name": "flat-line", "params": {"minutes": 120}},
        {"name": "non-numeric", "params": {}},
        {"name": "spikes", "params": {"change_per_min": 1.0, "length_min": 30}},
        {"name": "fill-gaps", "params": {"max_gap_min": 60}},
    ],
}


class SeriesFile(NamedTuple):
    """A made file: its name, where it lies, at which of the sites it was measured."""

    name: str
    path: Path
    place: int


def write_files(folder: Path) -> list[SeriesFile]:
    """Write both files."""
    rng = np.random.default_rng(SEED + 100)
    found = weather(rng)
    made = (("Temperature logger.csv", logger_file(found, rng), 0), ("Heat meter.csv", meter_file(found, rng), 1))
    files = [SeriesFile(name, folder / name, place) for name, _text, place in made]
    for file, (_name, text, _place) in zip(files, made, strict=True):
        file.path.write_text(text, encoding="utf-8")
    return files


def take_in(project: Project, sites: list[Site], files: list[tuple[SeriesFile, str]], user_id: UUID) -> None:
    """The recipe that runs on arrival, and the files on their way in; `files` come with their hashes."""
    body = SeriesRecipeBody.model_validate(RECIPE | {"group_id": project.group_id})
    try:
        with db.session.begin_nested():
            recipe = recipes.create(body, user_id)
            recipes.set_arrivals(recipe, [project.id])
    except AppError:
        # The group has a recipe of that name from an earlier sample; people may have changed it.
        pass
    for file, sha256 in files:
        site = sites[file.place]
        imports.arrive(
            db.session.get_one(Blob, sha256),
            group_id=project.group_id,
            project_id=project.id,
            site_id=site.id,
            file_name=file.name,
            time_zone=site.time_zone,
            is_direct=True,
            created_by=user_id,
        )
