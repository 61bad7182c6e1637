"""Pictures of any colour model as 8-bit sRGB."""

import io
from functools import cache

from PIL import Image, ImageCms

PAPER = (255, 255, 255)
"""What shows through transparent pixels."""

STANDARD_NAMES = ("srgb",)
"""Beginnings, in lower case, of the names that profiles of sRGB itself have."""


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as RGB of 8 bits in sRGB; transparent pixels become white.

    profile : the ICC profile of its file; one that cannot be read, or that is sRGB, changes nothing.
    """
    if image.has_transparency_data:
        image = _on_paper(image)
    image = _eight_bits(image)
    if profile and not _is_srgb(profile):
        converted = _converted(image, profile)
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, (*PAPER, 255))
    return Image.alpha_composite(paper, layered).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey values of 16 or 32 bits scaled down; Pillow's own conversion would cut them off at 255."""
    if image.mode in {"I;16", "I;16B", "I;16L"}:
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"I", "F"}:
        low, high = image.getextrema()
        span = max(float(high) - float(low), 1e-9)  # type: ignore[arg-type]
        shifted = image.convert("F").point(lambda value: value * (255 / span) - float(low) * 255 / span)  # type: ignore[arg-type]
        return shifted.convert("L")
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _is_srgb(profile: bytes) -> bool:
    try:
        name = ImageCms.getProfileDescription(_read(profile))
    except (OSError, ImageCms.PyCMSError, ValueError):
        return False
    return name.strip().lower().startswith(STANDARD_NAMES)


def _read(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


@cache
def _standard() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    """None when the profile cannot be read or belongs to another colour model than the pixels."""
    try:
        return ImageCms.profileToProfile(
            image,
            _read(profile),
            _standard(),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
        )
    except (OSError, ImageCms.PyCMSError, ValueError):
        return None
