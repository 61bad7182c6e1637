"""Names for the array types that numeric signatures use."""

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
"""Real numbers of either precision; shapes are given in each docstring."""

ByteArray = npt.NDArray[np.uint8]
"""Unsigned 8-bit levels, for instance a spectrogram tile."""

BoolArray = npt.NDArray[np.bool_]
"""Which places something holds for."""

IndexArray = npt.NDArray[np.int64]
"""Positions into another array."""
