"""The 27 measures that warbleR's `spectro_analysis` writes, under the same column names and units.

Definitions: Araya-Salas and Smith-Vidaurre 2017, doi:10.1111/2041-210X.12624, which rests on seewave
(Sueur, Aubin and Simonis 2008, doi:10.1080/09524622.2008.9753600). Where we differ: the band is the
same for every call instead of each call's box; the window is a quarter of a call that is shorter than
four windows (warbleR uses the whole call, which leaves one frame); the frames are spread evenly from the
first sample to the last.
"""

from typing import NamedTuple

import numpy as np
from scipy import fft

from processing.arrays import FloatArray
from processing.audio.features.frames import MOST_FRAMES, N_FFT, SHORTEST_WINDOW, WINDOWS_PER_CALL
from processing.audio.features.table import Calls, Measure, feature_set

CODE_VERSION = "warble27-1"
"""Goes up with every change that can change a value."""

AMPLITUDE_THRESHOLD = 0.15
"""Part of the call's peak that a frame must reach to have a dominant frequency (warbleR `threshold`)."""

SMOOTHING_HZ = 100.0
"""Width of the running mean over the mean spectrum before its peak is taken (warbleR `fsmooth`)."""

TINY = 1e-12
"""Least amplitude under a logarithm, relative to the sum of the spectrum."""

MEASURES = (
    Measure("duration", "s", "Offset minus onset."),
    Measure("meanfreq", "kHz", "Mean of frequency weighted by the amplitude spectrum of the whole call."),
    Measure("sd", "kHz", "Standard deviation of frequency, weighted likewise."),
    Measure("freq.median", "kHz", "Frequency that halves the summed amplitude spectrum."),
    Measure("freq.Q25", "kHz", "Frequency below which a quarter of the summed amplitude lies."),
    Measure("freq.Q75", "kHz", "Frequency below which three quarters of the summed amplitude lie."),
    Measure("freq.IQR", "kHz", "freq.Q75 minus freq.Q25."),
    Measure("time.median", "s", "Time from the onset that halves the summed amplitude envelope."),
    Measure("time.Q25", "s", "Time before which a quarter of the summed envelope lies."),
    Measure("time.Q75", "s", "Time before which three quarters of the summed envelope lie."),
    Measure("time.IQR", "s", "time.Q75 minus time.Q25."),
    Measure("peakt", "s", "Time of the highest value of the envelope, from the onset."),
    Measure("skew", "", "Skewness of the amplitudes of the spectrum."),
    Measure("kurt", "", "Kurtosis of the amplitudes of the spectrum (3 for a normal distribution)."),
    Measure("sp.ent", "", "Shannon entropy of the spectrum over its maximum: 0 pure tone, 1 white noise."),
    Measure("time.ent", "", "Shannon entropy of the envelope over its maximum: 1 is a steady sound."),
    Measure("entropy", "", "sp.ent times time.ent."),
    Measure("sfm", "", "Spectral flatness: geometric over arithmetic mean of the spectrum."),
    Measure("meandom", "kHz", "Mean of the dominant frequency over frames above 15 % of the peak."),
    Measure("mindom", "kHz", "Least dominant frequency."),
    Measure("maxdom", "kHz", "Greatest dominant frequency."),
    Measure("dfrange", "kHz", "maxdom minus mindom."),
    Measure("modindx", "", "Summed absolute steps of the dominant frequency over dfrange; 1 if it is steady."),
    Measure("startdom", "kHz", "First dominant frequency."),
    Measure("enddom", "kHz", "Last dominant frequency."),
    Measure("dfslope", "kHz/s", "enddom minus startdom, over the duration."),
    Measure("meanpeakf", "kHz", "Peak of the mean spectrum, smoothed over 0.1 kHz."),
)
"""Names as in warbleR's CSV, in its order."""


class Spectrogram(NamedTuple):
    """Amplitude spectra of calls with equally many frames: amplitude (n, n_frames, n_bins)."""

    amplitude: FloatArray
    frame_peak: FloatArray
    bin_hz: FloatArray


@feature_set("warble27", CODE_VERSION, MEASURES)
def measure_calls(calls: Calls) -> FloatArray:
    """Measure calls; shape (n_calls, 27). Calls of one shape of spectrum are worked on together."""
    lengths = np.array([len(signal) for signal in calls.signals])
    values = np.zeros((len(lengths), len(MEASURES)))
    shapes = np.array([_padded_length(n) for n in lengths])
    for shape in np.unique(shapes):
        rows = np.flatnonzero(shapes == shape)
        step = max(1, (1 << 18) // int(shape))
        for first in range(0, len(rows), step):
            part = rows[first : first + step]
            group = Calls([calls.signals[row] for row in part], calls.sr, calls.band_hz)
            values[part] = _measure_group(group, int(shape))
    return values


def _padded_length(n_samples: int) -> int:
    """A length for the arrays of a call, which depends on that call only, within 13 % above it."""
    unit = max(16, 1 << max(0, n_samples.bit_length() - 4)) if isinstance(n_samples, int) else 0
    unit = unit or max(16, 1 << max(0, int(n_samples).bit_length() - 4))
    return -(-int(n_samples) // unit) * unit
