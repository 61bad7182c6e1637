"""Decoding in a process of its own, with limits on memory and time: a hostile file ends that process, nothing else."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from processing.errors import ImageError
from processing.images.exif import ExifFacts
from processing.images.standard import PictureFacts
from processing.images.transformations import Size, Transformation, write_transformations

ROOT = Path(__file__).resolve().parents[2]
"""Where the child finds this package."""

WAIT_S = 60.0
"""Longest wait for the child, which has less processor time than this; a machine may be busy."""


@dataclass(frozen=True)
class PictureSet:
    """What was made of an original. size : width and height of the standard picture."""

    facts: PictureFacts
    size: Size


def make_set_bounded(path: Path, folder: Path, transformations: Sequence[Transformation] = ()) -> PictureSet:
    """`make_set` in a process with limits: `standard.webp`, `768.webp` and `256.webp` are written to the folder.

    Raises ImageError as `make_set`, and `picture-too-costly` when the limits are reached.
    """
    answer = _ask("set", path, folder, transformations)
    facts = answer["facts"]
    taken = facts["exif"].pop("taken")
    exif = ExifFacts(taken=datetime.fromisoformat(taken) if taken else None, **facts.pop("exif"))
    return PictureSet(PictureFacts(exif=exif, **facts), (answer["size"][0], answer["size"][1]))


def make_png_bounded(path: Path, target: Path, transformations: Sequence[Transformation] = ()) -> None:
    """The standard picture as a lossless PNG, in a process with limits. Raises as `make_set_bounded`."""
    _ask("png", path, target, transformations)


def _ask(what: str, path: Path, target: Path, transformations: Sequence[Transformation]) -> dict[str, Any]:
    wanted = {
        "what": what,
        "path": str(path.resolve()),
        "target": str(target.resolve()),
        "transformations": write_transformations(transformations),
    }
    try:
        # No shell, our own interpreter and module; the path travels as data.
        done = subprocess.run(
            [sys.executable, "-m", "processing.images.child"],
            input=json.dumps(wanted).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise _too_costly() from exc
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise _too_costly() from None
    if "code" in answer:
        raise ImageError(answer["code"], answer["message"])
    return answer


def _too_costly() -> ImageError:
    return ImageError("picture-too-costly", "Decoding this picture takes more memory or time than one may have.")
