"""Room on the disk: how much there is, and the refusal when there is too little."""

import errno
import shutil
from pathlib import Path
from typing import NamedTuple

from core.config import Settings
from core.errors import AppError

MB = 1024 * 1024
"""Bytes of what the settings call a megabyte."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Error numbers that say that the disk, or the quota on it, is full."""


class DiskSpace(NamedTuple):
    """The file system under a folder."""

    total_bytes: int
    free_bytes: int

    @property
    def used_percent(self) -> float:
        return round(100 * (1 - self.free_bytes / self.total_bytes), 1) if self.total_bytes else 0.0


def disk_space(folder: Path) -> DiskSpace:
    usage = shutil.disk_usage(folder)
    return DiskSpace(usage.total, usage.free)


def disk_full(detail: str = "The disk is full.") -> AppError:
    return AppError(507, "disk-full", f"{detail} What was received so far is kept; go on when there is room.")


def require_space(settings: Settings, folder: Path, n_bytes: int) -> None:
    """Raise AppError 507 when `n_bytes` more would leave less free than `min_free_disk_mb`."""
    free = disk_space(folder).free_bytes
    spare = settings.min_free_disk_mb * MB
    if free - n_bytes < spare:
        wanted = f"{n_bytes / MB:.0f} MB are wanted, {max(free - spare, 0) / MB:.0f} MB are to be had"
        raise disk_full(f"The disk has too little room: {wanted}.")


def count_files(folder: Path) -> int:
    """Files in a folder, leaving out drafts; 0 where there is none."""
    return sum(not path.name.startswith(".") for path in folder.iterdir()) if folder.is_dir() else 0
