"""Whether the length of an MP3 is known: libsndfile guesses it from the first frame where no header says."""

from pathlib import Path
from typing import BinaryIO

from processing.audio.sniff import id3_bytes, mpeg_frame_bytes
from processing.errors import SignalError

_LENGTH_HEADERS = (b"Xing", b"Info", b"VBRI")
"""What encoders write into the first frame, with the count of frames after it."""

_FRAMES_LOOKED_AT = 2_000
"""Frames whose bit rate is compared, 50 s of sound: a variable rate varies within a few."""

_MAX_TAGS = 8


def check_length(path: Path) -> None:
    """Refuse an MP3 of variable bit rate without a length header; raises SignalError("unknown-length").

    libsndfile would take the bit rate of its first frame for that of all and hand out a part of the sound.
    """
    with path.open("rb") as file:
        start = _skip_tags(file)
        file.seek(start)
        length = mpeg_frame_bytes(file.read(4))
        if length is None:
            return
        file.seek(start)
        first_frame = file.read(length)
        if any(name in first_frame for name in _LENGTH_HEADERS):
            return
        if len(_bit_rates(file, start)) > 1:
            raise SignalError(
                "unknown-length",
                "expected an MP3 that states its length, found one of variable bit rate without it; "
                "save it as WAV or FLAC",
            )


def _skip_tags(file: BinaryIO) -> int:
    """Where the sound begins: after any ID3 tags."""
    position = 0
    for _ in range(_MAX_TAGS):
        file.seek(position)
        size = id3_bytes(file.read(10))
        if not size:
            break
        position += size
    return position


def _bit_rates(file: BinaryIO, position: int) -> set[int]:
    """The bit rate indices of the first frames."""
    found: set[int] = set()
    for _ in range(_FRAMES_LOOKED_AT):
        file.seek(position)
        header = file.read(4)
        length = mpeg_frame_bytes(header)
        if length is None:
            break
        found.add(header[2] >> 4)
        position += length
    return found
