"""What workers do for the telemetry area."""

from blueprints.telemetry.jobs import detection  # noqa: F401 (it attaches the work to its kinds)
