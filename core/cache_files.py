"""Files that can be made again (tiles, playback, features): found by what they were made from, swept by age."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app

from core.clock import new_id
from core.config import Settings
from core.disk import MB

SWEEP_TO = 0.9
"""Fraction of the limit a sweep leaves, so that the next file does not start another."""

TOUCH_GAP_S = 3600.0
"""A file's last use is noted at most this often: tiles are read many times a second."""

IN_USE = (".", "lent-", "draft-")
"""How names of files begin that are being written or are lent to someone."""

IN_USE_S = 24 * 3600.0
"""Age at which such a file was left behind by a process that died."""


def cache_path(area: str, content_hash: str, params: Mapping[str, Any], code_version: str, suffix: str = "") -> Path:
    """Where a file made from this content, with these parameters, by this version of the code belongs.

    area : the folder, e.g. `tiles`. params : JSON values. The same arguments give the same path in every process.
    """
    settings: Settings = current_app.config["SETTINGS"]
    made_of = json.dumps([content_hash, params, code_version], sort_keys=True, separators=(",", ":"))
    key = hashlib.sha256(made_of.encode()).hexdigest()[:40]
    return settings.cache_dir / area / key[:2] / f"{key}{suffix}"


def find_cached(path: Path) -> Path | None:
    """The file when it is there, noted as used; None when it has to be made."""
    try:
        used_at = path.stat().st_mtime
    except FileNotFoundError:
        return None
    with suppress(FileNotFoundError):
        if time.time() - used_at > TOUCH_GAP_S:
            os.utime(path)
    return path


def make_cached(path: Path, make: Callable[[Path], None]) -> Path:
    """The file, made by `make(draft)` if need be; readers see it whole or not at all."""
    if find_cached(path) is not None:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{new_id()}{path.suffix}")
    try:
        make(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


class _Cached(NamedTuple):
    used_at: float
    size: int
    path: str


def sweep_cache(limit_bytes: int | None = None) -> int:
    """Remove the files unused longest until the cache fits `tile_cache_mb`; returns how many.

    A file being read stays readable: its reader holds it open, or opens it again and makes it anew.
    """
    settings: Settings = current_app.config["SETTINGS"]
    limit = settings.tile_cache_mb * MB if limit_bytes is None else limit_bytes
    files = _cached_files(settings.cache_dir)
    total = sum(file.size for file in files)
    if total <= limit:
        return 0
    n_removed = 0
    for file in sorted(files):
        if total <= limit * SWEEP_TO:
            break
        with suppress(FileNotFoundError):
            os.unlink(file.path)
        total -= file.size
        n_removed += 1
    return n_removed


def _cached_files(folder: Path) -> list[_Cached]:
    found: list[_Cached] = []
    in_use_edge = time.time() - IN_USE_S
    for parent, _folders, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                path = os.path.join(parent, name)
                status = os.stat(path)
                if not name.startswith(IN_USE) or status.st_mtime < in_use_edge:
                    found.append(_Cached(status.st_mtime, status.st_size, path))
    return found
