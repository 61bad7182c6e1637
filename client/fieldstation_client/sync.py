"""A folder sent to a station: what is there already is passed over, what was broken off goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldstation_client.errors import StationError
from fieldstation_client.station import Station
from fieldstation_client.uploads import begin, offset_of, outcome, send

SUFFIXES = {
    "recording": {".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff"},
    "image": {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".gif"},
    "series": {".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".gz", ".zip", ".ndjson"},
}
"""Endings of the files of each kind."""

STATE_NAME = ".fieldstation-sync.json"
"""Beside the files: what was sent where, so that a second run costs nothing."""

HERE = "already-here"


@dataclass
class Sent:
    """What became of one file: stored, already-here, rejected or failed, with the reason."""

    path: Path
    state: str
    detail: str = ""
    url: str = ""

    @property
    def is_good(self) -> bool:
        return self.state in ("stored", HERE)


def files_of(folder: Path, kind: str) -> list[Path]:
    """Files of a kind below a folder, in order; links and hidden ones are passed over."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    wanted = SUFFIXES[kind]
    return sorted(
        path for path in found
        if path.suffix.lower() in wanted and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )  # fmt: skip


def sync(
    station: Station, folder: Path, *, kind: str = "recording", fields: dict[str, str],
    on_bytes: Callable[[Path, int, int], None] = lambda _path, _done, _size: None,
) -> Iterator[Sent]:  # fmt: skip
    """Send every file of a folder that the station lacks; gives the outcome of each as it comes.

    fields : what is said of each (`project_id`, `site_id`, `species_id` …).
    """
    state = _State(folder / STATE_NAME, f"{station.url} {kind} {sorted(fields.items())}")
    for path in files_of(folder, kind):
        known = state.of(path)
        if known.get("url"):
            yield Sent(path, HERE, "sent before", known["url"])
            continue
        try:
            sent = _send_one(station, path, state, {"kind": kind} | fields, on_bytes)
        except StationError as exc:
            sent = Sent(path, "failed", str(exc))
        if sent.is_good:
            state.set(path, url=sent.url)
        elif sent.state == "rejected":
            state.set(path)
        yield sent


def _send_one(
    station: Station, path: Path, state: _State, fields: dict[str, str], on_bytes: Callable[[Path, int, int], None]
) -> Sent:
    address = state.of(path).get("upload", "")
    if not address or offset_of(station, address) is None:
        address = begin(station, path, fields)
        state.set(path, upload=address)
    send(station, path, address, on_bytes=lambda done, size: on_bytes(path, done, size))
    found = outcome(station, address)
    problem, result = found.get("problem") or {}, found.get("result") or {}
    if problem.get("code") == HERE:
        return Sent(path, HERE, "", result.get("url", ""))
    return Sent(path, found["state"], problem.get("detail", ""), result.get("url", ""))


class _State:
    """What is known of the files of a folder, for one destination; written whole after each change."""

    def __init__(self, path: Path, destination: str) -> None:
        self._path = path
        self._all: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self._files: dict[str, Any] = self._all.setdefault(destination, {})

    def of(self, path: Path) -> dict[str, str]:
        """Facts of a file; none when it has changed since."""
        known: dict[str, Any] = self._files.get(self._name(path), {})
        return known if known.get("mark") == self._mark(path) else {}

    def set(self, path: Path, **facts: str) -> None:
        self._files[self._name(path)] = {"mark": self._mark(path)} | facts
        draft = self._path.with_name(f"{self._path.name}.part")
        draft.write_text(json.dumps(self._all, indent=1))
        os.replace(draft, self._path)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._path.parent).as_posix()

    @staticmethod
    def _mark(path: Path) -> str:
        facts = path.stat()
        return f"{facts.st_size} {facts.st_mtime_ns}"
