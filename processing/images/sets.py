"""A picture's files written to a folder: what a bounded process does with an original."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processing.images.standard import PictureFacts, make_set, make_standard, write_png
from processing.images.transformations import Size, read_transformations


@dataclass(frozen=True)
class PictureSet:
    """What was made of an original. size : width and height of the standard picture."""

    facts: PictureFacts
    size: Size


def write_set(path: Path, folder: Path, steps: Sequence[dict[str, Any]]) -> PictureSet:
    """`make_set` with transformations as documents. Raises ImageError."""
    return PictureSet(*make_set(path, folder, read_transformations(steps)))


def write_plain(path: Path, target: Path, steps: Sequence[dict[str, Any]]) -> None:
    """The standard picture as a lossless PNG, with transformations as documents. Raises ImageError."""
    write_png(make_standard(path, read_transformations(steps)), target)
