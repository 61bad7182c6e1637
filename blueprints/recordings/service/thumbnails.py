"""Thumbnails of calls over HTTP: read by recording, each file opened once, off the event loop, kept as files."""

import hashlib
import logging
import threading
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.recordings.service.tiles import N_AT_ONCE
from core.access import Principal
from core.cache_files import cache_path, find_cached, make_cached
from core.db import db
from core.security import run_off_loop
from core.storage import Storage, StorageError, storage
from processing.audio.decode import open_audio
from processing.audio.intervals import Interval
from processing.audio.thumbnails import CODE_VERSION, Look, thumbnail
from processing.errors import SignalError

log = logging.getLogger(__name__)

CHUNK = 25
"""Thumbnails computed in one turn, some 10 ms; whoever else waits for a turn then gets one."""

_turns = threading.BoundedSemaphore(N_AT_ONCE)


class Sound(NamedTuple):
    """The channel of the file a call lies in."""

    sha256: str
    time_expansion: float
    channel: int | None


class Wanted(NamedTuple):
    """One thumbnail: its call and where it is kept."""

    sound: Sound
    call: Interval
    path: Path


class Thumbnails(NamedTuple):
    """Thumbnails one behind the other. is_final : False when a file could not be read, so that one may ask again."""

    data: bytes
    is_final: bool


def find(who: Principal, segment_ids: Sequence[int], look: Look) -> list[Wanted | None]:
    """What has to be drawn for each number, None for segments this person may not see or that are gone."""
    rows = db.session.execute(
        select(
            Segment.id, Segment.onset_s, Segment.offset_s, Segment.low_hz, Segment.high_hz, Segmentation.channel,
            Recording.blob_sha256, Recording.time_expansion,
        )
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Segment.id.in_(set(segment_ids)), Recording.group_id.in_(who.group_ids))
    ).all()  # fmt: skip
    found: dict[int, Wanted] = {}
    for number, onset_s, offset_s, low_hz, high_hz, channel, sha256, expansion in rows:
        call = Interval(onset_s, offset_s, low_hz, high_hz)
        params = {"call": call[:4], "channel": channel, "expansion": expansion, "look": astuple(look)}
        path = cache_path("thumbnails", sha256, params, CODE_VERSION, ".bytes")
        found[number] = Wanted(Sound(sha256, expansion, channel), call, path)
    return [found.get(number) for number in segment_ids]


def tag_of(wanted: Sequence[Wanted | None]) -> str:
    """Entity tag of an answer: it changes with the sound, the interval and the parameters of every call in it."""
    names = "".join(item.path.name if item else "-" for item in wanted)
    return f'"{hashlib.sha256(names.encode()).hexdigest()[:32]}"'


def draw(wanted: Sequence[Wanted | None], look: Look) -> Thumbnails:
    """The bytes of every thumbnail in turn, zeros where there is nothing to draw."""
    # The connection goes back to the pool: drawing may wait for its turn.
    db.session.rollback()
    drawn: dict[Path, bytes] = {}
    missing: dict[Sound, list[Wanted]] = {}
    for item in {item.path: item for item in wanted if item}.values():
        if find_cached(item.path) is not None:
            drawn[item.path] = item.path.read_bytes()
        else:
            missing.setdefault(item.sound, []).append(item)
    for sound, items in missing.items():
        items.sort(key=lambda item: item.call.onset_s)
        for first in range(0, len(items), CHUNK):
            with _turns:
                drawn |= run_off_loop(_compute, storage(), sound, items[first : first + CHUNK], look)
    blank = bytes(look.width * look.height)
    parts = [drawn.get(item.path, blank) if item else blank for item in wanted]
    return Thumbnails(b"".join(parts), all(item.path in drawn for item in wanted if item))


def _compute(place: Storage, sound: Sound, wanted: Sequence[Wanted], look: Look) -> dict[Path, bytes]:
    """Runs in a thread: no database, no request. A file that cannot be read leaves its thumbnails out."""
    drawn: dict[Path, bytes] = {}
    try:
        with place.open_local(sound.sha256) as local, open_audio(local, time_expansion=sound.time_expansion) as audio:
            for item in wanted:
                drawn[item.path] = thumbnail(audio, item.call, look, channel=sound.channel).tobytes()
    except (StorageError, SignalError) as exc:
        log.warning("no thumbnails of file %s: %s", sound.sha256, exc)
    for path, data in drawn.items():
        _keep(path, data)
    return drawn


def _keep(path: Path, data: bytes) -> None:
    def write(draft: Path) -> None:
        draft.write_bytes(data)

    make_cached(path, write)
