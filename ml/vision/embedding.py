"""A picture in numbers, by colours, textures and edges: our own statistics, nothing learned, nothing downloaded."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FloatArray = NDArray[np.floating[Any]]

CODE_VERSION = "embedding-1"
"""Changes when the same picture would give other numbers."""

SIDE = 128
"""The picture is looked at in so many rows and columns, whatever its shape."""

CELLS = 4
"""Rows and columns of cells that local statistics are taken over."""

N_HUES, N_SATURATIONS, N_VALUES = 12, 3, 3
"""Bins of the colour histogram."""

N_ANGLES = 9
"""Directions of edges, over half a turn (Dalal and Triggs 2005, section 6.3)."""

CENTRE_SIGMA = 0.45
"""Width of the weight that favours the middle, where photographers put the animal, as a fraction of the side."""


def embed(picture: bytes) -> NDArray[np.float32]:
    """A picture as a vector of length 1, shape (d,), float32.

    Three parts of equal weight: a colour histogram in HSV weighted towards the middle, histograms of edge
    directions in a grid (Dalal and Triggs 2005), and uniform local binary patterns at two scales (Ojala, Pietikäinen
    and Mäenpää 2002). Each part's roots are taken, so that no large bin drowns the rest.

    picture : bytes of a WebP, JPEG or PNG in sRGB. A picture of one single colour gives a vector too.
    """
    with Image.open(io.BytesIO(picture)) as image:
        small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    hsv = np.asarray(small.convert("HSV"), np.float32) / np.float32(255)
    grey = np.asarray(small.convert("L"), np.float32) / np.float32(255)
    parts = (_colours(hsv), _edges(grey), np.concatenate([_patterns(grey, 1), _patterns(grey, 3)]))
    vector = np.concatenate([_unit(np.sqrt(part)) for part in parts])
    return _unit(vector).astype(np.float32)


def _unit(vector: FloatArray) -> FloatArray:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else np.full_like(vector, vector.size**-0.5)


def _centre_weight() -> FloatArray:
    axis = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE - 0.5
    one = np.exp(-(axis**2) / (2 * CENTRE_SIGMA**2))
    return np.outer(one, one).astype(np.float32)


def _colours(hsv: FloatArray) -> FloatArray:
    n_bins = np.array((N_HUES, N_SATURATIONS, N_VALUES))
    bins = np.minimum((hsv * n_bins).astype(int), n_bins - 1)
    index = (bins[..., 0] * N_SATURATIONS + bins[..., 1]) * N_VALUES + bins[..., 2]
    size = N_HUES * N_SATURATIONS * N_VALUES
    counted = np.bincount(index.ravel(), _centre_weight().ravel(), minlength=size)
    return counted.astype(np.float32)


def _edges(grey: FloatArray) -> FloatArray:
    """Histograms of edge directions, one a cell, each weighted by the edges' strength."""
    dy, dx = np.gradient(grey)
    strength = np.hypot(dx, dy)
    angle = (np.arctan2(dy, dx) % np.pi) / np.pi * N_ANGLES
    bins = np.minimum(angle.astype(int), N_ANGLES - 1)
    cell = np.arange(SIDE) * CELLS // SIDE
    place = cell[:, None] * CELLS + cell[None, :]
    index = place * N_ANGLES + bins
    counted = np.bincount(index.ravel(), strength.ravel(), minlength=CELLS * CELLS * N_ANGLES)
    return counted.astype(np.float32) + 1e-6


def _patterns(grey: FloatArray, step: int) -> FloatArray:
    """How often the ring of eight neighbours at this distance shows each uniform pattern: 10 bins."""
    inner = grey[step:-step, step:-step]
    size = grey.shape[0]
    ring = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)]
    # Differences below a hundredth are the sensor's and the encoder's, not the animal's.
    bits = np.stack(
        [
            grey[step + dy * step : size - step + dy * step, step + dx * step : size - step + dx * step] > inner + 0.01
            for dy, dx in ring
        ]
    )
    changes = (bits != np.roll(bits, 1, axis=0)).sum(axis=0)
    pattern = np.where(changes <= 2, bits.sum(axis=0), 9)
    return np.bincount(pattern.ravel(), minlength=10).astype(np.float32)
