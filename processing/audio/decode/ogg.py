"""The last page of an Ogg stream: libsndfile takes a cut stream for a shorter one, so we look ourselves."""

from pathlib import Path

from processing.errors import SignalError

_MAX_PAGE_BYTES = 65_307
"""Longest Ogg page: 27 header bytes, 255 lacing values, 255 segments of 255 bytes (RFC 3533)."""


def check_last_page(path: Path) -> None:
    """Refuse a stream whose last page is not all there; raises SignalError("truncated")."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 2 * _MAX_PAGE_BYTES))
        tail = file.read()
    start = tail.rfind(b"OggS")
    page = tail[start:] if start >= 0 else b""
    n_segments = page[26] if len(page) > 26 else 0
    expected = 27 + n_segments + sum(page[27 : 27 + n_segments])
    if len(page) < max(expected, 28):
        raise SignalError("truncated", f"expected a last Ogg page of {expected:,} bytes, found {len(page):,}")
