"""Spectrogram tiles over HTTP: computed once, off the event loop, few at a time, kept as files."""

import os
import re
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.recordings.models import Recording
from core.access import Principal, Role, require_role
from core.api import API_PREFIX
from core.cache_files import cache_path, find_cached, make_cached
from core.db import db
from core.errors import AppError, not_found
from core.security import run_off_loop
from core.storage import Storage, storage
from processing.audio.spectrogram.grid import CODE_VERSION, MIX, Grid, checked_grid
from processing.audio.spectrogram.pyramid import first_stored_level
from processing.audio.spectrogram.tiles import Tile, serve_tile

N_AT_ONCE = max(2, min(8, os.cpu_count() or 2))
"""Tiles computed at the same time: one a core; more would only make each wait longer."""

HASH_DIGITS = 16
"""Digits of the content hash in a tile's address: 64 bits tell any two files of a station apart."""

KEY_PATTERN = re.compile(r"v(\d{1,4})-n(\d{2,5})-h(\d{1,5})-c(\d{1,2}|mix)")
"""`Grid.key`: code version, window, hop, channel."""

_turns = threading.BoundedSemaphore(N_AT_ONCE)
_lock = threading.Lock()
_under_way: dict[Path, "Future[Tile]"] = {}


class Source(NamedTuple):
    """What is needed of a recording to compute its tiles."""

    sha256: str
    sr_hz: int
    n_frames: int
    n_channels: int
    time_expansion: float


def find_source(who: Principal, recording_id: UUID) -> Source:
    """One indexed row; raises AppError 404."""
    row = db.session.execute(
        select(
            Recording.group_id, Recording.blob_sha256, Recording.sr_hz, Recording.n_frames, Recording.n_channels,
            Recording.time_expansion,
        ).where(Recording.id == recording_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise not_found("recording")
    require_role(who, row.group_id, Role.VIEWER, "recording")
    return Source(*row[1:])


def grid_of(source: Source, *, n_fft: int, hop: int, channel: int) -> Grid:
    """The grid of these parameters. Raises SignalError("bad-parameter")."""
    grid = Grid(source.sr_hz, source.n_frames, n_fft, hop, channel, source.time_expansion)
    return checked_grid(grid, n_channels=source.n_channels)


def grid_of_key(source: Source, content: str, key: str) -> Grid:
    """The grid an address names. Raises AppError 404 for another content, 410 for tiles of an older code."""
    found = KEY_PATTERN.fullmatch(key)
    if found is None or content != source.sha256[:HASH_DIGITS]:
        raise not_found("tile")
    if int(found[1]) != CODE_VERSION:
        raise AppError(410, "tile-outdated", "Tiles are computed differently now. Read the spectrogram's entry again.")
    channel = MIX if found[4] == "mix" else int(found[4])
    return grid_of(source, n_fft=int(found[2]), hop=int(found[3]), channel=channel)


def describe(recording: Recording, grid: Grid) -> dict[str, Any]:
    """What a page needs to place and request tiles."""
    content = recording.blob_sha256[:HASH_DIGITS]
    url = f"{API_PREFIX}/recordings/{recording.parent_id or recording.id}/tiles/{content}/{grid.key}"
    start_s = recording.offset_s
    return grid.describe() | {
        "tile_url_template": f"{url}/{{level}}/{{index}}",
        "first_stored_level": first_stored_level(grid),
        "is_pyramid_ready": pyramid_path(recording.blob_sha256, grid).exists(),
        "window": {"from_s": start_s, "to_s": start_s + recording.duration_s},
    }


def pyramid_path(sha256: str, grid: Grid) -> Path:
    """Where the file of coarse levels lies once its job is done."""
    return cache_path("pyramids", sha256, {"key": grid.key}, f"v{CODE_VERSION}", ".pyramid")


def tile_path(sha256: str, grid: Grid, level: int, index: int) -> Path:
    params = {"key": grid.key, "level": level, "index": index}
    return cache_path("tiles", sha256, params, f"v{CODE_VERSION}", ".tile")


def get_tile(source: Source, grid: Grid, level: int, index: int) -> Tile:
    """One tile: from its file, or computed once for everyone who asks meanwhile.

    Raises SignalError("no-such-tile").
    """
    grid.tile_span(level, index)
    kept = tile_path(source.sha256, grid, level, index)
    if find_cached(kept) is not None:
        return Tile(kept.read_bytes(), is_final=True)
    with _lock:
        future = _under_way.get(kept)
        is_mine = future is None
        if future is None:
            # Whoever was computing it may have ended between the two looks.
            if find_cached(kept) is not None:
                return Tile(kept.read_bytes(), is_final=True)
            future = _under_way[kept] = Future()
    if is_mine:
        _fulfil(future, kept, source, grid, level, index)
    return future.result()


def _fulfil(future: "Future[Tile]", kept: Path, source: Source, grid: Grid, level: int, index: int) -> None:
    """Compute the tile in its turn; whoever waits gets the same bytes or the same error."""
    place, pyramid = storage(), pyramid_path(source.sha256, grid)
    # The connection goes back to the pool: the tile may wait for its turn.
    db.session.rollback()
    try:
        with _turns:
            future.set_result(run_off_loop(_compute, place, source.sha256, grid, level, index, pyramid, kept))
    except BaseException as exc:
        future.set_exception(exc)
        raise
    finally:
        with _lock:
            _under_way.pop(kept, None)


def _compute(
    place: Storage, sha256: str, grid: Grid, level: int, index: int, pyramid: Path, kept: Path
) -> Tile:
    """Runs in a thread: no database, no request."""
    stored = find_cached(pyramid)
    with place.open_local(sha256) as path:
        tile = serve_tile(path, grid, level, index, pyramid=stored)
    if tile.is_final and (stored is None or level < first_stored_level(grid)):
        make_cached(kept, lambda draft: _write(draft, tile.data))
    return tile


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
