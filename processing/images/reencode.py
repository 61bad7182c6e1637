"""Pictures from outside, written anew so that only their pixels remain."""

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps

from processing.errors import ImageError

MAX_PIXELS = 40_000_000
"""Largest picture decoded, as 8-bit RGB some 120 MB."""

MAX_SIDE = 4000
"""Longer sides are scaled down to this; enough for a printed page's scan."""

JPEG_QUALITY = 90

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
"""What is read, and the media type it is written as."""


class Picture(NamedTuple):
    """A picture as it is stored."""

    content: bytes
    media_type: str
    width: int
    height: int


def reencode(content: bytes) -> Picture:
    """Decode a PNG or JPEG and encode its pixels again: turned upright, at most `MAX_SIDE` wide and high.

    Nothing but the pixels is kept: no EXIF, no place, no comment, no second file behind the first.
    Raises ImageError("not-a-picture") for anything else or a broken file, ("picture-too-large") for more
    than `MAX_PIXELS`, which is told from the header before any pixel is decoded.
    """
    try:
        with warnings.catch_warnings():
            # Pillow only warns below twice its own limit; ours is checked right after.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=tuple(FORMATS))
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(f"it has {image.width} × {image.height} pixels")
        kind = image.format or ""
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MAX_SIDE, MAX_SIDE))
    except Image.DecompressionBombError as exc:
        raise _too_large("it has far more") from exc
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as exc:
        raise ImageError("not-a-picture", "This is no PNG or JPEG that can be read.") from exc
    return _encode(upright, kind)


def _too_large(found: str) -> ImageError:
    return ImageError("picture-too-large", f"A picture may have {MAX_PIXELS // 1_000_000} million pixels; {found}.")


def _encode(image: Image.Image, kind: str) -> Picture:
    buffer = io.BytesIO()
    has_alpha = kind == "PNG" and image.has_transparency_data
    plain = image.convert("RGBA" if has_alpha else "RGB")
    # Pillow would write comments, colour profiles and EXIF it finds here into the new file.
    plain.info.clear()
    if kind == "JPEG":
        plain.save(buffer, "JPEG", quality=JPEG_QUALITY)
    else:
        plain.save(buffer, "PNG", optimize=False)
    return Picture(buffer.getvalue(), FORMATS[kind], plain.width, plain.height)
