"""What people do to a picture: turn, crop, flip, brighten. Checked when read, applied in order."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from PIL import Image, ImageEnhance

from processing.errors import ImageError

MAX_TRANSFORMATIONS = 50
"""Steps of one version; nobody turns a picture more often."""

MIN_SIDE = 16
"""Pixels that must remain of each side after a crop or a free rotation."""

MAX_TURN = 3600.0
"""Degrees either way; buttons that add 90 are pressed more than four times."""

FACTOR_RANGE = (0.1, 4.0)
"""Brightness and contrast as a multiple of what is there."""

ROUNDING = 1e-6
"""A crop may reach over the edge by so much, as sums of fractions do."""

QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Clockwise degrees and Pillow's name for them, which counts the other way."""

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True)
class Rotate:
    """Turn clockwise. Multiples of 90 move pixels exactly; between them the largest full rectangle is kept."""

    degrees: float
    op: ClassVar[str] = "rotate"

    def __post_init__(self) -> None:
        _require_number("degrees", self.degrees, -MAX_TURN, MAX_TURN)

    @property
    def is_quarter(self) -> bool:
        return self.degrees % 90 == 0

    def size(self, size: Size) -> Size:
        if self.is_quarter:
            return size if self.degrees % 180 == 0 else (size[1], size[0])
        return _require_side(inscribed(size, self.degrees))

    def apply(self, image: Image.Image) -> Image.Image:
        if self.is_quarter:
            turn = QUARTERS.get(int(self.degrees % 360))
            return image if turn is None else image.transpose(turn)
        width, height = self.size(image.size)
        turned = image.rotate(-self.degrees, resample=Image.Resampling.BICUBIC, expand=True)
        left, top = (turned.width - width) // 2, (turned.height - height) // 2
        return turned.crop((left, top, left + width, top + height))


@dataclass(frozen=True)
class Crop:
    """Keep a rectangle, given in fractions of the picture as it then is."""

    x: float
    y: float
    width: float
    height: float
    op: ClassVar[str] = "crop"

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            _require_number(name, getattr(self, name), 0.0, 1.0)
        for name in ("width", "height"):
            _require_number(name, getattr(self, name), ROUNDING, 1.0)
        if self.x + self.width > 1 + ROUNDING or self.y + self.height > 1 + ROUNDING:
            raise _bad("the crop reaches over the edge of the picture")

    def box(self, size: Size) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in whole pixels."""
        width, height = size
        left, top = round(self.x * width), round(self.y * height)
        right = min(width, round((self.x + self.width) * width))
        return left, top, right, min(height, round((self.y + self.height) * height))

    def size(self, size: Size) -> Size:
        left, top, right, bottom = self.box(size)
        return _require_side((right - left, bottom - top))

    def apply(self, image: Image.Image) -> Image.Image:
        return image.crop(self.box(image.size))


@dataclass(frozen=True)
class Flip:
    """Mirror: `horizontal` swaps left and right, `vertical` top and bottom."""

    axis: str
    op: ClassVar[str] = "flip"

    def __post_init__(self) -> None:
        if self.axis not in {"horizontal", "vertical"}:
            raise _bad(f"axis: expected horizontal or vertical, found {str(self.axis)[:20]}")

    def size(self, size: Size) -> Size:
        return size

    def apply(self, image: Image.Image) -> Image.Image:
        is_horizontal = self.axis == "horizontal"
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT if is_horizontal else Image.Transpose.FLIP_TOP_BOTTOM)


@dataclass(frozen=True)
class Brightness:
    """Multiply every value; 1 changes nothing."""

    factor: float
    op: ClassVar[str] = "brightness"

    def __post_init__(self) -> None:
        _require_number("factor", self.factor, *FACTOR_RANGE)

    def size(self, size: Size) -> Size:
        return size

    def apply(self, image: Image.Image) -> Image.Image:
        return ImageEnhance.Brightness(image).enhance(self.factor)


@dataclass(frozen=True)
class Contrast:
    """Multiply the distance of every value from the picture's mean grey; 1 changes nothing."""

    factor: float
    op: ClassVar[str] = "contrast"

    def __post_init__(self) -> None:
        _require_number("factor", self.factor, *FACTOR_RANGE)

    def size(self, size: Size) -> Size:
        return size

    def apply(self, image: Image.Image) -> Image.Image:
        return ImageEnhance.Contrast(image).enhance(self.factor)


Transformation = Rotate | Crop | Flip | Brightness | Contrast

KINDS: dict[str, type[Transformation]] = {kind.op: kind for kind in (Rotate, Crop, Flip, Brightness, Contrast)}
"""Transformations by the name they have in documents."""


def read_transformations(documents: Sequence[dict[str, Any]]) -> tuple[Transformation, ...]:
    """Transformations from their JSON form, `{"op": "rotate", "degrees": 90}`.

    Raises ImageError("bad-transformation") for an unknown one, a missing, additional or wrong value, or too many.
    """
    if len(documents) > MAX_TRANSFORMATIONS:
        raise _bad(f"at most {MAX_TRANSFORMATIONS} transformations are applied, found {len(documents)}")
    return tuple(_read(document) for document in documents)


def _read(document: dict[str, Any]) -> Transformation:
    values = dict(document)
    kind = KINDS.get(str(values.pop("op", "")))
    if kind is None:
        raise _bad(f"expected one of {', '.join(KINDS)}, found {str(document.get('op'))[:20]}")
    try:
        return kind(**values)
    except TypeError as exc:
        raise _bad(f"{kind.op} takes {', '.join(kind.__dataclass_fields__)}; found {', '.join(values)[:80]}") from exc


def write_transformations(transformations: Sequence[Transformation]) -> list[dict[str, Any]]:
    """Their JSON form."""
    return [{"op": one.op} | asdict(one) for one in transformations]


def size_after(size: Size, transformations: Sequence[Transformation]) -> Size:
    """Width and height that are left of a picture. Raises ImageError("bad-transformation") when it is too little."""
    for one in transformations:
        size = one.size(size)
    return size


def apply_transformations(image: Image.Image, transformations: Sequence[Transformation]) -> Image.Image:
    """The picture after every transformation in order; RGB in, RGB out."""
    for one in transformations:
        image = one.apply(image)
    return image


def inscribed(size: Size, degrees: float) -> Size:
    """The largest upright rectangle within a turned one: width and height in pixels, each at least 1.

    A long rectangle touches its turned self with two opposite sides' middles, others with all four corners.
    """
    width, height = size
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    long, short = max(size), min(size)
    if short <= 2 * sine * cosine * long or abs(sine - cosine) < 1e-10:
        half = short / 2
        pair = (half / sine, half / cosine) if width >= height else (half / cosine, half / sine)
    else:
        double = cosine * cosine - sine * sine
        pair = ((width * cosine - height * sine) / double, (height * cosine - width * sine) / double)
    # A pixel less on each side: the outermost ones are mixed with what lies outside.
    return max(1, math.floor(pair[0]) - 2), max(1, math.floor(pair[1]) - 2)


def _require_number(name: str, value: object, low: float, high: float) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # type: ignore[operator]
        raise _bad(f"{name}: expected a number from {low:g} to {high:g}, found {str(value)[:30]}")


def _require_side(size: Size) -> Size:
    if min(size) < MIN_SIDE:
        raise _bad(f"{MIN_SIDE} pixels must be left of each side; it would be {size[0]} × {size[1]}")
    return size


def _bad(message: str) -> ImageError:
    return ImageError("bad-transformation", message)
