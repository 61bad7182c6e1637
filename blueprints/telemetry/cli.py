"""Command line: run the ingest process."""

import click
from flask.cli import AppGroup

from blueprints.telemetry.store import store

telemetry = AppGroup("telemetry", help="Telemetry: sources, readings, roll-ups.")


@telemetry.command("roll-up")
def roll_up_command() -> None:
    """Bring all roll-ups up to date."""
    n = 0
    while done := store().roll_up():
        n += done
    click.echo(f"{n} hours were worked on")
