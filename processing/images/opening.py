"""Pictures from outside: opened within limits, their size known before a pixel is decoded."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PIL import Image, ImageFile

from processing.errors import ImageError
from processing.images.formats import ACCEPTED, READERS, sniff

MAX_PIXELS = 100_000_000
"""Largest picture opened; as 8-bit RGB some 300 MB."""

HEAD_BYTES = 512
"""Bytes that tell the kind."""

FAULTS = (OSError, ValueError, SyntaxError, EOFError, OverflowError, IndexError, KeyError, TypeError, RuntimeError)
"""What Pillow's readers raise for broken files; each reader has its own way."""


@contextmanager
def open_picture(path: Path) -> Iterator[ImageFile.ImageFile]:
    """Open a picture of any accepted kind; its pixels are decoded when they are first asked for.

    Faults found while they are decoded inside the `with` block are told in the same words.
    Raises ImageError: `not-a-picture` (another kind of file), `picture-too-large` (more than `MAX_PIXELS`, told
    from the header), `picture-damaged` (broken or cut short).
    """
    kind = _kind_of(path)
    if kind == "heif":
        _know_heif()
    try:
        with warnings.catch_warnings():
            # Pillow only warns below twice its own limit; ours is checked right after.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=READERS[kind]) as image:
                _require_size(image)
                yield image
    except Image.DecompressionBombError as exc:
        raise _too_large("this one has far more") from exc
    except MemoryError as exc:
        raise _too_large("this one needs more memory than a picture may take") from exc
    except FAULTS as exc:
        detail = f"The picture is damaged or cut short: {str(exc)[:120] or type(exc).__name__}."
        raise ImageError("picture-damaged", detail) from exc


def kind_of(path: Path) -> str:
    """The kind of a picture by its first bytes. Raises ImageError("not-a-picture")."""
    return _kind_of(path)


def _kind_of(path: Path) -> str:
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES))
    if kind is None:
        raise ImageError("not-a-picture", f"expected {ACCEPTED}, found another kind of file")
    return kind


def _require_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(f"this one has {image.width} × {image.height}")
    if min(image.size) < 1:
        raise ImageError("picture-damaged", "The picture has no pixels.")


def _too_large(found: str) -> ImageError:
    return ImageError("picture-too-large", f"A picture may have {MAX_PIXELS // 1_000_000} million pixels; {found}.")


@cache
def _know_heif() -> None:
    # The reader brings 20 MB of native code, which only pictures of phones need.
    from pillow_heif import register_heif_opener  # noqa: PLC0415

    # Pictures in one file besides the first, and depth maps, are not looked at.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
