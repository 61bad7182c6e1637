"""Made-up files of a temperature logger and a heat meter, with the faults such files have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from processing.arrays import FloatArray

FIRST = datetime(2025, 10, 6, tzinfo=UTC)
"""Three weeks before the clocks go back, so that the repeated hour is in the logger's file."""

DAYS = 42
STEP = timedelta(minutes=10)
N = int(timedelta(days=DAYS) / STEP)

HEATING_LIMIT_C = 15.0
"""Outdoor temperature above which a house needs no heating: the bend of its heating curve."""


class Weather(NamedTuple):
    """Temperature outdoors every ten minutes, in degrees Celsius."""

    time: list[datetime]
    celsius: FloatArray


def weather(rng: np.random.Generator) -> Weather:
    """An autumn that turns cold: days and nights, fronts that pass, a little noise."""
    hours = np.arange(N) / 6
    fronts = np.convolve(rng.normal(0, 1, N + 288), np.ones(288) / 17.0, mode="valid")[:N]
    celsius = 13 - hours / 24 * 0.28 + 4.5 * np.sin((hours - 9) / 24 * 2 * np.pi) + 2.2 * fronts
    return Weather([FIRST + n * STEP for n in range(N)], celsius + rng.normal(0, 0.15, N))


def logger_file(found: Weather, rng: np.random.Generator, *, zone: str = "Europe/Berlin") -> str:
    """A logger's export as its maker writes it: local dates, decimal commas, a name and a unit above each column.

    Faults: a gap of two days, a sensor that stuck for a night, four spikes, cells that say ERR, a row that is there
    twice, and the hour that the clock shows twice.
    """
    celsius, humidity = found.celsius.copy(), 72 - 1.6 * (found.celsius - 8) + rng.normal(0, 2.0, N)
    celsius[2400:2448] = celsius[2400]
    for place, height in ((700, 38.0), (1811, -31.5), (3333, 60.0), (5100, 44.4)):
        celsius[place] += height
    lines = ["# Logger 4711, north wall", "Zeit;Temperatur;Feuchte", ";°C;%"]
    for n, moment in enumerate(found.time):
        if 4000 <= n < 4288:
            continue
        shown = "ERR" if n in (1200, 1201, 1202, 2900) else f"{celsius[n]:.1f}".replace(".", ",")
        local = moment.astimezone(ZoneInfo(zone))
        lines.append(f"{local:%d.%m.%Y %H:%M};{shown};{min(100.0, humidity[n]):.0f}")
        if n == 1500:
            lines.append(lines[-1])
    return "\n".join(lines) + "\n"


def meter_file(found: Weather, rng: np.random.Generator) -> str:
    """A heat meter's export: UTC every quarter of an hour, power and flow that follow the cold outside.

    Faults: zeros while the meter was restarted, a value far from the curve, three hours without rows.
    """
    lines = ["timestamp,outdoor (°C),power (kW),flow (m³/h)"]
    for n in range(int(timedelta(days=DAYS) / timedelta(minutes=15))):
        moment = FIRST + n * timedelta(minutes=15)
        if 1800 <= n < 1812:
            continue
        outdoor = float(np.interp(n * 1.5, np.arange(N), found.celsius))
        power = 18 + 6.5 * max(0.0, HEATING_LIMIT_C - outdoor) + rng.normal(0, 2.5)
        if 900 <= n < 908:
            power = 0.0
        if n in (2222, 3030):
            power += 140
        lines.append(f"{moment:%Y-%m-%dT%H:%M:%SZ},{outdoor:.2f},{max(0.0, power):.1f},{max(0.0, power) / 34:.3f}")
    return "\n".join(lines) + "\n"
