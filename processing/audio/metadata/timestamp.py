"""Dates and times as recorders write them, in chunks and in file names."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

_EARLIEST_YEAR, _LATEST_YEAR = 1950, 2100
"""Years believed; outside lie clocks never set and digits that are no date."""

_ISO = re.compile(
    r"\s*(\d{4})[-:/](\d{1,2})[-:/](\d{1,2})[T ]\s*(\d{1,2})[:-](\d{2})(?:[:-](\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2})?)?"
)
"""ISO 8601 with the liberties recorders take: a blank for the T, `+0100`, one-digit months, no seconds."""

_IN_NAME = re.compile(
    r"(?<!\d)(\d{4})([-._]?)(\d{2})\2(\d{2})(?:[T$ ._-]|-T)(\d{2})([-._:h]?)(\d{2})(?:\6|m)?(\d{2})?"
    r"(?:s?[._](\d{3})(?!\d))?(Z|[+-]\d{4})?(?!\d)"
)
"""YYYYMMDD_HHMMSS and kin: any of `T $ . _ -` or a blank between date and time, optional milliseconds
after `_` or `.`, optional Z or offset."""

_COMPACT_IN_NAME = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)")
"""YYYYMMDDHHMMSS in one run of 14 digits."""

_SOUNDTRAP = re.compile(r"^\d+\.(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$")
"""SERIAL.YYMMDDHHMMSS, as SoundTrap hydrophones name their files."""

_AUDIOMOTH_HEX = re.compile(r"^[0-9A-F]{8}$")
_FIRST_HEX, _LAST_HEX = 0x58000000, 0x66000000
"""Unix seconds an AudioMoth may have put in a name: from October 2016, before the first device, to March
2024, years after the last firmware that did; a date such as 20240531 read as hexadecimal lies outside."""


def parse_timestamp(text: str) -> datetime | None:
    """A written date and time, aware if a zone is given, else naive; None if it is neither."""
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    return make_time((year, month, day, hour, minute, second or "0"), micros=micros, zone=zone)


def time_in_name(file_name: str) -> datetime | None:
    """The start time in a file name; aware only if the name gives a zone (or Unix seconds in hexadecimal)."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    if _AUDIOMOTH_HEX.match(stem) and _FIRST_HEX <= int(stem, 16) < _LAST_HEX:
        return datetime.fromtimestamp(int(stem, 16), UTC)
    if soundtrap := _SOUNDTRAP.match(stem):
        return make_time(("20" + soundtrap[1], *soundtrap.groups()[1:]))
    for found in _IN_NAME.finditer(stem):
        year, _, month, day, hour, _, minute, second, millis, zone = found.groups()
        time = make_time((year, month, day, hour, minute, second or "0"), micros=int(millis or 0) * 1000, zone=zone)
        if time is not None:
            return time
    compact = _COMPACT_IN_NAME.search(stem)
    return make_time(compact.groups()) if compact else None


def make_time(numbers: tuple[str | None, ...], *, micros: int = 0, zone: str | None = None) -> datetime | None:
    """A time from the texts of year, month, day, hour, minute, second; None if there is no such moment."""
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, micros, tzinfo=parse_zone(zone))
    except ValueError:
        return None


def parse_zone(text: str | None) -> timezone | None:
    """`Z`, `UTC`, `+01:00`, `+0100` or `+1` as a zone; None for none. Raises ValueError beyond 24 hours."""
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)
