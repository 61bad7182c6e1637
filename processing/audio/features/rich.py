"""The rich feature set: the 27 measures and what experts use besides, about a thousand columns."""

import numpy as np

from processing.arrays import FloatArray
from processing.audio.features import cepstra, contour, spectrum_shape, warble27
from processing.audio.features.bands import band_levels
from processing.audio.features.frames import batches
from processing.audio.features.table import Calls, Measure, feature_set

CODE_VERSION = "rich-1"
"""Goes up with every change that can change a value."""

MEASURES = (
    *warble27.MEASURES,
    Measure("log-duration", "log s", "Natural logarithm of the duration."),
    *contour.MEASURES,
    *spectrum_shape.MEASURES,
    *cepstra.MEASURES,
)
"""Every column in order; the first 27 are those of `warble27`."""

EMBEDDING = tuple(i for i, measure in enumerate(MEASURES) if measure.name.startswith("embedding."))
"""Positions of the fixed-length embedding, for similarity search and clustering."""


@feature_set("rich", CODE_VERSION, MEASURES)
def measure_calls(calls: Calls) -> FloatArray:
    """Measure calls; shape (n_calls, len(MEASURES)), float32."""
    whole = warble27.whole_call_measures(calls)
    values = np.zeros((len(calls.signals), len(MEASURES)), dtype=np.float32)
    for batch in batches(calls.signals, calls.sr):
        warble27.add_frame_measures(whole, batch, calls)
        levels = band_levels(batch, calls.sr, calls.band_hz)
        parts = [
            np.log(np.maximum(whole[batch.rows, :1], 1e-6)),
            contour.contour_measures(batch, levels, calls),
            spectrum_shape.shape_measures(batch, levels, calls),
            cepstra.cepstral_measures(levels),
        ]
        values[batch.rows, len(warble27.MEASURES) :] = np.concatenate(parts, axis=1)
    values[:, : len(warble27.MEASURES)] = whole
    return values
