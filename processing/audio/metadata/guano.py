"""GUANO, the Grand Unified Acoustic Notation Ontology (riggsd/guano-spec 1.0): text lines in a WAV chunk."""

from collections.abc import Mapping

from processing.audio.metadata.claims import Claims, clean_text, decode_text, make_position, parse_number
from processing.audio.metadata.timestamp import parse_timestamp

MAX_FIELDS = 1_000
"""Fields kept of one block; recorders write 10 to 40."""

_MULTILINE = ("Note", "User|Note")
"""Fields whose value may hold `\\n` for a line break; elsewhere the two letters are themselves."""


def parse_guano(raw: bytes) -> dict[str, str]:
    """All fields of a GUANO block, `namespace|key` → value, in the order written.

    raw : the payload of the `guan` chunk. Lines that are no field are skipped; of a key given twice the
    first counts; empty values are kept, for they are part of what was written.
    """
    fields: dict[str, str] = {}
    for line in decode_text(raw.strip(b"\0 \r\n\t")).splitlines():
        key, colon, value = line.partition(":")
        key, value = key.strip().lstrip("\ufeff"), value.strip()
        if not colon or not key or key in fields:
            continue
        fields[key] = value.replace("\\n", "\n") if key in _MULTILINE else value
        if len(fields) >= MAX_FIELDS:
            break
    return fields


def format_guano(fields: Mapping[str, str]) -> bytes:
    """A GUANO block of the fields, the version first, an even number of bytes.

    Raises ValueError for a key with a colon or a line break, which no reader could find again.
    """
    rest = {key: value for key, value in fields.items() if key != "GUANO|Version"}
    lines = [f"GUANO|Version: {fields.get('GUANO|Version') or '1.0'}"]
    for key, value in rest.items():
        if not key.strip() or any(letter in key for letter in ":\n\r\0"):
            raise ValueError(f"a GUANO key holds no colon, line break or NUL, got {key!r}")
        one_line = "\\n".join(value.replace("\0", " ").splitlines())
        lines.append(f"{key}: {one_line}")
    block = ("\n".join(lines) + "\n").encode()
    return block + b" " * (len(block) % 2)


def guano_claims(fields: Mapping[str, str], file_sr: int | None = None) -> Claims:
    """What a GUANO block claims of the recording.

    file_sr : sampling rate in the WAV header, hertz; with `Samplerate` it tells the time expansion of files
        whose `TE` is absent, or is kept although the header already gives the real rate.
    """
    get = {key: value for key, value in fields.items() if value}.get
    position = _position(get("Loc Position") or "")
    make, model = get("Make"), get("Model")
    return Claims(
        recorded_at=parse_timestamp(get("Timestamp") or ""),
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        elevation_m=parse_number(get("Loc Elevation"), -500, 9000),
        device=clean_text(" ".join(part for part in (make, model) if part)),
        serial=clean_text(get("Serial")),
        firmware=clean_text(get("Firmware Version")),
        microphone=clean_text(get("Microphone") or get("WA|Song Meter|Microphone")),
        gain=clean_text(get("WA|Song Meter|Gain") or get("PET|Gain") or get("Gain")),
        deployment=clean_text(get("OAD|Deployment ID")),
        temperature_c=parse_number(get("Temperature Ext") or get("Temperature Int"), -80, 100),
        humidity_percent=parse_number(get("Humidity"), 0, 100),
        battery_v=parse_number(get("OAD|Battery Voltage"), 0, 60),
        time_expansion=_time_expansion(get("TE"), get("Samplerate"), file_sr),
        species_hint=clean_text(get("Species Manual ID") or get("Species Auto ID")),
        original_name=clean_text(get("Original Filename")),
        comment=clean_text(get("Note")),
    )


def _position(text: str) -> tuple[float, float] | None:
    parts = text.replace(",", " ").split()
    if len(parts) < 2:
        return None
    return make_position(parse_number(parts[0]), parse_number(parts[1]))


def _time_expansion(te: str | None, samplerate: str | None, file_sr: int | None) -> float | None:
    """How much slower than life the file plays; by the standard, `Samplerate` is TE × the header's rate."""
    factor = parse_number(te, 0.01, 1000)
    rate = parse_number(samplerate, 1, 10_000_000)
    if rate is None or not file_sr:
        return factor
    ratio = rate / file_sr
    if factor is not None:
        return 1.0 if abs(ratio - 1) < 0.01 else factor
    is_whole = abs(ratio - round(ratio)) < 0.01
    return float(round(ratio)) if is_whole and 2 <= ratio <= 50 else None
