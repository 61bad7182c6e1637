"""The predecessor's two methods, kept for comparison: an amplitude envelope over one fixed threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.signal import butter, sosfilt

from processing.arrays import FloatArray
from processing.audio.detect.parameters import setting
from processing.audio.detect.registry import Progress, method
from processing.audio.detect.sources import Recording
from processing.audio.intervals import Interval
from processing.errors import ProcessingError

BLOCK_S = 2.0
"""Seconds read at a time; blocks lie on a fixed grid, so that the answer does not depend on reading."""

ENERGY_FRAME_S = 0.0004
"""Length of the mean-square frames of the energy method, in seconds, as the predecessor had it."""

FILTER_ORDER = 4
"""Order of the Butterworth band-pass."""


@dataclass(frozen=True, slots=True)
class ThresholdParams:
    """Settings of the threshold method."""

    window_ms: float = setting(
        1.0, label="Moving average", unit="ms", minimum=0.01, maximum=1000, step=0.1,
        help="Length of the moving average of the absolute signal.",
    )
    factor: float = setting(
        3.0, label="Factor", unit="1", minimum=0, maximum=50, step=0.1,
        help="Threshold: the mean of the envelope plus this many of its standard deviations.",
    )
    min_ms: float = setting(
        5.0, label="Shortest call", unit="ms", minimum=0, maximum=10_000, step=0.1,
        help="Shorter detections are dropped.",
    )
    low_hz: float = setting(
        0.0, label="Lowest frequency", unit="Hz", minimum=0, maximum=500_000, step=100,
        help="Lower edge of the band-pass; 0 leaves it out.",
    )
    high_hz: float = setting(
        0.0, label="Highest frequency", unit="Hz", minimum=0, maximum=500_000, step=100,
        help="Upper edge of the band-pass; 0 leaves it out.",
    )


@dataclass(frozen=True, slots=True)
class EnergyParams:
    """Settings of the energy method."""

    factor: float = setting(
        3.0, label="Factor", unit="1", minimum=0, maximum=50, step=0.1,
        help="Threshold: the mean of the frames' energy plus this many of its standard deviations.",
    )
    min_ms: float = setting(
        5.0, label="Shortest call", unit="ms", minimum=0, maximum=10_000, step=0.1,
        help="Shorter detections are dropped.",
    )
    low_hz: float = setting(
        0.0, label="Lowest frequency", unit="Hz", minimum=0, maximum=500_000, step=100,
        help="Lower edge of the band-pass; 0 leaves it out.",
    )
    high_hz: float = setting(
        0.0, label="Highest frequency", unit="Hz", minimum=0, maximum=500_000, step=100,
        help="Upper edge of the band-pass; 0 leaves it out.",
    )


class _Envelope(NamedTuple):
    """A piece of the envelope: the time of its first value, and values `step_s` seconds apart, shape (n,)."""

    start_s: float
    step_s: float
    values: FloatArray


@method("threshold", label="Threshold (predecessor)", params=ThresholdParams)
def threshold(
    audio: Recording, params: ThresholdParams, *, channel: int | None, on_progress: Progress
) -> list[Interval]:
    """Runs in which the moving average of |x| exceeds its mean plus `factor` standard deviations.

    Mean and deviation are those of the whole recording, which is therefore read twice.
    Empty and silent recordings give an empty list.
    """
    band_hz = _band(params.low_hz, params.high_hz, audio.info.sr)
    length = max(1, round(params.window_ms / 1000 * audio.info.sr))

    def envelope(n_read: int) -> Iterator[_Envelope]:
        before = np.zeros(length - 1)
        for start, y in _filtered(audio, channel, band_hz):
            magnitude = np.concatenate([before, np.abs(y.astype(np.float64))])
            sums = np.cumsum(np.append(0.0, magnitude))
            before = magnitude[len(magnitude) - (length - 1) :]
            # The average reaches back by its length; half of that makes it centred.
            start_s = (start - length / 2) / audio.info.sr
            yield _Envelope(start_s, 1 / audio.info.sr, (sums[length:] - sums[:-length]) / length)
            on_progress(n_read + start + len(y), 2 * audio.info.n_frames)

    return _runs_over(envelope, params.factor, params.min_ms / 1000, n_frames=audio.info.n_frames)


@method("energy", label="Energy (predecessor)", params=EnergyParams)
def energy(
    audio: Recording, params: EnergyParams, *, channel: int | None, on_progress: Progress
) -> list[Interval]:
    """Runs of 0.4 ms frames whose mean square exceeds the mean over frames plus `factor` deviations.

    Read twice, as in `threshold`. A rest shorter than a frame at the end is left out.
    """
    band_hz = _band(params.low_hz, params.high_hz, audio.info.sr)
    length = max(1, round(ENERGY_FRAME_S * audio.info.sr))

    def envelope(n_read: int) -> Iterator[_Envelope]:
        rest = np.zeros(0)
        for start, y in _filtered(audio, channel, band_hz):
            joined = np.concatenate([rest, y.astype(np.float64) ** 2])
            n_frames = len(joined) // length
            values = joined[: n_frames * length].reshape(n_frames, length).mean(axis=1)
            yield _Envelope((start - len(rest)) / audio.info.sr, length / audio.info.sr, values)
            rest = joined[n_frames * length :]
            on_progress(n_read + start + len(y), 2 * audio.info.n_frames)

    return _runs_over(envelope, params.factor, params.min_ms / 1000, n_frames=audio.info.n_frames)


def _band(low_hz: float, high_hz: float, sr: int) -> FloatArray | None:
    """Second-order sections of the band-pass, or None when both edges are 0."""
    nyquist_hz = sr / 2
    if low_hz == high_hz == 0:
        return None
    if low_hz >= (high_hz or nyquist_hz) or high_hz >= nyquist_hz:
        raise ProcessingError(
            "bad-parameter",
            f"expected low_hz below high_hz below {nyquist_hz:g} Hz, got {low_hz:g} and {high_hz:g}",
            name="high_hz",
        )
    if low_hz == 0 or high_hz == 0:
        edge_hz, kind = (high_hz, "lowpass") if low_hz == 0 else (low_hz, "highpass")
        return np.asarray(butter(FILTER_ORDER, edge_hz, kind, fs=sr, output="sos"))
    return np.asarray(butter(FILTER_ORDER, (low_hz, high_hz), "bandpass", fs=sr, output="sos"))


def _filtered(
    audio: Recording, channel: int | None, sections: FloatArray | None
) -> Iterator[tuple[int, FloatArray]]:
    """Blocks with the number of their first sample; the filter runs on from block to block."""
    length = max(1, round(BLOCK_S * audio.info.sr))
    state = None if sections is None else np.zeros((len(sections), 2))
    for start in range(0, audio.info.n_frames, length):
        y = audio.read(start, length, channel=channel)
        if sections is not None:
            y, state = sosfilt(sections, y, zi=state)
        yield start, y


def _runs_over(
    envelope: Callable[[int], Iterator[_Envelope]], factor: float, min_s: float, *, n_frames: int
) -> list[Interval]:
    """Runs above mean plus `factor` standard deviations that last at least `min_s`.

    envelope : gives the envelope from its beginning, told how many samples were read before; called twice.
    """
    limit = _limit(envelope(0), factor)
    found: list[Interval] = []
    onset_s: float | None = None
    end_s = 0.0
    for piece in envelope(n_frames):
        over = piece.values > limit
        end_s = piece.start_s + len(over) * piece.step_s
        changes = np.flatnonzero(np.diff(over, prepend=onset_s is not None))
        for time_s in (piece.start_s + changes * piece.step_s).tolist():
            if onset_s is None:
                onset_s = max(0.0, time_s)
            else:
                found.append(Interval(onset_s, time_s))
                onset_s = None
    if onset_s is not None:
        found.append(Interval(onset_s, end_s))
    return [interval for interval in found if interval.offset_s - interval.onset_s >= max(min_s, 1e-9)]


def _limit(envelope: Iterator[_Envelope], factor: float) -> float:
    n, total, squares = 0, 0.0, 0.0
    for piece in envelope:
        n += len(piece.values)
        total += float(piece.values.sum())
        squares += float(np.square(piece.values).sum())
    if n == 0:
        return 0.0
    mean = total / n
    return mean + factor * float(np.sqrt(max(0.0, squares / n - mean**2)))
