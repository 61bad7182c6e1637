"""Band-limited power spectra of a recording, one cell of time after another, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.fft import next_fast_len, rfft

from processing.arrays import FloatArray
from processing.audio.detect.sources import Recording
from processing.errors import ProcessingError

CELL_S = 0.25
"""Length of a cell in seconds: the step in which spectra are computed and the noise floor is known.
Short against the changes of background noise, long enough that one FFT call fills the caches."""

NYQUIST_MARGIN = 0.98
"""Part of the Nyquist frequency that is used; above it anti-alias filters have removed the signal."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where frames and bins lie: frame i is centred on sample i × hop of the recording."""

    sr: int
    n_fft: int
    n_window: int
    hop: int
    first_bin: int
    n_bins: int
    cell_frames: int
    n_frames: int

    @property
    def step_s(self) -> float:
        """Seconds from frame to frame."""
        return self.hop / self.sr

    @property
    def bin_hz(self) -> float:
        """Hertz from bin to bin."""
        return self.sr / self.n_fft

    @property
    def click_frames(self) -> int:
        """Frames that an instant is drawn out over by the window and the average over three frames."""
        return -(-self.n_window // self.hop) + 2

    def frequency_hz(self, position: float) -> float:
        """Frequency of a bin counted from the lower edge of the band; halves are between bins."""
        return (self.first_bin + position) * self.bin_hz


class Cell(NamedTuple):
    """Spectra of consecutive frames: the first frame's number, and power, shape (frames, bins), float32."""

    start: int
    power: FloatArray


def grid(*, sr: int, n_samples: int, window_s: float, hop_s: float, band_hz: tuple[float, float]) -> Grid:
    """Lay out frames and bins.

    window_s, hop_s : length and step of the Hann window in seconds, rounded to samples.
    band_hz : lowest and highest frequency kept.
    Raises ProcessingError("bad-parameter") when fewer than two bins of the band lie below the Nyquist frequency.
    """
    n_window = max(8, round(window_s * sr))
    hop = max(1, round(hop_s * sr))
    n_fft = next_fast_len(n_window, real=True)
    bin_hz = sr / n_fft
    first_bin = max(1, int(np.ceil(band_hz[0] / bin_hz)))
    last_bin = int(min(band_hz[1], NYQUIST_MARGIN * sr / 2) / bin_hz)
    if last_bin - first_bin < 1:
        raise ProcessingError(
            "bad-parameter",
            f"expected a band that reaches at least {2 * bin_hz:.0f} Hz into 0 to {sr / 2:.0f} Hz, "
            f"got {band_hz[0]:.0f} to {band_hz[1]:.0f} Hz",
            name="high_hz",
        )
    return Grid(
        sr=sr,
        n_fft=n_fft,
        n_window=n_window,
        hop=hop,
        first_bin=first_bin,
        n_bins=last_bin - first_bin + 1,
        cell_frames=max(8, round(CELL_S * sr / hop)),
        n_frames=-(-n_samples // hop),
    )


def smoothed_cells(audio: Recording, layout: Grid, *, channel: int | None) -> Iterator[Cell]:
    """Power averaged over three frames and three bins, cell by cell.

    The averaging (nine values, about four of them independent with this overlap) halves the spread of
    noise in decibels, so that a threshold a few decibels over the floor means something.
    Power is scaled so that white noise of unit variance has a mean of 1.
    Frames whose window would reach past an end of the recording take the nearest whole window: extending
    the signal, by zeros or by its mirror image, makes a kink that sounds like a click.
    Cells are laid on an absolute grid: the answer does not depend on how the recording is read.
    A recording shorter than the window gives no cell.
    """
    window = np.hanning(layout.n_window + 2)[1:-1].astype(np.float32)
    window /= np.sqrt(np.sum(window**2))
    half = layout.n_window // 2
    first_whole = -(-half // layout.hop)
    last_whole = (audio.info.n_frames - layout.n_window + half) // layout.hop
    if last_whole < first_whole:
        return
    for start in range(0, layout.n_frames, layout.cell_frames):
        # One frame more on each side, for averaging over time.
        numbers = np.arange(start - 1, min(start + layout.cell_frames, layout.n_frames) + 1)
        numbers = np.clip(numbers, first_whole, last_whole)
        first, last = int(numbers[0]), int(numbers[-1])
        n_samples = (last - first) * layout.hop + layout.n_window
        y = audio.read(first * layout.hop - half, n_samples, channel=channel)
        power = _band_power(y, window, layout)
        yield Cell(start, _smooth(power if len(power) == len(numbers) else power[numbers - first]))


def _band_power(y: FloatArray, window: FloatArray, layout: Grid) -> FloatArray:
    framed = np.lib.stride_tricks.sliding_window_view(y, layout.n_window)[:: layout.hop]
    spectra = rfft(framed * window, n=layout.n_fft, axis=1, workers=1)
    # One bin more on each side, so that averaging over bins needs no special case at the edges.
    wanted = spectra[:, layout.first_bin - 1 : layout.first_bin + layout.n_bins + 1]
    power: FloatArray = wanted.real**2 + wanted.imag**2
    return power


def _smooth(power: FloatArray) -> FloatArray:
    over_time = power[:-2] + power[1:-1] + power[2:]
    smoothed: FloatArray = over_time[:, :-2] + over_time[:, 1:-1]
    smoothed += over_time[:, 2:]
    smoothed *= np.float32(1 / 9)
    return smoothed
