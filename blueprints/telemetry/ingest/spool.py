"""What was received and acknowledged but not stored yet: append-only files that survive the end of any process.

Each writing process has a lane, a folder of segments that it alone appends to under a lock it holds while it
lives. The ingest process reads all lanes and notes in the readings store itself, in the transaction that stores
the readings, how far it has come: what it reads again after a crash was either not stored or is a duplicate.
"""

import contextlib
import fcntl
import json
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import UUID

from core.clock import new_id
from core.disk import NO_ROOM, disk_full
from core.errors import AppError

HEAD = struct.Struct(">4sIII")
"""Mark, length of the envelope, length of the body, checksum of both."""

MARK = b"FSr1"

SEGMENT_BYTES = 32_000_000
"""Size from which a new segment is begun: stored ones are deleted whole."""

LOCK_NAME = "lock"


class Envelope(NamedTuple):
    """What is known of a body besides its bytes."""

    source_id: UUID
    form: str
    is_gzip: bool
    received_us: int
    precision: str | None = None
    ticket: str | None = None
    """Set when somebody waits for the outcome."""

    def packed(self) -> bytes:
        return json.dumps([str(self.source_id), *self[1:]], separators=(",", ":")).encode()


class Record(NamedTuple):
    """One body as it lies in a lane."""

    lane: str
    segment: int
    offset: int
    end: int
    """Offset behind it."""
    envelope: Envelope
    body: bytes


class Lane:
    """The writing end."""

    def __init__(self, folder: Path, *, sync: Callable[[int], None] = os.fsync) -> None:
        self.folder = folder / f"lane-{new_id().hex}"
        self.folder.mkdir(parents=True)
        self.sync = sync
        self._lock_file = (self.folder / LOCK_NAME).open("wb")
        fcntl.flock(self._lock_file, fcntl.LOCK_EX)
        self._lock = threading.Lock()
        self._segment = 0
        self._file: IO[bytes] = self._begin_segment()

    def append(self, envelope: Envelope, body: bytes) -> str:
        """Write a record and wait until the disk has it; returns its place.

        Raises AppError 507 when the disk is full; nothing of the record is then kept.
        """
        head = envelope.packed()
        record = HEAD.pack(MARK, len(head), len(body), zlib.crc32(body, zlib.crc32(head))) + head + body
        with self._lock:
            if self._file.tell() >= SEGMENT_BYTES:
                self._file = self._begin_segment()
            file, offset = self._file, self._file.tell()
            place = f"{self.folder.name}/{self._segment}/{offset}"
            self._write(file, offset, record)
        try:
            self.sync(file.fileno())
        except OSError as exc:
            raise _refusal(exc) from exc
        return place

    def _write(self, file: IO[bytes], offset: int, record: bytes) -> None:
        try:
            # A disk that fills takes what fits and says how much that was; only the next write fails.
            rest = memoryview(record)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as exc:
            # Half a record would hide those behind it.
            file.seek(offset)
            file.truncate(offset)
            raise _refusal(exc) from exc

    def _begin_segment(self) -> IO[bytes]:
        self._segment += 1
        file = segment_path(self.folder, self._segment).open("xb", buffering=0)
        # The file's name must outlive a power cut as well as its bytes.
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return file

    def close(self) -> None:
        self._file.close()
        self._lock_file.close()


def _refusal(exc: OSError) -> AppError:
    if exc.errno in NO_ROOM:
        return disk_full("The disk is full; these readings were not taken.")
    return AppError(503, "spool-unwritable", "The readings could not be written down. Send them again in a moment.")


def segment_path(folder: Path, number: int) -> Path:
    return folder / f"{number:08d}.seg"


def lanes(folder: Path) -> list[Path]:
    """All lanes, oldest first."""
    return sorted(folder.glob("lane-*"))


def has_owner(lane: Path) -> bool:
    """Whether the process that appends to a lane lives."""
    try:
        with (lane / LOCK_NAME).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False


def read_records(lane: Path, segment: int, offset: int) -> Iterator[Record]:
    """Whole, sound records from a place on, through all segments; a torn one ends its segment."""
    while True:
        path = segment_path(lane, segment)
        has_next = segment_path(lane, segment + 1).exists()
        if path.exists():
            with path.open("rb") as file:
                file.seek(offset)
                for record in _records_of(file, lane.name, segment, offset):
                    yield record
                    offset = record.end
        if not has_next:
            return
        segment, offset = segment + 1, 0


def _records_of(file: IO[bytes], lane: str, segment: int, offset: int) -> Iterator[Record]:
    while True:
        head = file.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        mark, n_envelope, n_body, checksum = HEAD.unpack(head)
        rest = file.read(n_envelope + n_body) if mark == MARK else b""
        if mark != MARK or len(rest) < n_envelope + n_body or zlib.crc32(rest) != checksum:
            return
        source_id, *fields = json.loads(rest[:n_envelope])
        end = offset + HEAD.size + len(rest)
        yield Record(lane, segment, offset, end, Envelope(UUID(source_id), *fields), rest[n_envelope:])
        offset = end


def tidy(lane: Path, segment: int, offset: int) -> bool:
    """Delete segments that are stored whole, and the lane itself when its process is gone; true when it is gone."""
    owned = has_owner(lane)
    numbers = sorted(int(path.stem) for path in lane.glob("*.seg"))
    for number in numbers:
        if number < segment:
            segment_path(lane, number).unlink(missing_ok=True)
    last = numbers[-1] if numbers else segment
    if owned or last > segment:
        return False
    if any(True for _ in read_records(lane, segment, offset)):
        return False
    for path in lane.iterdir():
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        lane.rmdir()
    return True


def waiting_bytes(folder: Path) -> int:
    """Bytes in all segments; those stored are deleted soon."""
    total = 0
    for path in folder.glob("lane-*/*.seg"):
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def spool_folder(settings: Any) -> Path:
    folder: Path = settings.data_dir / "telemetry" / "spool"
    return folder
