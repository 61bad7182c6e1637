"""What one source (a chunk, a tag, a file name) claims about a recording, and how its texts are read."""

import math
import re
from dataclasses import dataclass
from datetime import datetime

MAX_TEXT = 4_000
"""Longest text kept of one field, in characters: the longest user notes seen are a few hundred."""

_NUMBER = re.compile(r"[-+]?\d{1,12}(?:\.\d{0,12})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The fields every source shares; None where the source says nothing.

    recorded_at : start of the recording; without a zone where the source gives local time only.
    latitude, longitude : degrees, WGS84, north and east positive.
    time_expansion : how many times slower than life the file plays.
    species_hint : what the recorder or an earlier program took the animal for, as written.
    """

    recorded_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    elevation_m: float | None = None
    device: str | None = None
    serial: str | None = None
    firmware: str | None = None
    microphone: str | None = None
    gain: str | None = None
    deployment: str | None = None
    temperature_c: float | None = None
    humidity_percent: float | None = None
    battery_v: float | None = None
    time_expansion: float | None = None
    species_hint: str | None = None
    original_name: str | None = None
    comment: str | None = None


def clean_text(text: str | None) -> str | None:
    """Text without surrounding blanks and control characters, shortened; None if nothing is left."""
    if text is None:
        return None
    kept = "".join(letter if letter >= " " or letter in "\n\t" else " " for letter in text[:MAX_TEXT])
    return kept.strip() or None


def decode_text(raw: bytes) -> str:
    """Text of unknown encoding up to the first NUL: UTF-8 if it is, else Latin-1."""
    body = raw.split(b"\0", 1)[0]
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def parse_number(text: str | None, low: float = -math.inf, high: float = math.inf) -> float | None:
    """The number a text begins with, units after it ignored (`12.3C`); None outside low to high."""
    found = _NUMBER.match(text.strip()) if text else None
    if found is None:
        return None
    number = float(found.group())
    return number if low <= number <= high else None


def make_position(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """A believable position; None for one off the globe and for 0, 0, which recorders write without a fix."""
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude
