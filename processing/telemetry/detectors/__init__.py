"""Detectors: pure functions of readings, state and parameters that find events in a feed of telemetry."""

from processing.telemetry.detectors import (  # noqa: F401 (each adds its detectors to the registry)
    anomalies,
    changes,
    composites,
    cycles,
    limits,
    silences,
    steps,
    tank,
)
from processing.telemetry.detectors.advance import Advance, Checkpoint, Setup, Tracker, advance, find_all, plain
from processing.telemetry.detectors.parameters import build, schema
from processing.telemetry.detectors.readings import SIGNAL, Event, Feed, Found, Reading, State, us
from processing.telemetry.detectors.registry import DETECTORS, Detector, detector, known
from processing.telemetry.detectors.signal import SignalRules

__all__ = [
    "DETECTORS",
    "SIGNAL",
    "Advance",
    "Checkpoint",
    "Detector",
    "Event",
    "Feed",
    "Found",
    "Reading",
    "Setup",
    "SignalRules",
    "State",
    "Tracker",
    "advance",
    "build",
    "detector",
    "find_all",
    "known",
    "plain",
    "schema",
    "us",
]
