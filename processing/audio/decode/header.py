"""What a sound file says of itself, and the limits within which it is believed."""

import math
from dataclasses import dataclass

from processing.errors import SignalError

ACCEPTED = "WAV, FLAC, OGG, MP3 or AIFF"
"""The formats read, as error messages name them."""

MIN_RATE_HZ = 1_000
"""Lowest sampling rate read, in hertz: the slowest hydrophone loggers run at 1 to 4 kHz."""

MAX_RATE_HZ = 1_000_000
"""Highest sampling rate read, in hertz, as stored and in real time."""

MAX_CHANNELS = 64
"""Most channels read: the largest microphone arrays in the field have 64."""

MAX_FRAMES = 100_000_000_000
"""Longest sound read, in frames: 27 hours at 1 MHz, three days at 384 kHz."""

MAX_FRAMES_PER_BYTE = 8192
"""Most frames one byte of a compressed file can stand for. FLAC's constant subframe, the densest of all,
reaches 5,461 (65,535 frames in 12 bytes), so silence passes and an invented length does not."""

UNBELIEVABLE_RATIO = 100
"""A header that claims over this many times the bytes present is called a false claim, not a cut file."""


@dataclass(frozen=True, slots=True)
class Header:
    """A file's own account of itself: rates and counts as stored, no time expansion applied.

    container : wav, rf64, bw64, aiff, flac, ogg or mp3.
    subtype : PCM_16, PCM_24, FLOAT, VORBIS …, in the words of libsndfile.
    bit_depth : bits of one sample; None for lossy formats.
    """

    container: str
    subtype: str
    file_sr: int
    n_channels: int
    n_frames: int
    bit_depth: int | None


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What an open recording is: `sr` and `duration_s` are real time, `file_sr` is as stored.

    time_expansion : how many times slower than life the file plays; 10 for a ×10 bat recording.
    """

    sr: int
    file_sr: int
    n_channels: int
    n_frames: int
    duration_s: float
    container: str
    subtype: str
    bit_depth: int | None
    time_expansion: float


def describe_real_time(header: Header, time_expansion: float) -> AudioInfo:
    """The account of a file in real time; raises SignalError for a rate or factor out of bounds."""
    if not (math.isfinite(time_expansion) and time_expansion > 0):
        raise SignalError("bad-time-expansion", f"time expansion must be a number above 0, got {time_expansion}")
    sr = round(header.file_sr * time_expansion)
    check_rate(sr)
    return AudioInfo(
        sr=sr,
        file_sr=header.file_sr,
        n_channels=header.n_channels,
        n_frames=header.n_frames,
        duration_s=header.n_frames / sr,
        container=header.container,
        subtype=header.subtype,
        bit_depth=header.bit_depth,
        time_expansion=float(time_expansion),
    )


def check_header(header: Header) -> None:
    """Refuse a header outside the limits of this module; raises SignalError."""
    check_channels(header.n_channels)
    check_rate(header.file_sr)
    if header.n_frames <= 0:
        raise SignalError("empty", "expected at least 1 sample, found none: the file has a header only")
    if header.n_frames > MAX_FRAMES:
        raise SignalError(
            "too-long-claim",
            f"expected at most {MAX_FRAMES:,} frames, the header claims {header.n_frames:,}",
            n_frames=header.n_frames,
        )


def check_rate(rate_hz: int) -> None:
    """Refuse a sampling rate outside `MIN_RATE_HZ` to `MAX_RATE_HZ`; raises SignalError."""
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise SignalError(
            "bad-rate",
            f"expected a sampling rate of {MIN_RATE_HZ:,} to {MAX_RATE_HZ:,} Hz, found {rate_hz:,} Hz",
            rate_hz=rate_hz,
        )


def check_channels(n_channels: int) -> None:
    """Refuse no channels and more than `MAX_CHANNELS`; raises SignalError."""
    if n_channels < 1:
        raise SignalError("no-channels", f"expected at least 1 channel, the header says {n_channels}")
    if n_channels > MAX_CHANNELS:
        raise SignalError(
            "too-many-channels", f"expected at most {MAX_CHANNELS} channels, the header says {n_channels}"
        )


def check_claim(claimed_bytes: int, present_bytes: int) -> None:
    """Refuse a file whose samples should fill more bytes than it has; raises SignalError."""
    if claimed_bytes <= present_bytes:
        return
    if claimed_bytes > UNBELIEVABLE_RATIO * max(present_bytes, 1):
        raise SignalError(
            "too-long-claim",
            f"the header claims {claimed_bytes:,} bytes of samples, the file holds {present_bytes:,}",
            claimed_bytes=claimed_bytes,
            present_bytes=present_bytes,
        )
    raise SignalError(
        "truncated",
        f"expected {claimed_bytes:,} bytes of samples, found {present_bytes:,}: the file was cut short",
        claimed_bytes=claimed_bytes,
        present_bytes=present_bytes,
    )
