"""Whether a sound file may come in, and what it is: the look every recording is given on arrival."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from processing.audio.decode import AudioInfo, probe, verify
from processing.audio.metadata import RecordingMetadata, read_metadata
from processing.bounded import Limits, run
from processing.errors import SignalError

BYTES_PER_SAMPLE = 2
"""A sample as plain 16-bit PCM, against which the density of a file is measured."""

MAX_EXPANSION_RATIO = 200
"""Most plain bytes one stored byte may stand for. One bit of noise in 16 keeps FLAC below 30, speech in
Opus at 6 kbit/s below 130; only unbroken digital silence lies above, and reading it costs hours of work."""

BURDEN_BYTES = 1 << 26
"""Plain bytes below which the ratio is not asked: 67 MB are read in a moment, a short silence is a finding."""

BYTES_PER_CPU_S = 1 << 20
"""Stored bytes read in a second of processor time at the least: MP3 at 64 kbit/s, the slowest to decode for its
size, takes a third of that on a machine of 2020."""

ADMISSION_MEMORY = 1 << 30
"""Address space of the process that reads a file on arrival: its libraries take half of it, a block of 64 channels
a tenth."""


class Admitted(NamedTuple):
    """A file that was read to its end: its header in real time, and what it says of itself."""

    info: AudioInfo
    metadata: RecordingMetadata


def admit(
    path: Path,
    *,
    file_name: str | None = None,
    time_expansion: float | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Admitted:
    """Read every sample of a file once, so that nothing is stored which cannot be read later.

    file_name : the name it came under, which may tell when it was recorded.
    time_expansion : a person's word; None: the file's own, else 1.
    Raises SignalError: what `decode.verify` raises, and `only-silence` for a compressed file that holds
    nothing but silence at a length its size cannot otherwise explain.
    """
    metadata = read_metadata(path, file_name)
    factor = time_expansion or metadata.time_expansion or 1.0
    _refuse_bomb(path, probe(path, time_expansion=factor))
    return Admitted(verify(path, time_expansion=factor, on_progress=on_progress), metadata)


def admit_bounded(path: Path, *, file_name: str | None = None, time_expansion: float | None = None) -> Admitted:
    """`admit` in a process with limits, since native decoders read what strangers send.

    Raises as `admit` does, and BoundedError (`too-costly`, `reader-failed`).
    """
    cpu_s = 60 + path.stat().st_size // BYTES_PER_CPU_S
    limits = Limits(memory_bytes=ADMISSION_MEMORY, cpu_s=cpu_s, wait_s=4.0 * cpu_s)
    return run(limits, admit, path.resolve(), file_name=file_name, time_expansion=time_expansion)


def _refuse_bomb(path: Path, info: AudioInfo) -> None:
    plain_bytes = info.n_frames * info.n_channels * BYTES_PER_SAMPLE
    ratio = plain_bytes / max(path.stat().st_size, 1)
    if plain_bytes > BURDEN_BYTES and ratio > MAX_EXPANSION_RATIO:
        raise SignalError(
            "only-silence",
            f"expected sound, found {info.duration_s:,.0f} s in {path.stat().st_size:,} bytes: "
            "nothing but silence packs that tightly",
            ratio=ratio,
        )
