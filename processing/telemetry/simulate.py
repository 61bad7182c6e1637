"""Made-up readings of an imagined field station: functions of time and a seed, so that every run agrees."""

import math
from typing import NamedTuple

from processing.telemetry.messages import Message

DAY_S = 86_400.0


class Quantity(NamedTuple):
    """One channel of an imagined station."""

    name: str
    title: str
    unit: str
    kind: str
    value_texts: dict[str, str]
    limits: dict[str, float]
    decimals: int


QUANTITIES = (
    Quantity("air_temperature", "Air temperature", "°C", "analog", {}, {"warning_high": 32, "alarm_high": 38}, 2),
    Quantity("humidity", "Relative humidity", "%", "analog", {}, {}, 1),
    Quantity("water_level", "Water level", "cm", "analog", {}, {"warning_high": 85, "alarm_high": 95}, 1),
    Quantity("battery", "Battery", "V", "analog", {}, {"warning_low": 11.8, "alarm_low": 11.2}, 3),
    Quantity("rssi", "Signal strength", "dBm", "analog", {}, {"warning_low": -95}, 0),
    Quantity("wind", "Wind speed", "m/s", "analog", {}, {"warning_high": 17}, 1),
    Quantity("pump", "Pump", "", "discrete", {"0": "off", "1": "filling", "2": "draining"}, {}, 0),
    Quantity("door", "Cabinet door", "", "boolean", {}, {}, 0),
)
"""What every station measures."""


def noise(seed: int, step: int) -> float:
    """A number from −1 to 1 that looks random and is the same for the same arguments (splitmix64)."""
    z = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) & (2**64 - 1)
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return (z ^ (z >> 31)) / 2.0**63 - 1.0


def drift(seed: int, t_s: float, *, period_s: float) -> float:
    """Slow change between −1 and 1: noise at steps of `period_s`, joined smoothly."""
    step, share = divmod(t_s / period_s, 1.0)
    a, b = noise(seed, int(step)), noise(seed, int(step) + 1)
    return a + (b - a) * share * share * (3.0 - 2.0 * share)


def value(name: str, t_s: float, seed: int) -> float:
    """The value of one quantity at a moment in seconds since 1970; KeyError for a name that is none."""
    sun = math.sin(2.0 * math.pi * (t_s / DAY_S - 0.3))
    jitter = noise(seed + hash_of(name), int(t_s * 100.0))
    fill_share = t_s / 5400.0 % 1.0
    if name == "air_temperature":
        return 17.0 + 7.0 * sun + 3.0 * drift(seed, t_s, period_s=9000.0) + 0.08 * jitter
    if name == "humidity":
        return min(100.0, 68.0 - 20.0 * sun + 8.0 * drift(seed + 1, t_s, period_s=12_000.0) + 0.5 * jitter)
    if name == "water_level":
        # Filled within a twelfth of each hour and a half, then slowly used.
        level = fill_share * 12.0 if fill_share < 1 / 12 else 1.0 - (fill_share - 1 / 12) * 12 / 11
        return 30.0 + 52.0 * level + 0.4 * jitter
    if name == "battery":
        return 12.4 + 0.7 * max(0.0, sun) - 0.5 * max(0.0, -sun) + 0.01 * jitter
    if name == "rssi":
        return -78.0 + 9.0 * drift(seed + 2, t_s, period_s=600.0) + 2.0 * jitter
    if name == "wind":
        return abs(4.0 + 3.0 * drift(seed + 3, t_s, period_s=1800.0) + 2.5 * drift(seed + 4, t_s, period_s=20.0))
    if name == "pump":
        return 1.0 if fill_share < 1 / 12 else 2.0 if fill_share > 0.97 else 0.0
    if name == "door":
        return 1.0 if noise(seed + 5, int(t_s / 900.0)) > 0.93 else 0.0
    raise KeyError(name)


def hash_of(name: str) -> int:
    """A small number that differs between names and not between runs."""
    return sum((index + 1) * ord(char) for index, char in enumerate(name))


def station_channel(station: int, name: str, n_stations: int) -> str:
    """The public id of a quantity; with one station only, the quantity's own name."""
    return name if n_stations == 1 else f"station{station + 1:03d}.{name}"


def messages_at(at_us: int, *, n_stations: int, seed: int) -> list[Message]:
    """All readings of all stations at one moment."""
    t_s = at_us / 1e6
    return [
        Message(
            station_channel(station, quantity.name, n_stations),
            at_us,
            round(value(quantity.name, t_s, seed + 1000 * station), quantity.decimals),
        )
        for station in range(n_stations)
        for quantity in QUANTITIES
    ]
