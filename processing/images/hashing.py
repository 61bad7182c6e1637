"""A perceptual hash: pictures that look alike have numbers that differ in few bits."""

import math
from functools import cache

from PIL import Image

SIDE = 32
"""The picture is looked at in so many rows and columns."""

LOW = 8
"""Rows and columns of coarse waves that are kept."""

NEAR_BITS = 6
"""Bits in which near duplicates may differ: re-encoded or scaled copies differ in 0 to 4, others in some 32."""


def perceptual_hash(image: Image.Image) -> int:
    """64 bits as a signed number: whether each coarse wave of the brightness lies above their median.

    The waves are those of the discrete cosine transform (Zauner 2010, "Implementation and Benchmarking of
    Perceptual Image Hash Functions", section 3.2.1, with the mean left out of the median). A picture of one
    single grey gives 0.
    """
    grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    flat = grey.tobytes()
    rows = [_waves(list(flat[at : at + SIDE])) for at in range(0, SIDE * SIDE, SIDE)]
    columns = [_waves([row[k] for row in rows]) for k in range(LOW)]
    values = [columns[k][line] for line in range(LOW) for k in range(LOW)]
    middle = sorted(values[1:])[len(values) // 2 - 1]
    if max(values[1:]) - min(values[1:]) < 1e-6:
        return 0
    bits = 0
    for value in values:
        bits = bits << 1 | (value > middle)
    return bits - (1 << 64) if bits >= 1 << 63 else bits


def distance(a: int, b: int) -> int:
    """Bits in which two hashes differ, 0 to 64."""
    return ((a ^ b) & (1 << 64) - 1).bit_count()


def _waves(values: list[int] | list[float]) -> list[float]:
    return [sum(v * c for v, c in zip(values, cosines, strict=True)) for cosines in _cosines()]


@cache
def _cosines() -> list[list[float]]:
    return [[math.cos(math.pi * k * (2 * n + 1) / (2 * SIDE)) for n in range(SIDE)] for k in range(LOW)]
