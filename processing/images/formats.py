"""Which kinds of picture there are, told by their first bytes."""

from typing import NamedTuple

MEDIA_TYPES = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "tiff": "image/tiff", "heif": "image/heif",
    "avif": "image/avif", "gif": "image/gif",
}  # fmt: skip
"""What each kind is called in HTTP."""

ACCEPTED = "JPEG, PNG, WebP, TIFF, HEIC/HEIF, AVIF or GIF"
"""The kinds as people know them."""

READERS = {
    "jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "tiff": ("TIFF",), "heif": ("HEIF",),
    "avif": ("AVIF",), "gif": ("GIF",),
}  # fmt: skip
"""Pillow's readers for each kind; a phone's JPEG with a second picture behind the first is its MPO."""

HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"mif2"}
)
"""Brands of ISO base media files that hold HEVC pictures (ISO/IEC 23008-12)."""

AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""Brands of those that hold AV1 pictures."""


class Signature(NamedTuple):
    """Bytes at a fixed place by which a kind is known."""

    kind: str
    offset: int
    magic: bytes


SIGNATURES = (
    Signature("jpeg", 0, b"\xff\xd8\xff"),
    Signature("png", 0, b"\x89PNG\r\n\x1a\n"),
    Signature("gif", 0, b"GIF87a"),
    Signature("gif", 0, b"GIF89a"),
    Signature("tiff", 0, b"II*\0"),
    Signature("tiff", 0, b"MM\0*"),
)


def sniff(head: bytes) -> str | None:
    """The kind of picture that begins with these bytes (at least 64 of them), None when it is none we read."""
    for kind, offset, magic in SIGNATURES:
        if head[offset : offset + len(magic)] == magic:
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return _sniff_iso(head)


def _sniff_iso(head: bytes) -> str | None:
    """HEIF and AVIF share a container; the brands in its first box tell them apart, AV1's before the general ones."""
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), len(head), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & AVIF_BRANDS:
        return "avif"
    return "heif" if brands & HEIF_BRANDS else None
