"""The standard picture and its thumbnails: upright, transformed, sRGB, and nothing in them but pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFile

from processing.images.colour import to_srgb
from processing.images.exif import ExifFacts, orientation_of, read_exif
from processing.images.hashing import perceptual_hash
from processing.images.opening import kind_of, open_picture
from processing.images.transformations import Size, Transformation, apply_transformations, size_after

CODE_VERSION = "pictures-1"
"""Changes when the same original and transformations would give other pixels."""

LONG_SIDE = 2560
"""Pixels of the standard picture's longer side, at most; smaller originals are not blown up."""

QUALITY = 82
"""WebP quality of the standard picture and its thumbnails."""

METHOD = 2
"""WebP effort: 2 takes half the time of the usual 4 for files about 4 % larger (`bench/sightings_pictures.py`)."""

THUMBNAILS = (768, 256)
"""Longer sides of the thumbnails, largest first: each is made from the one before."""

SHARP = Image.Resampling.BICUBIC
"""Filter for scaling down: two thirds of Lanczos' time, no difference the eye finds at these sizes."""

TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
"""What makes a picture of each EXIF orientation upright (CIPA DC-008, table of tag 274)."""


@dataclass(frozen=True)
class PictureFacts:
    """What an original is. width, height : pixels, upright. orientation : its EXIF value. phash : of the picture
    without transformations."""

    format: str
    width: int
    height: int
    orientation: int
    phash: int
    exif: ExifFacts


def look_into(path: Path) -> PictureFacts:
    """Decode a picture once, coarsely where its format allows, and tell what it is.

    Raises ImageError (`not-a-picture`, `picture-too-large`, `picture-damaged`).
    """
    with open_picture(path) as image:
        facts = _facts(path, image)
        small = _decoded(image, THUMBNAILS[0])
        return _with_hash(facts, small)


def make_standard(path: Path, transformations: Sequence[Transformation] = ()) -> Image.Image:
    """The standard picture of an original: RGB, 8 bits, long side at most `LONG_SIDE`.

    The orientation and then every transformation in order are applied before it is scaled down, in effect: pixels
    that no later step would need are left out first. Raises ImageError (as `look_into`, and `bad-transformation`).
    """
    with open_picture(path) as image:
        return _standard(image, transformations)


def make_set(path: Path, folder: Path, transformations: Sequence[Transformation] = ()) -> tuple[PictureFacts, Size]:
    """Write `standard.webp`, `768.webp` and `256.webp` into a folder; returns the original's facts and the
    standard picture's size. Raises what `make_standard` raises."""
    with open_picture(path) as image:
        facts = _facts(path, image)
        standard = _standard(image, transformations)
    write_webp(standard, folder / "standard.webp")
    smaller = standard
    for side in THUMBNAILS:
        smaller = scaled(smaller, side)
        write_webp(smaller, folder / f"{side}.webp")
    if not transformations:
        return _with_hash(facts, smaller), standard.size
    return facts, standard.size


def write_webp(image: Image.Image, path: Path) -> None:
    """An RGB picture as WebP without metadata."""
    _bare(image).save(path, "WEBP", quality=QUALITY, method=METHOD)


def write_png(image: Image.Image, path: Path) -> None:
    """An RGB picture as PNG without metadata or loss."""
    _bare(image).save(path, "PNG", compress_level=3)


def scaled(image: Image.Image, side: int) -> Image.Image:
    """Scaled down so that the longer side has at most so many pixels; smaller ones are given back as they are."""
    size = _fitted(image.size, side)
    return image if size == image.size else image.resize(size, SHARP)


def _bare(image: Image.Image) -> Image.Image:
    # Pillow would write comments, colour profiles and EXIF it finds here into the new file.
    image.info.clear()
    return image


def _facts(path: Path, image: ImageFile.ImageFile) -> PictureFacts:
    width, height = _upright(image)
    return PictureFacts(kind_of(path), width, height, orientation_of(image), 0, read_exif(image))


def _with_hash(facts: PictureFacts, picture: Image.Image) -> PictureFacts:
    return PictureFacts(
        facts.format, facts.width, facts.height, facts.orientation, perceptual_hash(picture), facts.exif
    )


def _standard(image: ImageFile.ImageFile, transformations: Sequence[Transformation]) -> Image.Image:
    size = _upright(image)
    left = max(size_after(size, transformations))
    # What is cropped away later costs nothing when the whole is scaled so that the rest comes out right.
    side = max(size) if left <= LONG_SIDE else round(max(size) * LONG_SIDE / left)
    upright = _decoded(image, side)
    return scaled(apply_transformations(upright, transformations), LONG_SIDE)


def _decoded(image: ImageFile.ImageFile, side: int) -> Image.Image:
    """Pixels in sRGB, upright, the longer side at most `side`. JPEG decodes at a half, quarter or eighth itself."""
    turn = TURNS.get(_turn_left(image), ())
    profile = image.info.get("icc_profile")
    size = _fitted(image.size, side)
    image.draft("RGB", size)
    image.load()
    plain: Image.Image = image
    if plain.mode == "P" or plain.has_transparency_data:
        # Palettes cannot be averaged, and colours must not bleed out of transparent pixels.
        plain = to_srgb(plain, None)
    if plain.size != size and plain.mode not in {"I;16", "I;16B", "I;16L"}:
        plain = plain.resize(size, SHARP)
    plain = scaled(to_srgb(plain, profile if isinstance(profile, bytes) else None), side)
    for step in turn:
        plain = plain.transpose(step)
    # A file without anything to do would otherwise be closed under its own pixels.
    return plain.copy() if plain is image else plain


def _turn_left(image: ImageFile.ImageFile) -> int:
    """The orientation that is left to be applied: Pillow's reader of TIFF turns the pixels itself."""
    return 1 if image.format == "TIFF" else orientation_of(image)


def _upright(image: ImageFile.ImageFile) -> Size:
    width, height = image.size
    return (height, width) if _turn_left(image) >= 5 else (width, height)


def _fitted(size: Size, side: int) -> Size:
    longest = max(size)
    if longest <= side:
        return size
    return max(1, round(size[0] * side / longest)), max(1, round(size[1] * side / longest))
