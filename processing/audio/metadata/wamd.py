"""WAMD, Wildlife Acoustics' metadata chunk (wa_meta.h 1.0): numbered sub-chunks, mostly text."""

import struct
from collections.abc import Mapping

from processing.audio.metadata.claims import Claims, clean_text, decode_text, make_position, parse_number
from processing.audio.metadata.timestamp import parse_timestamp

_NAMES = {
    0x01: "model", 0x02: "serial", 0x03: "firmware", 0x04: "prefix", 0x05: "start_time", 0x06: "gps_first",
    0x08: "software", 0x09: "license", 0x0A: "notes", 0x0B: "auto_id", 0x0C: "manual_id",
    0x0E: "auto_id_statistics", 0x0F: "time_expansion", 0x12: "microphone_type",
    0x13: "microphone_sensitivity", 0x14: "position_last", 0x15: "temperature_internal",
    0x16: "temperature_external", 0x17: "humidity", 0x18: "light",
}  # fmt: skip
"""Sub-chunks kept, by number; voice notes, programs and run states are binary and left alone."""

_VERSION, _TIME_EXPANSION, _PADDING = 0x00, 0x0F, 0xFFFF
_MAX_SUBCHUNKS = 1_000
_KNOWN_VERSION = 1
"""By the standard, a block of another version must not be read further."""


def parse_wamd(raw: bytes) -> dict[str, str]:
    """The text fields of a WAMD block by name; empty for a version we do not know.

    A sub-chunk that claims more bytes than are left ends the reading.
    """
    fields: dict[str, str] = {}
    offset = 0
    for _ in range(_MAX_SUBCHUNKS):
        if offset + 6 > len(raw):
            break
        tag, size = struct.unpack_from("<HI", raw, offset)
        body = raw[offset + 6 : offset + 6 + size]
        if len(body) < size:
            break
        offset += 6 + size
        if tag == _VERSION and (size < 2 or struct.unpack_from("<H", body)[0] != _KNOWN_VERSION):
            return {}
        if tag in _NAMES:
            fields.setdefault(_NAMES[tag], _text(tag, body))
    return fields


def wamd_claims(fields: Mapping[str, str]) -> Claims:
    """What a WAMD block claims of the recording."""
    get = fields.get
    position, elevation = _position(get("gps_first") or get("position_last") or "")
    return Claims(
        recorded_at=parse_timestamp(get("start_time") or ""),
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        elevation_m=elevation,
        device=clean_text(get("model")),
        serial=clean_text(get("serial")),
        firmware=clean_text(get("firmware")),
        microphone=clean_text(get("microphone_type")),
        temperature_c=parse_number(get("temperature_external") or get("temperature_internal"), -80, 100),
        humidity_percent=parse_number(get("humidity"), 0, 100),
        time_expansion=parse_number(get("time_expansion"), 1, 1000),
        species_hint=clean_text(get("manual_id") or get("auto_id")),
        comment=clean_text(get("notes")),
    )


def _text(tag: int, body: bytes) -> str:
    if tag == _TIME_EXPANSION:
        return str(int.from_bytes(body[:2], "little"))
    return clean_text(decode_text(body)) or ""


def _position(text: str) -> tuple[tuple[float, float] | None, float | None]:
    """Position and elevation (metres) from `WGS84,lat,N,lon,W[,alt]`, or signed numbers without letters."""
    parts = [part.strip() for part in text.split(",")]
    if not parts or not parts[0].upper().startswith("WGS84"):
        return None, None
    numbers: list[float] = []
    for part in parts[1:6]:
        if part.upper() in ("N", "S", "E", "W") and numbers:
            numbers[-1] = -abs(numbers[-1]) if part.upper() in ("S", "W") else abs(numbers[-1])
        elif (number := parse_number(part)) is not None:
            numbers.append(number)
    if len(numbers) < 2:
        return None, None
    elevation = numbers[2] if len(numbers) > 2 and -500 <= numbers[2] <= 9000 else None
    return make_position(numbers[0], numbers[1]), elevation
