"""One file by tus 1.0.0: sent in pieces, gone on with where it was left, told when it is stored."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldstation_client.errors import StationError
from fieldstation_client.station import Station

CHUNK_BYTES = 10 * 1024 * 1024
TRIES = 8
"""How often a piece is sent whose way was cut off; each time the station is asked what came through."""

TUS = {"Tus-Resumable": "1.0.0"}
GONE = (404, 410)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def begin(station: Station, path: Path, fields: dict[str, str]) -> str:
    """Announce a file; gives the address its bytes go to."""
    named = {"filename": path.name, "sha256": sha256_of(path)} | fields
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in named.items())
    headers = TUS | {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": metadata}
    return str(station.request("POST", "/api/v1/uploads", headers=headers).headers["Location"])


def offset_of(station: Station, address: str) -> int | None:
    """How much of a file has come; None when the station has given it up."""
    answer = station.request("HEAD", address, headers=TUS, ok=GONE)
    return None if answer.status_code in GONE else int(answer.headers["Upload-Offset"])


def send(
    station: Station, path: Path, address: str, *, chunk_bytes: int = CHUNK_BYTES,
    on_bytes: Callable[[int, int], None] = lambda _done, _size: None,
) -> None:  # fmt: skip
    """Send what is missing. Raises StationError when it cannot be done."""
    size, failures = path.stat().st_size, 0
    offset = offset_of(station, address)
    with path.open("rb") as file:
        while offset is not None and offset < size:
            on_bytes(offset, size)
            file.seek(offset)
            try:
                offset = _send_piece(station, address, offset, file.read(chunk_bytes))
                failures = 0
            except StationError as exc:
                failures += 1
                if failures >= TRIES or exc.status not in (0, 409, 423, 429, 460, 500, 502, 503, 504):
                    raise
                time.sleep(min(2.0**failures / 2, 30.0))
                offset = offset_of(station, address)
    if offset is None:
        raise StationError(410, "upload-gone", f"{path.name} was given up by the station; send it again.")
    on_bytes(size, size)


def _send_piece(station: Station, address: str, offset: int, piece: bytes) -> int:
    digest = base64.b64encode(hashlib.sha1(piece, usedforsecurity=False).digest()).decode()
    headers = TUS | {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha1 {digest}",
    }
    return int(station.request("PATCH", address, data=piece, headers=headers).headers["Upload-Offset"])


def outcome(station: Station, address: str, *, wait_s: float = 600.0) -> dict[str, Any]:
    """The upload once the station has looked at it: `stored`, or `rejected` with its problem."""
    deadline, pause_s = time.monotonic() + wait_s, 0.1
    while True:
        found: dict[str, Any] = station.request("GET", address, headers=TUS).json()
        if found["state"] not in ("receiving", "verifying") or time.monotonic() > deadline:
            return found
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 2.0)
