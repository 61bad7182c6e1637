"""Telemetry: channels, the sources that feed them, their readings, and what watches these."""

from flask import Flask

from core.supervisor import register_process


def init_app(app: Flask) -> None:
    """Register tables, rooms, the command line of the ingest process, and that process itself."""
    # Tables first exist when the application does.
    from blueprints.telemetry import cli, live, models, saving  # noqa: F401, PLC0415

    # (as above)
    from blueprints.telemetry.detection import wiring  # noqa: PLC0415

    app.cli.add_command(cli.telemetry)
    register_process("ingest", "telemetry", "ingest")
    wiring.connect()
    saving.register()
