"""Archives that lead elsewhere, grow, lie, overlap or are cut short."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

UNSAFE_NAMES = [
    "../a.wav", "../../etc/passwd", "a/../../b.wav", "/etc/passwd", "//host/share/a.wav", "C:/a.wav", "c:\\a.wav",
    "..\\a.wav", "\\\\host\\a.wav", "a/..", "..", "./../a", "a/b/../../../c", "\\a.wav", "Z:a.wav", "a\\..\\..\\b",
]  # fmt: skip
"""Names that would be written outside."""


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content, compress_type=how)
    return file.getvalue()


def _named(name: str) -> bytes:
    info = zipfile.ZipInfo("x")
    info.filename = name
    return zipped(("good.wav", b"x"), (info, b"x"))


def _of_kind(mode: int) -> bytes:
    info = zipfile.ZipInfo("a.wav")
    info.external_attr = (mode | 0o777) << 16
    return zipped((info, b"/etc/passwd"))


def _overlapping() -> bytes:
    """Two entries of the table of contents that share one member's bytes."""
    data = zipped(("a.wav", bytes(5000)), ("b.wav", bytes(5000)))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    offset = struct.unpack_from("<L", data, first + 42)[0]
    return data[: second + 42] + struct.pack("<L", offset) + data[second + 46 :]


def _lying(field: int, value: int) -> bytes:
    """A table of contents with one 32-bit field of its first entry changed."""
    data = zipped(("a.wav", b"RIFF" + bytes(2000)))
    at = data.index(b"PK\x01\x02") + field
    return data[:at] + struct.pack("<L", value) + data[at + 4 :]


def _end_says(field: int, form: str, value: int) -> bytes:
    data = zipped(("a.wav", b"RIFF" + bytes(200)))
    at = data.rindex(b"PK\x05\x06") + field
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


def encrypted(name: str) -> bytes:
    data = bytearray(zipped((name, b"secret")))
    for mark, field in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + field] |= 1
    return bytes(data)


def _method(number: int) -> bytes:
    data = bytearray(zipped(("a.wav", bytes(1000))))
    for mark, field in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + field, number)
    return bytes(data)


def _damaged(at: int) -> bytes:
    data = bytearray(zipped(("a.wav", bytes(range(256)) * 40)))
    data[at] ^= 0xFF
    return bytes(data)


def _twice(*names: str) -> bytes:
    infos = [zipfile.ZipInfo(name) for name in names]
    for number, info in enumerate(infos):
        info.filename = names[number]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(f"{number:0{len(name)}}"[: len(name)], b"x")
    data = file.getvalue()
    for number, name in enumerate(names):
        data = data.replace(f"{number:0{len(name)}}"[: len(name)].encode(), name.encode())
    return data


def _bomb(n_members: int, megabytes: int) -> bytes:
    return zipped(*((f"{n}.wav", bytes(megabytes << 20)) for n in range(n_members)))


CASES: dict[str, Callable[[], bytes]] = {
    **{f"a name {name!r}": (lambda name=name: _named(name)) for name in UNSAFE_NAMES},
    "a link": lambda: _of_kind(stat.S_IFLNK),
    "a device": lambda: _of_kind(stat.S_IFCHR),
    "a block device": lambda: _of_kind(stat.S_IFBLK),
    "a pipe": lambda: _of_kind(stat.S_IFIFO),
    "a socket": lambda: _of_kind(stat.S_IFSOCK),
    "one name twice": lambda: _twice("aa.wav", "aa.wav"),
    "one name in two cases": lambda: _twice("aa.wav", "AA.wav"),
    "members that share their bytes": _overlapping,
    "a bomb of one file": lambda: _bomb(1, 64),
    "a bomb of many files": lambda: _bomb(20, 4),
    "a size that lies low": lambda: _lying(24, 10),
    "a size that lies high": lambda: _lying(24, 0x7FFFFFFF),
    "a packed size that lies": lambda: _lying(20, 0x7FFFFFFF),
    "a checksum that lies": lambda: _lying(16, 0xDEADBEEF),
    "an offset beyond the file": lambda: _lying(42, 0x7FFFFFFF),
    "more entries than there are": lambda: _end_says(10, "<H", 60000),
    "a table of contents of 4 GB": lambda: _end_says(12, "<L", 0xFFFFFFF0),
    "a table of contents beyond the file": lambda: _end_says(16, "<L", 0x7FFFFFFF),
    "an encrypted member": lambda: encrypted("a.wav"),
    "a nested archive": lambda: zipped(("inner.zip", zipped(("a.wav", b"x")))),
    "a nested tar": lambda: zipped(("inner.tar.gz", b"\x1f\x8b")),
    **{f"packing method {number}": (lambda number=number: _method(number)) for number in (1, 6, 9, 12, 98, 99)},
    "nothing": lambda: b"",
    "a start alone": lambda: b"PK\x03\x04",
    "an end alone": lambda: b"PK\x05\x06" + bytes(18),
    "an empty archive": lambda: zipped(),
    "folders alone": lambda: zipped(("a/", b""), ("b/", b"")),
    "litter alone": lambda: zipped(("__MACOSX/._a", b"x"), (".DS_Store", b"x")),
    "no archive": lambda: b"Dear diary" * 100,
    "a gzip": lambda: b"\x1f\x8b\x08" + bytes(100),
    "cut in the middle": lambda: zipped(("a.wav", bytes(range(256)) * 40))[:300],
    "without its end": lambda: zipped(("a.wav", b"x" * 400))[:-30],
    **{f"a flipped byte at {at}": (lambda at=at: _damaged(at)) for at in (5, 27, 40, 60, 100, 200)},
    "too many members": lambda: zipped(*((f"{n}.wav", b"") for n in range(60)), how=zipfile.ZIP_STORED),
    "a member that is too large": lambda: zipped(("a.wav", bytes(range(256)) * 8192)),
}
"""Archives by what is wrong with them; none may be unpacked whole."""

HARMLESS = {"a flipped byte at 5", "a flipped byte at 27", "more entries than there are", "a packed size that lies"}
"""What a reader may forgive: version bytes, and fields that a second copy makes good."""
