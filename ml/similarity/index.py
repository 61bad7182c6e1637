"""An approximate index of unit points: hierarchical navigable small worlds, as usearch builds them.

Malkov and Yashunin 2020, doi:10.1109/TPAMI.2018.2889473. Points are kept as signed bytes, which halves the
file; whoever searches takes a few more candidates than wanted and orders them by the exact points.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from usearch.index import Index

from processing.arrays import FloatArray, IndexArray
from processing.audio.features.embedding import N_DIMENSIONS

KIND = "i8"
"""How a coordinate is stored."""

CONNECTIVITY = 16
"""Links of a point on each level; the usual value, and enough for the recall told in the docs."""

EXPANSION_ADD = 64
"""Candidates looked at while a point is added: sets the time to build."""

EXPANSION_SEARCH = 128
"""Candidates looked at in a search, at least."""

ADD_STEP = 20_000
"""Points added at a time, so that a job can tell how far it is."""


class IndexFileError(Exception):
    """The file of an index could not be written whole, or is not whole; it can always be made again."""


class Found(NamedTuple):
    """Numbers of points near a query, the nearest first, and their cosine likeness; shapes (n,)."""

    numbers: IndexArray
    likeness: FloatArray


class PointIndex:
    """Points by number, in memory while being built, in a mapped file while being searched."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @classmethod
    def empty(cls) -> "PointIndex":
        return cls(_new())

    @classmethod
    def load(cls, path: Path) -> "PointIndex":
        """The index of a file, in memory, to be added to. Raises IndexFileError where it is gone or damaged."""
        index = _new()
        with _told_of(path):
            index.load(str(path))
        return cls(index)

    @classmethod
    def view(cls, path: Path) -> "PointIndex":
        """The index of a file, mapped: only what a search touches is read. Raises IndexFileError as `load` does."""
        index = _new()
        with _told_of(path):
            index.view(str(path))
        return cls(index)

    def __len__(self) -> int:
        return len(self._index)

    def numbers(self) -> IndexArray:
        """Numbers of all points, in no order."""
        return np.asarray(self._index.keys, dtype=np.int64) if len(self._index) else np.zeros(0, dtype=np.int64)

    def add(self, numbers: IndexArray, points: FloatArray) -> None:
        """Add points, shape (n, N_DIMENSIONS); numbers that are there already are replaced."""
        here = self._index.contains(numbers) if len(self._index) else np.zeros(len(numbers), dtype=np.bool_)
        self.remove(numbers[np.asarray(here, dtype=np.bool_)])
        if len(numbers):
            self._index.add(numbers.astype(np.uint64), np.asarray(points, dtype=np.float32), threads=1)

    def remove(self, numbers: IndexArray) -> None:
        """Remove points; absent numbers are passed over."""
        if len(numbers):
            self._index.remove(numbers.astype(np.uint64), threads=1)

    def save(self, path: Path) -> None:
        """Write the whole index. Raises IndexFileError when not all of it found room."""
        with _told_of(path):
            self._index.save(str(path))
        # The library does not look at the outcome of closing the file: what it had buffered may be lost unsaid.
        n_written = path.stat().st_size
        if n_written != self._index.serialized_length:
            raise IndexFileError(f"{path.name}: needs {self._index.serialized_length} bytes, got {n_written}")

    def search(self, points: FloatArray, n: int) -> Found:
        """The n points nearest to any of several unit points (k, N_DIMENSIONS), each once, nearest first."""
        if not len(self._index) or n < 1:
            return Found(np.zeros(0, dtype=np.int64), np.zeros(0))
        self._index.expansion_search = max(EXPANSION_SEARCH, n)  # type: ignore[misc]  # it has a setter
        best: dict[int, float] = {}
        for point in np.atleast_2d(np.asarray(points, dtype=np.float32)):
            matches = self._index.search(point, n, threads=1)
            for number, distance in zip(matches.keys.tolist(), matches.distances.tolist(), strict=True):
                best[number] = max(best.get(number, -1.0), 1.0 - distance)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:n]
        return Found(np.array([k for k, _ in ranked], dtype=np.int64), np.array([v for _, v in ranked]))


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """The library raises RuntimeError for every trouble with a file, a full disk among them."""
    try:
        yield
    except (RuntimeError, OSError) as exc:
        raise IndexFileError(f"{path.name}: {exc}") from exc


def _new() -> Index:
    return Index(
        ndim=N_DIMENSIONS,
        metric="cos",
        dtype=KIND,
        connectivity=CONNECTIVITY,
        expansion_add=EXPANSION_ADD,
        expansion_search=EXPANSION_SEARCH,
    )


def packed(points: FloatArray) -> list[bytes]:
    """Points as they are stored, one bytes object a row: float16, little-endian."""
    return [row.tobytes() for row in np.asarray(points, dtype="<f2")]


def unpacked(stored: list[bytes]) -> npt.NDArray[np.float32]:
    """Points from their stored form, shape (n, N_DIMENSIONS), float32."""
    flat = np.frombuffer(b"".join(stored), dtype="<f2").astype(np.float32)
    return flat.reshape(-1, N_DIMENSIONS)
