"""Command line: run the ingest process, bring roll-ups up to date."""

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from blueprints.telemetry.detection import wiring
from blueprints.telemetry.store import store

telemetry = AppGroup("telemetry", help="Telemetry: sources, readings, roll-ups.")


@telemetry.command("ingest")
def ingest_command() -> None:
    """Run the ingest process in the foreground; a second one on the same data folder waits for the first."""
    # Its clients of other systems are no business of the web process, which reads the command line too.
    from blueprints.telemetry.ingest import process  # noqa: PLC0415

    process.run(cast(Flask, current_app._get_current_object()))  # type: ignore[attr-defined]


@telemetry.command("detect")
def detect_command() -> None:
    """Run the detection process in the foreground; a second one waits for the first."""
    wiring.run_process()


@telemetry.command("roll-up")
def roll_up_command() -> None:
    """Bring all roll-ups up to date."""
    n = 0
    while done := store().roll_up():
        n += done
    click.echo(f"{n} hours were worked on")
