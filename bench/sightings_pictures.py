"""Processor seconds from a twelve-megapixel JPEG to its standard picture and thumbnails, beside bare Pillow.

`FIELDSTATION_DATA` may name a folder with `images/` of real photographs; without it the picture is drawn.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from bench.report import Metric, print_metrics, skipped
from processing.images.bounded import make_set_bounded
from processing.images.standard import LONG_SIDE, QUALITY, THUMBNAILS, make_set
from processing.images.synthesis import draw_encounter

TWELVE = (4032, 3024)
REPEATS = 5


def measure() -> Iterator[Metric]:
    """The best of some runs each, so that other work on the machine counts as little as it can."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn = _twelve_megapixels(folder, draw_encounter("Strix aluco", 1), "drawn")
        yield from _compare("drawn", drawn, folder)
        photo = _real_photo()
        if photo is None:
            yield from skipped("a real photograph", "FIELDSTATION_DATA names no folder with images/")
            return
        with Image.open(photo) as image:
            real = _twelve_megapixels(folder, image.convert("RGB"), "real")
        yield from _compare("photo", real, folder)


def _real_photo() -> Path | None:
    """The photograph with the most bytes: the hardest to decode."""
    folder = Path(os.environ.get("FIELDSTATION_DATA", "")) / "images"
    found = [path for path in folder.glob("*") if path.suffix.lower() in {".jpg", ".jpeg"}]
    return max(found, key=lambda path: path.stat().st_size) if found else None


def _twelve_megapixels(folder: Path, image: Image.Image, name: str) -> Path:
    path = folder / f"{name}.jpg"
    image.resize(TWELVE, Image.Resampling.LANCZOS).save(path, quality=92)
    return path


def _compare(name: str, path: Path, folder: Path) -> Iterator[Metric]:
    ours = _cpu_s(lambda: make_set(path, folder))
    size_kb = (folder / "standard.webp").stat().st_size / 1000
    bare = _cpu_s(lambda: _bare_pillow(path, folder))
    bare_kb = (folder / "bare.webp").stat().st_size / 1000
    bounded = _cpu_s(lambda: make_set_bounded(path, folder))
    yield Metric(f"pictures.{name}.standard_and_thumbnails.cpu", ours, "s")
    yield Metric(f"pictures.{name}.bare_pillow.cpu", bare, "s")
    yield Metric(f"pictures.{name}.ours_over_bare", ours / bare)
    yield Metric(f"pictures.{name}.in_a_bounded_process.cpu", bounded, "s")
    yield Metric(f"pictures.{name}.standard.size", size_kb, "kB")
    yield Metric(f"pictures.{name}.bare_pillow.size", bare_kb, "kB")


def _bare_pillow(path: Path, folder: Path) -> None:
    """Decode, resize, encode with Pillow's own defaults: what a few lines would do."""
    with Image.open(path) as image:
        image.load()
        standard = image.resize((LONG_SIDE, LONG_SIDE * image.height // image.width), Image.Resampling.LANCZOS)
    standard.save(folder / "bare.webp", quality=QUALITY)
    for side in THUMBNAILS:
        small = standard.copy()
        small.thumbnail((side, side))
        small.save(folder / f"bare{side}.webp", quality=QUALITY)


def _cpu_s(act: Callable[[], object]) -> float:
    """Processor seconds of this process and its children."""
    best = float("inf")
    for _ in range(REPEATS):
        before = _spent_s()
        act()
        best = min(best, _spent_s() - before)
    return best


def _spent_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    print_metrics(measure(), as_json="--json" in sys.argv)
