"""Where the files of a checklist lie: a folder, a ZIP archive, or one file; read as streams, never unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from processing.errors import TableError

MAX_MEMBERS = 10_000
"""Most files an archive of a checklist may list; real ones have some dozens."""


class Source:
    """Files by their names in lower case, whatever folder of the archive they lie in."""

    def __init__(self, path: Path, *, name: str = "") -> None:
        """Raises TableError("not-a-checklist") for what is neither folder nor file, or a broken archive."""
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        self._files: dict[str, Path | zipfile.ZipInfo] = {}
        if path.is_dir():
            self._files = {file.name.lower(): file for file in sorted(path.rglob("*")) if file.is_file()}
        elif not path.is_file():
            raise TableError("not-a-checklist", f"Expected a folder or a file, found neither at {path.name!r}.")
        elif zipfile.is_zipfile(path):
            self._open_zip(path)
        else:
            self._files = {(name or path.name).lower(): path}

    def _open_zip(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as exc:
            raise TableError("not-a-checklist", "The archive cannot be read.") from exc
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MAX_MEMBERS:
            raise TableError("not-a-checklist", f"The archive lists {len(infos)} files, more than {MAX_MEMBERS}.")
        for info in sorted(infos, key=lambda info: info.filename.count("/"), reverse=True):
            if not info.filename.startswith("__MACOSX/"):
                self._files[info.filename.rsplit("/", 1)[-1].lower()] = info

    @property
    def names(self) -> list[str]:
        """Names in lower case without folders; of files of one name the one nearest the top counts."""
        return sorted(self._files)

    def size_bytes(self, name: str) -> int:
        found = self._files[name]
        return found.file_size if isinstance(found, zipfile.ZipInfo) else found.stat().st_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a file. Raises TableError("checklist-damaged") when they cannot be read to the end."""
        found = self._files[name]
        try:
            with self._opened(found) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as exc:
            raise TableError("checklist-damaged", f"The file {name!r} cannot be read to its end.") from exc

    def _opened(self, found: Path | zipfile.ZipInfo) -> IO[bytes]:
        if isinstance(found, Path):
            return found.open("rb")
        return zipfile.ZipFile(self._path).open(found) if self._zip is None else self._zip.open(found)

    @contextmanager
    def open_text(self, name: str) -> Iterator[IO[str]]:
        """A file as text in UTF-8; bytes that are none become the replacement sign."""
        with self.open(name) as file:
            text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
            yield text

    def close(self) -> None:
        if self._zip is not None:
            self._zip.close()
