"""`flask spectrograms build-missing`: ask for the HDF5 spectrograms that are not there."""

import time

import click
from flask.cli import AppGroup

from blueprints.recordings.models import Recording
from blueprints.recordings.service.exports import request_spectrogram, without_spectrogram
from core.db import db

spectrograms = AppGroup("spectrograms", help="Full spectrograms as HDF5 files.")


@spectrograms.command("build-missing")
@click.option("--dry-run", is_flag=True, help="Only say which are missing.")
@click.option("--throttle", type=click.FloatRange(min=0), default=0.0, help="Seconds between two jobs.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
def build_missing(dry_run: bool, throttle: float, limit: int | None) -> None:
    """Submit a job for each ready recording without an HDF5 spectrogram."""
    missing = [(row.id, row.name) for row in without_spectrogram()][:limit]
    for recording_id, name in missing:
        if not dry_run:
            request_spectrogram(db.session.get_one(Recording, recording_id), None)
            db.session.commit()
            time.sleep(throttle)
        click.echo(f"{recording_id}  {name}")
    click.echo(f"{len(missing)} missing" if dry_run else f"{len(missing)} submitted")
