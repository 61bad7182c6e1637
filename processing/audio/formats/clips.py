"""Calls cut out as sound files, named so that a training reads their labels, each saying where it comes from."""

import re
import struct
from datetime import timedelta
from pathlib import PurePosixPath

import numpy as np

from processing.arrays import FloatArray
from processing.audio.formats.rows import CallRow
from processing.audio.metadata.guano import format_guano

_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
"""Characters that some file system does not take."""

MAX_NAME = 80
"""Characters of a folder or a label in a name."""


def clip_path(row: CallRow, number: int) -> str:
    """`RECORDING/NUMBER_LABEL.wav`: the folder is the group that a training holds out as one.

    A call that nobody named is `NUMBER.wav` outside all folders, from which no training reads a label.
    """
    if not row.label:
        return f"{number}.wav"
    folder = _safe(PurePosixPath(row.recording.name).stem) or "recording"
    return f"{folder}/{number}_{_safe(row.label)}.wav"


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(" .")[:MAX_NAME].strip(" .")


def clip_file(y: FloatArray, row: CallRow, *, start_s: float, time_expansion: float = 1.0) -> bytes:
    """A 16-bit WAV file of a call with a GUANO chunk.

    y : mono signal at the recording's real rate, shape (n,), full scale ±1; louder samples are clipped.
    start_s : where the clip begins in its recording, seconds.
    time_expansion : how many times slower than life the file plays; GUANO names the real rate.
    """
    samples = np.rint(np.clip(y, -1, 1) * 32767).astype("<i2").tobytes()
    sr = max(1, round(row.recording.sr / time_expansion))
    fmt = struct.pack("<HHIIHH", 1, 1, sr, 2 * sr, 2, 16)
    chunks = _chunk(b"fmt ", fmt) + _chunk(b"data", samples)
    chunks += _chunk(b"guan", format_guano(_fields(row, len(y), start_s, time_expansion)))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _fields(row: CallRow, n_samples: int, start_s: float, time_expansion: float) -> dict[str, str]:
    recording = row.recording
    start = None if recording.recorded_at is None else recording.recorded_at + timedelta(seconds=start_s)
    place = None if recording.latitude is None else f"{recording.latitude:.7g} {recording.longitude:.8g}"
    known = {
        "Timestamp": start.isoformat(timespec="milliseconds").replace("+00:00", "Z") if start else None,
        "Loc Position": place,
        "Samplerate": str(recording.sr),
        "Length": f"{n_samples / recording.sr:.6g}",
        "TE": f"{time_expansion:g}" if time_expansion != 1 else None,
        "Original Filename": recording.name,
        "Species Manual ID": row.species,
        "Note": row.note,
        "Fieldstation|Segment": row.segment_id,
        "Fieldstation|Label": row.label,
        "Fieldstation|Onset": f"{row.onset_s:.6f}",
        "Fieldstation|Offset": f"{row.offset_s:.6f}",
        "Fieldstation|Predicted": row.predicted,
        "Fieldstation|Confidence": None if row.confidence is None else f"{row.confidence:.6f}",
    }
    return {name: value for name, value in known.items() if value}
