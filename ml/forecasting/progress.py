"""Telling how far a long piece of work is, and keeping what is finished of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol


class Report(Protocol):
    """Called with done and total units of a phase ("windows", "fit", "evaluation", "saving"); raises to stop."""

    def __call__(self, done: int, total: int, phase: str) -> None: ...


class Checkpoint(Protocol):
    """Keeps small finished results by name, so that work that was killed goes on where it was."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, content: bytes) -> None: ...


def silent(done: int, total: int, phase: str) -> None:
    """A report to nobody."""


class MemoryCheckpoint:
    """Keeps results as long as the process lives."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, content: bytes) -> None:
        self.kept[name] = content


class FolderCheckpoint:
    """Keeps each result as a file; a file is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def put(self, name: str, content: bytes) -> None:
        part = self.folder / f"{name}.part"
        part.write_bytes(content)
        os.replace(part, self.folder / name)


UNITS = 1000
"""Units of progress that a share of a larger whole is told in."""


def share_of(report: Report, number: int, n_shares: int) -> Report:
    """A report for one of several equal shares, counted from 0, that tells the progress of the whole."""

    def told(done: int, total: int, phase: str) -> None:
        report(UNITS * number + UNITS * min(done, total) // max(total, 1), UNITS * n_shares, phase)

    return told
