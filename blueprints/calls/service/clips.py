"""Calls cut out as sound files in one ZIP, sent while it is made."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from blueprints.recordings.models import Recording, RecordingState, Segmentation
from core.db import db
from core.security import run_off_loop
from core.storage import StorageError, storage
from processing.audio.formats.archives import ZipStream
from processing.audio.formats.clips import clip_file, clip_path
from processing.audio.formats.rows import CallRow
from processing.errors import SignalError

LONGEST_S = 60.0
"""Longest clip cut; of a longer segment this much is written."""


class Cut(NamedTuple):
    """How calls are cut.

    context_s : sound before and after each call. time_expansion : how many times slower than life it plays.
    """

    context_s: float = 0.0
    time_expansion: float = 1.0


def write_clips(rows: Iterator[CallRow], cut: Cut) -> Iterator[bytes]:
    """A ZIP of `RECORDING/NUMBER_LABEL.wav`, a clip at a time; calls that cannot be read are listed in it."""
    archive, unread = ZipStream(), []
    with ExitStack() as held:
        source = _Source(held)
        for number, row in enumerate(rows, start=1):
            try:
                content = source.clip(row, cut)
            except (SignalError, StorageError) as exc:
                unread.append(f"{number}\t{row.recording.name}\t{exc.code}\n".encode())
                continue
            yield from archive.add(clip_path(row, number), [content], is_compressed=False)
    if unread:
        yield from archive.add("not_read.txt", unread)
    yield from archive.close()


class _Source:
    """The recording being cut, opened once."""

    def __init__(self, held: ExitStack) -> None:
        self._held = held
        self._id: str | None = None
        self._audio: Any = None
        self._channel: int | None = 0

    def clip(self, row: CallRow, cut: Cut) -> bytes:
        if row.recording.id != self._id:
            self._open(row.recording.id)
        content: bytes = run_off_loop(_read, self._audio, self._channel, row, cut)
        return content

    def _open(self, recording_id: str) -> None:
        self._held.close()
        self._id = None
        recording = db.session.get_one(Recording, UUID(recording_id))
        if recording.state != RecordingState.READY:
            raise SignalError("recording-not-ready", "the recording cannot be read")
        path: Path = run_off_loop(self._held.enter_context, storage().open_local(recording.blob_sha256))
        self._audio = self._held.enter_context(_opened(path, recording.time_expansion))
        self._channel = _channel(recording.current_segmentation_id)
        self._id = recording_id


def _opened(path: Path, time_expansion: float) -> Any:
    from processing.audio.decode import open_audio  # noqa: PLC0415 (decoders load when a sound is opened)

    return open_audio(path, time_expansion=time_expansion)


def _channel(segmentation_id: UUID | None) -> int | None:
    found = db.session.get(Segmentation, segmentation_id) if segmentation_id else None
    return found.channel if found else 0


def _read(audio: Any, channel: int | None, row: CallRow, cut: Cut) -> bytes:
    start_s = max(0.0, row.onset_s - cut.context_s)
    stop_s = min(row.offset_s + cut.context_s, start_s + LONGEST_S)
    first = round(start_s * audio.info.sr)
    n_frames = max(1, min(audio.info.n_frames, round(stop_s * audio.info.sr)) - first)
    y = audio.read(first, n_frames, channel=channel)
    return clip_file(y, row, start_s=start_s, time_expansion=cut.time_expansion)
