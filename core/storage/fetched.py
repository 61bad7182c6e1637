"""Local copies of files that are stored elsewhere, for the length of their use and a while after."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.clock import new_id

Download = Callable[[str, Path], None]
"""Writes the file of this hash to that path."""


class FetchedFiles:
    """Files fetched once, kept under their hash; the cache's sweep removes those unused longest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open(self, key: str, download: Download) -> Iterator[Path]:
        """A path of its own for this use, so that a sweep may take the kept copy away meanwhile."""
        kept = self._folder / key[:2] / key
        lent = self._folder / f"lent-{new_id()}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                os.link(kept, lent)
                break
            except FileNotFoundError:
                self._fetch(key, kept, download)
        try:
            with suppress(OSError):
                os.utime(kept)
            yield lent
        finally:
            lent.unlink(missing_ok=True)

    def _fetch(self, key: str, kept: Path, download: Download) -> None:
        draft = self._folder / f"draft-{new_id()}"
        try:
            download(key, draft)
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft.rename(kept)
        finally:
            draft.unlink(missing_ok=True)
