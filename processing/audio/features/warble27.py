"""The 27 measures that warbleR's `spectro_analysis` writes, under the same column names and units.

Definitions: Araya-Salas and Smith-Vidaurre 2017, doi:10.1111/2041-210X.12624, which rests on seewave
(Sueur, Aubin and Simonis 2008, doi:10.1080/09524622.2008.9753600). Where we differ: the band is the
same for every call instead of each call's box; a window is at most a quarter of its call and there are
at least 32 frames (warbleR leaves one to three frames of a 5 ms call); a frame's time is that of its
centre; a measure that has no answer is 0 and not missing.
"""

from functools import lru_cache

import numpy as np
from scipy import fft
from scipy.ndimage import uniform_filter1d

from processing.arrays import FloatArray, IndexArray
from processing.audio.features import distributions
from processing.audio.features.frames import N_FFT, FrameBatch, batches
from processing.audio.features.table import Calls, Measure, feature_set

CODE_VERSION = "warble27-1"
"""Goes up with every change that can change a value."""

AMPLITUDE_THRESHOLD = 0.15
"""Part of the loudest frame's amplitude that a frame needs to have a dominant frequency (warbleR: 15 %)."""

SMOOTHING_HZ = 100.0
"""Width of the running mean over the mean spectrum before its peak is taken (warbleR `fsmooth`)."""

VALUES_PER_BATCH = 1 << 18
"""Spectral values worked on at once."""

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
    Measure("meandom", "kHz", "Mean of the dominant frequency over frames above 15 % of the loudest."),
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

COLUMN = {measure.name: index for index, measure in enumerate(MEASURES)}
"""Position of a measure by its name."""


@feature_set("warble27", CODE_VERSION, MEASURES)
def measure_calls(calls: Calls) -> FloatArray:
    """Measure calls; shape (n_calls, 27), float64."""
    values = whole_call_measures(calls)
    for batch in batches(calls.signals, calls.sr):
        add_frame_measures(values, batch, calls)
    return values


def whole_call_measures(calls: Calls) -> FloatArray:
    """The measures of the spectrum of the whole call; the others are left at 0. Shape (n_calls, 27)."""
    values = np.zeros((len(calls.signals), len(MEASURES)))
    lengths = np.array([len(signal) for signal in calls.signals])
    padded = np.array([_padded_bins(int(n)) for n in lengths])
    values[:, 0] = lengths / calls.sr
    for n_bins in np.unique(padded):
        rows = np.flatnonzero(padded == n_bins)
        step = max(1, VALUES_PER_BATCH // int(n_bins))
        for first in range(0, len(rows), step):
            part = rows[first : first + step]
            _add_spectrum_measures(values, part, calls, int(n_bins))
    return values


def _padded_bins(n_samples: int) -> int:
    """Width of the array for a call's spectrum: set by its own length, so that sums run the same way."""
    n_bins = n_samples // 2 + 1
    unit = 1 << max(4, n_bins.bit_length() - 3)
    return -(-n_bins // unit) * unit


@lru_cache(maxsize=256)
def _hann(n: int) -> FloatArray:
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(n) + 0.5) / n)).astype(np.float32)


def _add_spectrum_measures(values: FloatArray, rows: IndexArray, calls: Calls, n_bins: int) -> None:
    amplitude = np.zeros((len(rows), n_bins))
    first = np.zeros(len(rows), dtype=np.int64)
    counts = np.zeros(len(rows), dtype=np.int64)
    bin_hz = np.zeros(len(rows))
    for i, row in enumerate(rows):
        signal = calls.signals[row]
        bin_hz[i] = calls.sr / len(signal)
        first[i] = np.ceil(calls.band_hz[0] / bin_hz[i])
        stop = min(len(signal) // 2, int(calls.band_hz[1] / bin_hz[i])) + 1
        spectrum = fft.rfft(signal * _hann(len(signal)))[first[i] : stop]
        counts[i] = len(spectrum)
        amplitude[i, : counts[i]] = np.sqrt(spectrum.real**2 + spectrum.imag**2)
    share = distributions.shares(amplitude)
    khz = (first[:, None] + np.arange(n_bins)) * bin_hz[:, None] / 1000.0
    counts = np.maximum(counts, 1)
    _put_spectrum_measures(values, rows, share, khz, counts)


def _put_spectrum_measures(
    values: FloatArray, rows: IndexArray, share: FloatArray, khz: FloatArray, counts: IndexArray
) -> None:
    here = np.arange(len(rows))
    mean = np.sum(share * khz, axis=1)
    median, low, high = (khz[here, distributions.quantile_index(share, part)] for part in (0.5, 0.25, 0.75))
    skew, kurt = distributions.sample_moments(share, counts)
    columns = {
        "meanfreq": mean,
        "sd": np.sqrt(np.sum(share * (khz - mean[:, None]) ** 2, axis=1)),
        "freq.median": median,
        "freq.Q25": low,
        "freq.Q75": high,
        "freq.IQR": high - low,
        "skew": skew,
        "kurt": kurt,
        "sp.ent": distributions.relative_entropy(share, counts),
        "sfm": distributions.flatness(share, counts),
    }
    _put(values, rows, columns)


def _put(values: FloatArray, rows: IndexArray, columns: dict[str, FloatArray]) -> None:
    for name, column in columns.items():
        values[rows, COLUMN[name]] = column


def add_frame_measures(values: FloatArray, batch: FrameBatch, calls: Calls) -> None:
    """Fill in the measures of the envelope and of the dominant frequency for the calls of a batch."""
    hz = np.arange(N_FFT // 2 + 1) * (calls.sr / N_FFT)
    is_inside = (hz >= calls.band_hz[0]) & (hz <= calls.band_hz[1])
    amplitude = np.sqrt(batch.power[:, :, is_inside])
    khz = hz[is_inside] / 1000.0
    duration = values[batch.rows, 0]
    _put(values, batch.rows, _envelope_columns(amplitude, batch))
    _put(values, batch.rows, _dominant_columns(amplitude, khz, duration))
    mean_spectrum = np.mean(amplitude, axis=1, dtype=np.float64)
    width = max(1, round(SMOOTHING_HZ * N_FFT / calls.sr))
    smooth = uniform_filter1d(mean_spectrum, width, axis=1, mode="nearest")
    values[batch.rows, COLUMN["meanpeakf"]] = khz[np.argmax(smooth, axis=1)]
    entropies = values[batch.rows, COLUMN["sp.ent"]] * values[batch.rows, COLUMN["time.ent"]]
    values[batch.rows, COLUMN["entropy"]] = entropies


def _envelope_columns(amplitude: FloatArray, batch: FrameBatch) -> dict[str, FloatArray]:
    n_frames = amplitude.shape[1]
    envelope = distributions.shares(np.sum(amplitude, axis=2, dtype=np.float64))
    median, low, high = (
        batch.window_s / 2 + distributions.quantile_index(envelope, part) * batch.hop_s for part in (0.5, 0.25, 0.75)
    )
    counts = np.full(len(amplitude), n_frames)
    return {
        "time.median": median,
        "time.Q25": low,
        "time.Q75": high,
        "time.IQR": high - low,
        "peakt": batch.window_s / 2 + np.argmax(envelope, axis=1) * batch.hop_s,
        "time.ent": distributions.relative_entropy(envelope, counts),
    }


def _dominant_columns(amplitude: FloatArray, khz: FloatArray, duration: FloatArray) -> dict[str, FloatArray]:
    peak = np.max(amplitude, axis=2)
    is_heard = peak >= AMPLITUDE_THRESHOLD * np.max(peak, axis=1, keepdims=True)
    track = khz[np.argmax(amplitude, axis=2)]
    here = np.arange(len(track))
    start = track[here, np.argmax(is_heard, axis=1)]
    end = track[here, track.shape[1] - 1 - np.argmax(is_heard[:, ::-1], axis=1)]
    lowest = np.min(np.where(is_heard, track, np.inf), axis=1)
    highest = np.max(np.where(is_heard, track, -np.inf), axis=1)
    spread = highest - lowest
    steps = np.sum(np.abs(np.diff(_held(track, is_heard), axis=1)), axis=1)
    return {
        "meandom": np.sum(track * is_heard, axis=1) / np.sum(is_heard, axis=1),
        "mindom": lowest,
        "maxdom": highest,
        "dfrange": spread,
        "modindx": np.divide(steps, spread, out=np.ones(len(spread)), where=spread > 0),
        "startdom": start,
        "enddom": end,
        "dfslope": (end - start) / duration,
    }


def _held(track: FloatArray, is_heard: FloatArray) -> FloatArray:
    """The track with each unheard frame at the value of the last heard one (of the first, before that)."""
    places = np.where(is_heard, np.arange(track.shape[1]), -1)
    last = np.maximum.accumulate(places, axis=1)
    last = np.where(last < 0, np.argmax(is_heard, axis=1)[:, None], last)
    return np.take_along_axis(track, last, axis=1)
