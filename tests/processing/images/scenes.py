"""Pictures made for tests: four corners of four colours, so that every way of turning them is told by pixels."""

from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 170, 40), (40, 60, 200), (220, 210, 40)

CORNERS = {"left top": RED, "right top": GREEN, "left bottom": BLUE, "right bottom": YELLOW}
"""Colours of an upright scene."""

TOLERANCE = 24
"""Lossy formats change a flat colour by less than this in each channel; the colours lie 100 and more apart."""


def scene(size: tuple[int, int] = (240, 160), mode: str = "RGB") -> Image.Image:
    """Four fields of one colour each, wider than high."""
    width, height = size
    picture = Image.new("RGB", size)
    for name, colour in CORNERS.items():
        left = 0 if "left" in name else width // 2
        top = 0 if "top" in name else height // 2
        picture.paste(colour, (left, top, left + width - width // 2, top + height - height // 2))
    return picture.convert(mode)


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """Colours in the middle of each quarter: left top, right top, left bottom, right bottom."""
    width, height = picture.size
    rgb = picture.convert("RGB")
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    return [rgb.getpixel((x * width // 4, y * height // 4)) for x, y in places]  # type: ignore[misc]


def alike(found: list[tuple[int, ...]], expected: list[tuple[int, ...]]) -> bool:
    """Whether colours are the same but for what lossy formats do."""
    pairs = [(a, b) for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True)]
    return all(abs(a - b) <= TOLERANCE for a, b in pairs)


STORED = {
    1: [], 2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM], 5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE], 8: [Image.Transpose.ROTATE_270],
}  # fmt: skip
"""How a camera held so stores an upright scene: for 6 its right side lies on top (CIPA DC-008, tag 274)."""


def as_stored(orientation: int) -> Image.Image:
    """The scene as a file of this orientation holds it. The first row and column of the file are where the standard's
    table says: for 5 to 8 the file's rows are the scene's columns."""
    picture = scene()
    for step in STORED[orientation]:
        picture = picture.transpose(step)
    return picture


def save(picture: Image.Image, path: Path, *, orientation: int | None = None, **saving: Any) -> Path:
    """Write a picture, with an orientation when one is given."""
    if orientation is not None:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        saving["exif"] = exif.tobytes()
    picture.save(path, **saving)
    return path
