"""GUANO written on export: a copy of a WAV in which only the `guan` chunk differs."""

import struct
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from processing.audio.decode.header import AudioInfo
from processing.audio.metadata.blocks import MAX_BLOCK_BYTES
from processing.audio.metadata.guano import format_guano, parse_guano
from processing.audio.metadata.recording import RecordingMetadata
from processing.audio.riff import Chunk, byte_order, read_chunk, walk_chunks
from processing.errors import SignalError

_COPY_BYTES = 1 << 20
"""Bytes copied at a time."""

_MAX_RIFF_BYTES = 0xFFFFFFFF
"""Largest size a 32-bit RIFF header can state."""


def describe_as_guano(metadata: RecordingMetadata, info: AudioInfo | None = None) -> dict[str, str]:
    """GUANO fields for what is known of a recording; fields it already carried are kept as written."""
    known = {
        "Timestamp": _format_time(metadata.recorded_at),
        "Loc Position": _pair(metadata.latitude, metadata.longitude),
        "Loc Elevation": _number(metadata.elevation_m),
        "Serial": metadata.serial,
        "Firmware Version": metadata.firmware,
        "Temperature Ext": _number(metadata.temperature_c),
        "Humidity": _number(metadata.humidity_percent),
        "Original Filename": metadata.original_name,
        "Note": metadata.comment,
    }
    if not metadata.guano.get("Make"):
        known["Model"] = metadata.device
    if info is not None:
        known |= {"Samplerate": str(info.sr), "Length": f"{info.duration_s:.6g}"}
        known["TE"] = _number(info.time_expansion)
    if metadata.guano.get("Temperature Int") and not metadata.guano.get("Temperature Ext"):
        del known["Temperature Ext"]
    return {**metadata.guano, **{key: value for key, value in known.items() if value}}


def write_guano(source: Path, target: Path, fields: Mapping[str, str]) -> None:
    """Copy a WAV, adding `fields` to its GUANO chunk; every other chunk stays byte for byte.

    Fields the file already has are kept unless `fields` gives them anew; an empty value removes one.
    The chunk is written last. Memory does not grow with the file.
    Raises SignalError: not-wav; truncated if the file ends within a chunk; too-long where the copy would
    pass the 4 GB of a plain RIFF file.
    """
    with source.open("rb") as file:
        form = file.read(12)
        if form[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64") or form[8:] != b"WAVE":
            raise SignalError("not-wav", "GUANO can be written into WAV files only")
        file_size = source.stat().st_size
        chunks = list(walk_chunks(file, file_size))
        _check_whole(chunks, file_size)
        block = format_guano(_merge_fields(file, chunks, fields))
        kept = [chunk for chunk in chunks if chunk.name != "guan"]
        with target.open("wb") as copy:
            _write_copy(file, copy, form, kept, block)


def _write_copy(file: BinaryIO, copy: BinaryIO, form: bytes, kept: list[Chunk], block: bytes) -> None:
    order = byte_order(form[:4])
    size = 4 + sum(8 + chunk.size + chunk.size % 2 for chunk in kept) + 8 + len(block)
    is_64_bit = form[:4] in (b"RF64", b"BW64")
    if size > _MAX_RIFF_BYTES and not is_64_bit:
        raise SignalError("too-long", f"a WAV holds at most {_MAX_RIFF_BYTES:,} bytes, the copy needs {size:,}")
    copy.write(form[:4] + (form[4:8] if is_64_bit else struct.pack(f"{order}I", size)) + b"WAVE")
    for chunk in kept:
        file.seek(chunk.start - 8)
        copy.write(file.read(8))
        start = copy.tell()
        for part in _parts(file, chunk.size):
            copy.write(part)
        copy.write(b"\0" * (chunk.size % 2))
        if chunk.name == "ds64":
            _patch(copy, start, struct.pack("<Q", size))
    copy.write(b"guan" + struct.pack(f"{order}I", len(block)) + block)


def _merge_fields(file: BinaryIO, chunks: list[Chunk], fields: Mapping[str, str]) -> dict[str, str]:
    old = next((chunk for chunk in chunks if chunk.name == "guan"), None)
    before = parse_guano(read_chunk(file, old, MAX_BLOCK_BYTES)) if old else {}
    removed = {key for key, value in fields.items() if not value}
    return {key: value for key, value in {**before, **fields}.items() if key not in removed}


def _check_whole(chunks: list[Chunk], file_size: int) -> None:
    for chunk in chunks:
        if chunk.start + chunk.size > file_size:
            raise SignalError(
                "truncated",
                f"expected {chunk.size:,} bytes of chunk {chunk.name!r}, found {file_size - chunk.start:,}",
            )


def _parts(file: BinaryIO, n_bytes: int) -> Iterator[bytes]:
    while n_bytes > 0 and (part := file.read(min(_COPY_BYTES, n_bytes))):
        n_bytes -= len(part)
        yield part


def _patch(copy: BinaryIO, position: int, value: bytes) -> None:
    end = copy.tell()
    copy.seek(position)
    copy.write(value)
    copy.seek(end)


def _format_time(time: datetime | None) -> str | None:
    if time is None:
        return None
    return time.isoformat(timespec="milliseconds" if time.microsecond else "seconds").replace("+00:00", "Z")


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.10g}"


def _pair(latitude: float | None, longitude: float | None) -> str | None:
    return None if latitude is None or longitude is None else f"{latitude:.7g} {longitude:.8g}"
