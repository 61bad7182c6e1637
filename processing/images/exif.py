"""What a camera wrote into a picture: when, where, with what. Serial numbers and names of people are not read."""

import contextlib
import math
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Clocks that were never set, and typing errors, lie outside."""

MAX_TEXT = 80
"""Characters kept of a text."""

MAX_OFFSET_MIN = 14 * 60
"""Farthest clock from UTC."""

MOMENT = re.compile(r"(\d{4})[:\-/](\d{2})[:\-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")

OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")

EXPOSURE = {
    "f_number": ExifTags.Base.FNumber,
    "exposure_s": ExifTags.Base.ExposureTime,
    "focal_mm": ExifTags.Base.FocalLength,
    "focal_35_mm": ExifTags.Base.FocalLengthIn35mmFilm,
    "iso": ExifTags.Base.ISOSpeedRatings,
}
"""Numbers of an exposure by the name they get."""

READABLE = (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, OverflowError, ZeroDivisionError)
"""What reading broken EXIF raises; such a block counts as absent."""


@dataclass(frozen=True)
class ExifFacts:
    """Facts of one picture; None for what the file does not say.

    taken : the camera's clock, with its offset when that is written there, otherwise naive.
    latitude, longitude : degrees, WGS 84. accuracy_m, altitude_m : metres.
    camera, lens : make and model. exposure : `f_number`, `exposure_s`, `focal_mm`, `focal_35_mm`, `iso`.
    """

    taken: datetime | None = None
    utc_offset_min: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None
    accuracy_m: float | None = None
    camera: str | None = None
    lens: str | None = None
    exposure: dict[str, float] = field(default_factory=dict)


def read_exif(image: Image.Image) -> ExifFacts:
    """The facts in a picture's EXIF (CIPA DC-008, 2.32); what is broken or missing is left out, nothing raises."""
    main, detail, gps = _blocks(image)
    offset_min = _offset(detail.get(ExifTags.Base.OffsetTimeOriginal) or detail.get(ExifTags.Base.OffsetTime))
    latitude, longitude = _place(gps)
    return ExifFacts(
        taken=_taken(main, detail),
        utc_offset_min=offset_min,
        latitude=latitude,
        longitude=longitude,
        altitude_m=_altitude(gps) if latitude is not None else None,
        accuracy_m=_positive(gps.get(ExifTags.GPS.GPSHPositioningError)) if latitude is not None else None,
        camera=_camera(main),
        lens=_text(detail.get(ExifTags.Base.LensModel)),
        exposure=_exposure(detail),
    )


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 when it is not told or is none of these."""
    with contextlib.suppress(*READABLE):
        value = image.getexif().get(ExifTags.Base.Orientation)
        if isinstance(value, int) and 1 <= value <= 8:
            return value
    return 1


def _blocks(image: Image.Image) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    try:
        exif = image.getexif()
        main = dict(exif)
    except READABLE:
        return {}, {}, {}
    parts = []
    for which in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        try:
            parts.append(dict(exif.get_ifd(which)))
        except READABLE:
            parts.append({})
    return main, parts[0], parts[1]


def _taken(main: dict[int, Any], detail: dict[int, Any]) -> datetime | None:
    tags = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized)
    for text in (*(detail.get(tag) for tag in tags), main.get(ExifTags.Base.DateTime)):
        found = MOMENT.match(str(text or ""))
        if found is None:
            continue
        with contextlib.suppress(ValueError):
            moment = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
            if FIRST_YEAR <= moment.year <= LAST_YEAR:
                return moment.replace(microsecond=_microseconds(detail))
    return None


def _microseconds(detail: dict[int, Any]) -> int:
    digits = str(detail.get(ExifTags.Base.SubsecTimeOriginal) or "").strip()
    return int(digits[:6].ljust(6, "0")) if digits.isascii() and digits.isdigit() else 0


def _offset(text: object) -> int | None:
    found = OFFSET.match(str(text or "").strip())
    if found is None:
        return 0 if str(text or "").strip() == "Z" else None
    minutes = int(found[2]) * 60 + int(found[3])
    return (minutes if found[1] == "+" else -minutes) if minutes <= MAX_OFFSET_MIN else None


def _place(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    # Receivers without a fix write zeros; nobody photographs animals on that spot of the Atlantic.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(value: object, reference: object, negative: str, limit: float) -> float | None:
    if not isinstance(value, tuple | list) or len(value) != 3:
        return None
    parts = [_number(part) for part in value]
    if any(part is None for part in parts):
        return None
    degrees = sum(part / unit for part, unit in zip(parts, (1, 60, 3600), strict=True) if part is not None)
    if isinstance(reference, bytes):
        reference = reference.decode("ascii", "replace")
    if str(reference or "").strip("\0 ").upper() == negative:
        degrees = -degrees
    return round(degrees, 7) if abs(degrees) <= limit else None


def _altitude(gps: dict[int, Any]) -> float | None:
    metres = _number(gps.get(ExifTags.GPS.GPSAltitude))
    if metres is None or metres > 20_000:
        return None
    is_below = gps.get(ExifTags.GPS.GPSAltitudeRef) in (1, b"\x01")
    return -metres if is_below else metres


def _positive(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _number(value: object) -> float | None:
    with contextlib.suppress(*READABLE):
        number = float(value)  # type: ignore[arg-type]
        if math.isfinite(number) and number >= 0:
            return number
    return None


def _camera(main: dict[int, Any]) -> str | None:
    make, model = _text(main.get(ExifTags.Base.Make)), _text(main.get(ExifTags.Base.Model))
    if make and model and model.lower().startswith(make.lower()):
        return model
    return " ".join(part for part in (make, model) if part) or None


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    plain = "".join(char for char in value if char.isprintable() and not "\ud800" <= char <= "\udfff")
    return plain.strip()[:MAX_TEXT] or None


def _exposure(detail: dict[int, Any]) -> dict[str, float]:
    found = {}
    for name, tag in EXPOSURE.items():
        value = detail.get(tag)
        number = _positive(value[0] if isinstance(value, tuple) and value else value)
        if number is not None:
            found[name] = round(number, 6)
    return found
