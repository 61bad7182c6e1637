"""Decoding in a process of its own, with limits on memory and time: a hostile file ends that process, nothing else."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from processing.bounded import BoundedError, Limits, run
from processing.errors import ImageError
from processing.images.sets import PictureSet, write_plain, write_set
from processing.images.transformations import Transformation, write_transformations

LIMITS = Limits(memory_bytes=2 << 30, cpu_s=30, wait_s=60.0, file_bytes=512 << 20)
"""Address space for three copies of a hundred megapixels with the libraries; the largest AVIF pictures take some ten
seconds; a lossless standard picture has at most 20 MB."""

Result = TypeVar("Result")


def make_set_bounded(path: Path, folder: Path, transformations: Sequence[Transformation] = ()) -> PictureSet:
    """`make_set` in a process with limits: `standard.webp`, `768.webp` and `256.webp` are written to the folder.

    Raises ImageError as `make_set`, and `picture-too-costly` when the limits are reached.
    """
    return _bounded(write_set, path, folder, transformations)


def make_png_bounded(path: Path, target: Path, transformations: Sequence[Transformation] = ()) -> None:
    """The standard picture as a lossless PNG, in a process with limits. Raises as `make_set_bounded`."""
    _bounded(write_plain, path, target, transformations)


def _bounded(
    work: Callable[[Path, Path, Sequence[dict[str, Any]]], Result],
    path: Path,
    target: Path,
    transformations: Sequence[Transformation],
) -> Result:
    try:
        return run(LIMITS, work, path.resolve(), target.resolve(), write_transformations(transformations))
    except BoundedError as exc:
        if exc.code == "reader-failed":
            raise ImageError("picture-damaged", "The picture is damaged.") from exc
        detail = "Decoding this picture takes more memory or time than one may have."
        raise ImageError("picture-too-costly", detail) from exc
