"""What one pass over a recording's spectrum leaves behind: sums, peaks and a level count for each frequency.

Everything the quality findings and the acoustic indices need, in memory that does not grow with length.
"""

from typing import NamedTuple

import numpy as np
import scipy.fft
import scipy.signal

from processing.arrays import FloatArray, IndexArray

N_FFT = 512
"""Samples of one frame, without overlap: what soundecology and scikit-maad take for these indices."""

STEP_S = 5.0
"""Seconds over which ACI sums its differences before dividing (Pieretti et al. 2011)."""

MAX_COUNTED_PER_S = 125
"""Frames a second whose levels are counted: above it every 2nd, 3rd … is, which leaves shares unbiased."""

_LEVELS_PER_OCTAVE = 8
"""Steps of the level count for each doubling of power: 0.38 dB."""

_LOWEST_OCTAVE, _N_OCTAVES = -50, 56
"""The count reaches from 2^-50 (-150 dBFS) to 2^6 (+18 dBFS, float files beyond full scale)."""

_N_LEVELS = _LEVELS_PER_OCTAVE * _N_OCTAVES
_MANTISSA_SHIFT = 23 - 3
_LOWEST_KEY = (127 + _LOWEST_OCTAVE) * _LEVELS_PER_OCTAVE


class SpectrumTotals(NamedTuple):
    """The outcome of a pass; arrays have one entry a frequency bin, shape (257,), unless said otherwise.

    sr : sampling rate, hertz; bin k lies at k * sr / 512.
    n_frames : frames seen.
    mean_amplitude, mean_power, peak_power : over time; a full-scale sine has amplitude and power 1.
    level_counts : how many of the counted frames had which level, shape (257, levels).
    complexity : ACI of each bin: Σ|difference of neighbours| / Σ amplitude over `STEP_S`, mean over steps.
    envelope_entropy : entropy of the frames' RMS levels over its maximum; NaN for silence or one frame.
    """

    sr: int
    n_frames: int
    mean_amplitude: FloatArray
    mean_power: FloatArray
    peak_power: FloatArray
    level_counts: IndexArray
    complexity: FloatArray
    envelope_entropy: float

    def frequencies(self) -> FloatArray:
        """Frequency of each bin, hertz."""
        return np.arange(N_FFT // 2 + 1, dtype=np.float64) * (self.sr / N_FFT)

    def floor_power(self) -> FloatArray:
        """The median power of each bin, to 0.4 dB: what a sound there has to stand out of."""
        cumulated = np.cumsum(self.level_counts, axis=1)
        middle = np.argmax(cumulated * 2 >= cumulated[:, -1:], axis=1)
        return _level_power(middle)

    def share_above(self, power: float) -> FloatArray:
        """The share of counted frames whose level exceeds `power`, for each bin."""
        above = _level_power(np.arange(_N_LEVELS)) > power
        counted = np.maximum(self.level_counts.sum(axis=1), 1)
        return np.asarray(self.level_counts[:, above].sum(axis=1) / counted)


class SpectrumTally:
    """Takes a recording's frames in order and keeps only totals."""

    def __init__(self, sr: int) -> None:
        n_bins = N_FFT // 2 + 1
        self._sr = sr
        self._n_frames = 0
        self._window = scipy.signal.get_window("hann", N_FFT).astype(np.float32)
        self._scale = np.float32(2.0 / self._window.sum())
        self._amplitude_sum = np.zeros(n_bins)
        self._power_sum = np.zeros(n_bins)
        self._peak = np.zeros(n_bins, np.float32)
        self._counts = np.zeros(n_bins * _N_LEVELS, np.int64)
        self._bin_offsets = (np.arange(n_bins) * _N_LEVELS).astype(np.int32)
        self._stride = max(1, round(sr / N_FFT / MAX_COUNTED_PER_S))
        self._complexity = _ComplexityTally(n_bins, max(2, round(STEP_S * sr / N_FFT)))
        self._envelope_sum = 0.0
        self._envelope_log_sum = 0.0

    def add(self, frames: FloatArray) -> None:
        """Take further frames, shape (n, 512), float32, without offset."""
        spectrum = scipy.fft.rfft(frames * self._window, axis=1, overwrite_x=True)
        amplitude = np.abs(spectrum)
        amplitude *= self._scale
        power = np.square(amplitude)
        self._amplitude_sum += amplitude.sum(axis=0, dtype=np.float32)
        self._power_sum += power.sum(axis=0, dtype=np.float32)
        np.maximum(self._peak, power.max(axis=0), out=self._peak)
        self._count_levels(power[-self._n_frames % self._stride :: self._stride])
        self._complexity.add(amplitude)
        self._add_envelope(np.sqrt(np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / N_FFT))
        self._n_frames += len(frames)

    def totals(self) -> SpectrumTotals:
        """What the frames so far amount to."""
        n_frames = max(self._n_frames, 1)
        return SpectrumTotals(
            sr=self._sr,
            n_frames=self._n_frames,
            mean_amplitude=self._amplitude_sum / n_frames,
            mean_power=self._power_sum / n_frames,
            peak_power=self._peak.astype(np.float64),
            level_counts=self._counts.reshape(-1, _N_LEVELS),
            complexity=self._complexity.total(),
            envelope_entropy=self._envelope_entropy(),
        )

    def _count_levels(self, power: FloatArray) -> None:
        """Count by the upper bits of the float: exponent and 3 bits of mantissa are a logarithm for free."""
        keys = power.view(np.int32) >> _MANTISSA_SHIFT
        keys -= _LOWEST_KEY
        np.clip(keys, 0, _N_LEVELS - 1, out=keys)
        keys += self._bin_offsets
        self._counts += np.bincount(keys.ravel(), minlength=len(self._counts))

    def _add_envelope(self, rms: FloatArray) -> None:
        heard = rms[rms > 0]
        self._envelope_sum += float(heard.sum())
        self._envelope_log_sum += float((heard * np.log(heard)).sum())

    def _envelope_entropy(self) -> float:
        """-Σ p ln p / ln n of p = level / Σ levels, from Σ x and Σ x ln x alone."""
        if self._n_frames < 2 or self._envelope_sum <= 0:
            return float("nan")
        entropy = np.log(self._envelope_sum) - self._envelope_log_sum / self._envelope_sum
        return float(entropy / np.log(self._n_frames))


class _ComplexityTally:
    """ACI bin by bin, in steps of a fixed number of frames, the last one shorter and weighted so."""

    def __init__(self, n_bins: int, step_frames: int) -> None:
        self._step_frames = step_frames
        self._weighted = np.zeros(n_bins)
        self._n_weighted = 0
        self._difference = np.zeros(n_bins)
        self._amplitude = np.zeros(n_bins)
        self._last: FloatArray | None = None
        self._n_in_step = 0

    def add(self, amplitude: FloatArray) -> None:
        """Take further frames, shape (n, bins)."""
        start = 0
        while start < len(amplitude):
            part = amplitude[start : start + self._step_frames - self._n_in_step]
            self._add_part(part)
            start += len(part)
            if self._n_in_step == self._step_frames:
                self._end_step()

    def _add_part(self, part: FloatArray) -> None:
        """Frames that all belong to the current step."""
        if self._last is not None:
            self._difference += np.abs(part[0] - self._last)
        differences = np.diff(part, axis=0)
        np.abs(differences, out=differences)
        self._difference += differences.sum(axis=0, dtype=np.float32)
        self._amplitude += part.sum(axis=0, dtype=np.float32)
        self._last = part[-1]
        self._n_in_step += len(part)

    def total(self) -> FloatArray:
        """The mean over the steps so far, an unfinished one included."""
        if self._n_in_step > 1:
            self._end_step()
        return self._weighted / max(self._n_weighted, 1)

    def _end_step(self) -> None:
        heard = self._amplitude > 0
        ratio = np.divide(self._difference, self._amplitude, out=np.zeros_like(self._amplitude), where=heard)
        self._weighted += ratio * self._n_in_step
        self._n_weighted += self._n_in_step
        self._difference[:] = 0
        self._amplitude[:] = 0
        self._last = None
        self._n_in_step = 0


def _level_power(levels: IndexArray) -> FloatArray:
    """The power in the middle of each level of the count; the lowest stands for silence."""
    octave, step = np.divmod(levels, _LEVELS_PER_OCTAVE)
    power = 2.0 ** (octave + _LOWEST_OCTAVE) * (1 + (step + 0.5) / _LEVELS_PER_OCTAVE)
    return np.asarray(np.where(levels == 0, 0.0, power))
