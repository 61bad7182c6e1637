"""Pictures that are bombs, cut, contradictory, or something else."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "AVIF", "HEIF")


@cache
def picture(kind: str) -> bytes:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file = io.BytesIO()
    Image.effect_noise((120, 80), 90).convert("RGB").save(file, kind)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, bits: int = 1, colour: int = 0, rows: bytes = b"", more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def gif(width: int, height: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", width, height)
        + b"\0\0\0,\0\0\0\0"
        + struct.pack("<HH", width, height)
        + b"\0\2\0;"
    )


def tiff_loop() -> bytes:
    """A directory of which each next one is itself."""
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 0) + struct.pack("<L", 8)


def flipped(kind: str, seed: int) -> bytes:
    data, chance = bytearray(picture(kind)), random.Random(seed)
    for _ in range(12):
        data[chance.randrange(12, min(len(data), 400))] = chance.randrange(256)
    return bytes(data)


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "SVG with a script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "HTML": lambda: b"<!doctype html><script>alert(1)</script>",
    "a PDF": lambda: b"%PDF-1.7\n" + bytes(100),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a Windows metafile": lambda: b"\xd7\xcd\xc6\x9a" + bytes(100),
    "an icon": lambda: b"\0\0\1\0\1\0" + bytes(100),
    "a bitmap": lambda: b"BM" + bytes(100),
    "a Photoshop file": lambda: b"8BPS\0\1" + bytes(100),
    "FITS": lambda: b"SIMPLE  =                    T" + bytes(100),
    "a hundred and one megapixels": lambda: png(10_100, 10_000),
    "four gigapixels": lambda: png(65_000, 65_000),
    "a line of two billion pixels": lambda: png(2_000_000_000, 1),
    "no pixels": lambda: png(0, 10),
    "a negative size": lambda: png(0xFFFFFFFF, 10),
    "a colour type that is none": lambda: png(10, 10, colour=5),
    "text that unpacks to a gigabyte":
        lambda: png(10, 10, more=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(64 << 20)))),
    "a profile that unpacks to a gigabyte":
        lambda: png(10, 10, more=chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(64 << 20)))),
    "rows that end early": lambda: png(500, 500, bits=8, rows=b"\0abc"),
    "a GIF of four gigapixels": lambda: gif(65_000, 65_000),
    "a TIFF that leads round": tiff_loop,
    "a TIFF whose directory lies beyond": lambda: b"II*\0\xff\xff\xff\x7f",
    "a WebP of nothing": lambda: b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0",
    "a WebP of 16 k squared": lambda: b"RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f\xff\xff\xff\x0f\0\0\0\0\0",
    "HEIF boxes that lie": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff\xff\xff\xffmeta" + bytes(100),
    "an AVIF box of 16 exabytes": lambda: b"\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\1meta" + b"\xff" * 8 + bytes(50),
    "a JPEG of markers": lambda: b"\xff\xd8" + b"\xff\xe1\xff\xff" * 50,
    "a JPEG without a picture": lambda: b"\xff\xd8\xff\xd9",
    "sound": lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(28),
    **{f"{kind} cut after 40 bytes": (lambda kind=kind: picture(kind)[:40]) for kind in KINDS},
    **{f"{kind} cut in half": (lambda kind=kind: picture(kind)[: len(picture(kind)) // 2]) for kind in KINDS},
    **{f"noise after {head[:8]!r}": (lambda head=head: head + random.Random(5).randbytes(3000)) for head in
       (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\0", b"MM\0*", b"RIFF\0\1\0\0WEBP",
        b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif")},
}  # fmt: skip
"""Files that are refused."""

SURVIVED: dict[str, Callable[[], bytes]] = {
    f"{kind} with changed bytes, {seed}": (lambda kind=kind, seed=seed: flipped(kind, seed))
    for kind in KINDS
    for seed in range(4)
}
"""Files that may be refused or read, within the same limits."""
