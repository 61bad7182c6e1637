"""ZIP archives from strangers: looked over before anything is unpacked, then unpacked one member at a time."""

import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from core.disk import MB
from processing.errors import ProcessingError

BLOCK_BYTES = 256 * 1024

MAX_DIRECTORY_BYTES = 32 * MB
"""Largest table of contents that is read into memory; about 300,000 members."""

MAX_TOTAL_RATIO = 100.0
"""Unpacked bytes over packed ones, for the whole archive; sound packs 1.2 to 5 times, silence up to 1,000."""

RATIO_FROM_BYTES = 16 * MB
"""Archives that unpack to less may have any ratio: a little silence does no harm."""

LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What computers put into folders by themselves."""

NESTED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst")
"""Endings of archives within the archive, which are not opened."""

ENCRYPTED = 0x1
"""Flag bit of a member that needs a password."""


class ArchiveError(ProcessingError):
    """An archive, or a member of one, that is not unpacked."""


class Limits(NamedTuple):
    """What an archive may hold."""

    max_members: int
    max_total_bytes: int
    max_member_bytes: int


class Member(NamedTuple):
    """One file in an archive: its path as written there, its bare name, and its size unpacked."""

    path: str
    name: str
    size_bytes: int


class Archive:
    """An archive whose table of contents has been found harmless."""

    def __init__(self, file: ZipFile, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._infos = {info.filename: info for info in _worth_taking(file)}

    @property
    def members(self) -> list[Member]:
        return [_member(info) for info in self._infos.values()]

    @property
    def total_bytes(self) -> int:
        return sum(info.file_size for info in self._infos.values())

    def extract(self, member: Member, target: Path) -> None:
        """Write one member to a path. Raises ArchiveError for this member; nothing is then left there."""
        info = self._infos[member.path]
        _refuse_member(info, self._limits)
        try:
            with self._file.open(info) as source, target.open("wb") as file:
                _copy(source, file, info.file_size)
        except (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError, OSError) as exc:
            target.unlink(missing_ok=True)
            # A fault of our disk has a number; what unpackers say of damaged data has none.
            if isinstance(exc, OSError) and exc.errno is not None:
                raise
            raise ArchiveError("archive-member-damaged", f"{member.path} cannot be unpacked: {exc}.") from exc
        except ArchiveError:
            target.unlink(missing_ok=True)
            raise

    def read(self, member: Member, *, limit: int) -> bytes:
        """A small member's bytes. Raises ArchiveError when it has more than `limit`."""
        if member.size_bytes > limit:
            raise ArchiveError("archive-member-large", f"{member.path} has more than {limit} bytes.")
        try:
            with self._file.open(self._infos[member.path]) as source:
                return source.read(limit)
        except (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError, OSError) as exc:
            raise ArchiveError("archive-member-damaged", f"{member.path} cannot be read: {exc}.") from exc


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open an archive after looking it over, so that nothing of a harmful one is unpacked.

    Raises ArchiveError: `archive-damaged`, `archive-unsafe-name` (absolute or with `..`), `archive-link`,
    `archive-duplicate-name`, `archive-too-many`, `archive-too-large`, `archive-bomb`, `archive-empty`.
    """
    _look_at_directory_size(path)
    try:
        file = ZipFile(path)
    except (BadZipFile, NotImplementedError, ValueError, OSError) as exc:
        raise ArchiveError("archive-damaged", "The file is not a ZIP archive, or a part of it is missing.") from exc
    with file:
        _look_over(file, path.stat().st_size, limits)
        yield Archive(file, limits)


def _look_over(file: ZipFile, n_bytes: int, limits: Limits) -> None:
    infos = file.infolist()
    if len(infos) > limits.max_members:
        raise ArchiveError("archive-too-many", f"At most {limits.max_members} files are unpacked; it has {len(infos)}.")
    seen: set[str] = set()
    for info in infos:
        _refuse_name(info)
        key = info.filename.casefold()
        if key in seen:
            raise ArchiveError("archive-duplicate-name", f"{_shown(info)} is in the archive twice.")
        seen.add(key)
    _refuse_bomb(infos, n_bytes, limits)
    if not _worth_taking(file):
        raise ArchiveError("archive-empty", "There is no file in the archive.")


def _refuse_name(info: ZipInfo) -> None:
    """Names that lead elsewhere, and members that are not plain files or folders."""
    # zipfile cuts names at a zero byte and turns backslashes; the name as stored is what counts.
    name = info.orig_filename.replace("\\", "/")
    parts = name.split("/")
    has_drive = len(name) > 1 and name[1] == ":"
    if not name or name.startswith("/") or has_drive or ".." in parts or "\0" in name:
        detail = f"{_shown(info)} would be written outside its folder."
        raise ArchiveError("archive-unsafe-name", detail)
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError("archive-link", f"{_shown(info)} is a link or a device, not a file.")


def _refuse_bomb(infos: list[ZipInfo], n_bytes: int, limits: Limits) -> None:
    """Archives that unpack to far more than they hold, by ratio or by members that share their bytes."""
    total = sum(info.file_size for info in infos)
    if total > RATIO_FROM_BYTES and total > n_bytes * MAX_TOTAL_RATIO:
        detail = f"{n_bytes} bytes would unpack to {total}; at most {MAX_TOTAL_RATIO:.0f} times as many are."
        raise ArchiveError("archive-bomb", detail)
    if total > limits.max_total_bytes:
        detail = f"At most {limits.max_total_bytes // MB} MB are unpacked; it holds {total // MB} MB."
        raise ArchiveError("archive-too-large", detail)
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ArchiveError("archive-bomb", f"{_shown(info)} shares its bytes with another file.")
        end = info.header_offset + info.compress_size


def _refuse_member(info: ZipInfo, limits: Limits) -> None:
    shown = _shown(info)
    if info.flag_bits & ENCRYPTED:
        raise ArchiveError("archive-encrypted", f"{shown} needs a password.")
    if info.filename.lower().endswith(NESTED):
        raise ArchiveError("archive-nested", f"{shown} is an archive itself; send it by itself.")
    if info.file_size > limits.max_member_bytes:
        limit = limits.max_member_bytes // MB
        raise ArchiveError("too-large", f"{shown} has {info.file_size // MB} MB; at most {limit} MB are taken.")


def _worth_taking(file: ZipFile) -> list[ZipInfo]:
    return [
        info
        for info in file.infolist()
        if not info.is_dir() and not info.filename.startswith(LITTER[0]) and not info.filename.endswith(LITTER[1:])
    ]


def _member(info: ZipInfo) -> Member:
    return Member(info.filename, info.filename.rsplit("/", 1)[-1], info.file_size)


def _shown(info: ZipInfo) -> str:
    return ascii(info.orig_filename[:100])


def _copy(source: IO[bytes], target: IO[bytes], n_bytes: int) -> None:
    """Never more bytes than the table of contents says, whatever the packed stream holds."""
    n_done = 0
    while block := source.read(BLOCK_BYTES):
        n_done += len(block)
        if n_done > n_bytes:
            raise ArchiveError("archive-bomb", "A file unpacks to more than its archive says.")
        target.write(block)
    if n_done != n_bytes:
        raise ArchiveError("archive-member-damaged", f"A file has {n_done} of {n_bytes} bytes.")


_END = b"PK\x05\x06"
_END_BYTES = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_END64_BYTES = 56
_MAX_COMMENT_BYTES = 65535


def _look_at_directory_size(path: Path) -> None:
    """Refuse a table of contents that would fill the memory: zipfile reads it whole (APPNOTE 4.3.14 to 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - _END_BYTES - _MAX_COMMENT_BYTES - _LOCATOR_BYTES)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_BYTES:
            raise ArchiveError("archive-damaged", "The file is not a ZIP archive, or its end is missing.")
        n_bytes = int(struct.unpack_from("<L", tail, at + 12)[0])
        before = tail[max(0, at - _LOCATOR_BYTES) : at]
        if before[:4] == _LOCATOR:
            file.seek(min(int(struct.unpack_from("<Q", before, 8)[0]), size))
            record = file.read(_END64_BYTES)
            if len(record) == _END64_BYTES:
                n_bytes = int(struct.unpack_from("<Q", record, 40)[0])
    if n_bytes > MAX_DIRECTORY_BYTES:
        raise ArchiveError("archive-too-many", "The archive's table of contents is too large.")
