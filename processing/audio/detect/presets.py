"""Parameter values by target, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Preset:
    """Values of the adaptive parameters for one kind of animal sound; absent ones keep their default.

    Where each number comes from is told in `docs/acoustics/detection.md`.
    """

    name: str
    label: str
    description: str
    values: Mapping[str, float] = field(default_factory=dict)


def _by_name(*presets: Preset) -> dict[str, Preset]:
    return {preset.name: preset for preset in presets}


PRESETS: dict[str, Preset] = _by_name(
    Preset(
        "echolocation",
        "Bat echolocation",
        "Sweeps and tones of 1 to 100 ms between 15 and 160 kHz; echoes are left out.",
        {
            "low_hz": 15_000, "high_hz": 160_000, "window_ms": 1.0, "hop_ms": 0.25, "floor_s": 4.0,
            "rise_db": 16.0, "hold_db": 4.0, "drop_db": 18.0, "min_ms": 1.0, "max_ms": 100.0,
            "echo_ms": 12.0, "echo_db": 8.0,
        },
    ),
    Preset(
        "social",
        "Bat social calls",
        "Trills, screeches and songs of 3 to 500 ms between 8 and 60 kHz.",
        {
            "low_hz": 8_000, "high_hz": 60_000, "window_ms": 2.0, "hop_ms": 0.5, "floor_s": 8.0,
            "rise_db": 15.0, "hold_db": 5.0, "drop_db": 20.0, "gap_ms": 4.0, "min_ms": 3.0, "max_ms": 1000.0,
            "echo_ms": 12.0, "echo_db": 10.0,
        },
    ),
    Preset(
        "usv",
        "Rodent ultrasound",
        "Whistles of 8 ms to 1 s between 30 and 120 kHz; knocks and rustling are ignored.",
        {
            "low_hz": 30_000, "high_hz": 120_000, "window_ms": 2.0, "hop_ms": 1.0, "floor_s": 8.0,
            "rise_db": 14.0, "hold_db": 6.0, "drop_db": 30.0, "gap_ms": 12.0, "min_ms": 8.0, "max_ms": 1000.0,
            "broadband_rejection": 1.0,
        },
    ),
    Preset(
        "song",
        "Song and calls near the microphone",
        "Syllables of 15 ms to 5 s between 0.5 and 10 kHz, of one animal or group; distant ones are left out.",
        {
            "low_hz": 500, "high_hz": 10_000, "window_ms": 8.0, "hop_ms": 1.0, "floor_s": 5.0, "rise_db": 12.0,
            "hold_db": 7.0, "band_hold_db": 6.0, "drop_db": 40.0, "gap_ms": 3.0, "min_ms": 15.0, "max_ms": 5000.0,
            "range_db": 34.0,
        },
    ),
    Preset(
        "birds",
        "Birds in the field",
        "Notes of 20 ms to 10 s between 1 and 11 kHz, with reverberation and wind.",
        {
            "low_hz": 1_000, "high_hz": 11_000, "floor_s": 10.0, "rise_db": 14.0, "hold_db": 8.0,
            "drop_db": 20.0, "gap_ms": 10.0, "min_ms": 20.0, "max_ms": 10_000.0,
        },
    ),
    Preset(
        "frogs",
        "Frogs and insects",
        "Pulsed calls of 20 ms to 10 s between 0.2 and 6 kHz; pulses closer than 40 ms are one call.",
        {
            "low_hz": 200, "high_hz": 6_000, "window_ms": 16.0, "hop_ms": 4.0, "floor_s": 20.0, "rise_db": 13.0,
            "hold_db": 6.0, "drop_db": 20.0, "gap_ms": 40.0, "min_ms": 20.0, "max_ms": 10_000.0,
        },
    ),
    Preset(
        "low",
        "Low frequency",
        "Rumbles and moans of 0.3 to 30 s between 10 and 500 Hz: elephants, whales, crocodiles.",
        {
            "low_hz": 10, "high_hz": 500, "window_ms": 250.0, "hop_ms": 50.0, "floor_s": 60.0, "rise_db": 11.0,
            "hold_db": 5.0, "drop_db": 15.0, "gap_ms": 300.0, "min_ms": 300.0, "max_ms": 30_000.0,
        },
    ),
)  # fmt: skip
"""All presets; a new one is a new entry here."""
