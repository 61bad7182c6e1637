"""The one way from sound and intervals to a feature table, for training and for prediction.

Only samples inside an interval are looked at, so a call cut into a clip of its own and the same call
inside a night-long recording have the same values, bit for bit.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray
from processing.audio.features.table import FEATURE_SETS, Calls, FeatureSet, FeatureTable
from processing.audio.intervals import Interval
from processing.errors import SignalError

LEAST_SAMPLES = 16
"""Samples; a shorter call has no spectrum worth measuring."""

MOST_SAMPLES = 1 << 23
"""Samples; of a longer call the first 8.4 million are measured (33 s at 250 kHz, 190 s at 44.1 kHz)."""

SAMPLES_PER_BATCH = 1 << 21
"""Samples held at a time, so that memory does not grow with the number of calls."""


class SoundInfo(Protocol):
    """The facts about an open recording that measuring needs."""

    @property
    def sr(self) -> int: ...

    @property
    def n_frames(self) -> int: ...


class Sound(Protocol):
    """An open recording, as `processing.audio.decode.open_audio` gives it."""

    @property
    def info(self) -> SoundInfo: ...

    def read(self, start_frame: int, n_frames: int, *, channel: int | None = 0) -> FloatArray: ...


def extract(
    sound: Sound | FloatArray,
    sr: int | None,
    intervals: Sequence[Interval],
    *,
    feature_set: str = "rich",
    channel: int | None = 0,
    band_hz: tuple[float, float] | None = None,
) -> FeatureTable:
    """Measure each interval of a recording.

    Takes the samples from round(onset × sr) to round(offset × sr), removes their mean, scales their
    peak to 1 and measures them at the native rate. Frequency bounds of an interval are not used:
    labelled clips have none, and a measure that had them only sometimes would differ between
    training and prediction.

    sound : an open recording, or a mono signal of shape (n,). Non-finite samples raise.
    sr : Hz; required with a signal, ignored with an open recording.
    intervals : seconds from the start of the sound; parts outside the sound are left away.
    feature_set : a key of `FEATURE_SETS`.
    band_hz : limits of the analysis; default 0 to half the rate. Give the same band to recordings of
        different rates to make their measures comparable.
    Returns one row per interval in the given order; a silent call, or one of fewer than 16 samples,
    has its duration, zeros and `is_measurable` false.
    Raises SignalError("unknown-feature-set"), ("bad-rate"), ("bad-band"), ("bad-interval") for an
    interval that ends before it starts, and ("not-finite").
    """
    rate = _sample_rate(sound, sr)
    clips = (_cut(sound, rate, interval, channel) for interval in intervals)
    return extract_clips(clips, rate, feature_set=feature_set, band_hz=band_hz)


def extract_clips(
    clips: Iterable[FloatArray],
    sr: int,
    *,
    feature_set: str = "rich",
    band_hz: tuple[float, float] | None = None,
) -> FeatureTable:
    """Measure whole signals, each of which is one call; otherwise as `extract`."""
    chosen = _feature_set(feature_set)
    band = _checked_band(band_hz, sr)
    parts = [_measure_batch(chosen, batch, sr, band) for batch in _in_batches(clips)]
    values = np.concatenate([part[0] for part in parts] or [np.zeros((0, len(chosen.measures)), np.float32)])
    measurable = np.concatenate([part[1] for part in parts] or [np.zeros(0, dtype=np.bool_)])
    return FeatureTable(chosen.name, chosen.code_version, chosen.measures, values, measurable, band)


def _feature_set(name: str) -> FeatureSet:
    if name not in FEATURE_SETS:
        known = ", ".join(sorted(FEATURE_SETS))
        raise SignalError("unknown-feature-set", f"expected one of {known}, got {name!r}", name=name)
    return FEATURE_SETS[name]


def _sample_rate(sound: Sound | FloatArray, sr: int | None) -> int:
    rate = sr if isinstance(sound, np.ndarray) else sound.info.sr
    if rate is None or rate <= 0:
        raise SignalError("bad-rate", f"a signal needs its sample rate in hertz, got {rate}")
    return int(rate)


def _checked_band(band_hz: tuple[float, float] | None, sr: int) -> tuple[float, float]:
    low_hz, high_hz = band_hz or (0.0, sr / 2)
    if not 0 <= low_hz < high_hz or low_hz >= sr / 2:
        raise SignalError("bad-band", f"expected 0 ≤ low < high and low < {sr / 2:g} Hz, got {band_hz}")
    return float(low_hz), float(high_hz)


def _cut(sound: Sound | FloatArray, sr: int, interval: Interval, channel: int | None) -> FloatArray:
    if not interval.offset_s >= interval.onset_s:
        raise SignalError("bad-interval", f"expected onset ≤ offset, got {interval.onset_s}, {interval.offset_s}")
    n_frames = len(sound) if isinstance(sound, np.ndarray) else sound.info.n_frames
    start = min(max(round(interval.onset_s * sr), 0), n_frames)
    stop = min(max(round(interval.offset_s * sr), start), n_frames)
    if isinstance(sound, np.ndarray):
        return sound[start:stop]
    return sound.read(start, stop - start, channel=channel)


def _in_batches(clips: Iterable[FloatArray]) -> Iterator[list[FloatArray]]:
    held: list[FloatArray] = []
    n_samples = 0
    for clip in clips:
        held.append(np.asarray(clip[:MOST_SAMPLES], dtype=np.float32))
        n_samples += len(held[-1])
        if n_samples >= SAMPLES_PER_BATCH:
            yield held
            held, n_samples = [], 0
    if held:
        yield held


def _measure_batch(
    chosen: FeatureSet, clips: list[FloatArray], sr: int, band_hz: tuple[float, float]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    signals = [_levelled(clip) for clip in clips]
    measurable = np.array([len(signal) >= LEAST_SAMPLES for signal in signals])
    values = np.zeros((len(clips), len(chosen.measures)), dtype=np.float32)
    if measurable.any():
        wanted = [signal for signal, is_wanted in zip(signals, measurable, strict=True) if is_wanted]
        values[measurable] = chosen.measure(Calls(wanted, sr, band_hz))
    values[:, 0] = np.array([len(clip) for clip in clips]) / sr
    return np.nan_to_num(values, copy=False), measurable


def _levelled(clip: FloatArray) -> FloatArray:
    """The call without offset and with its peak at 1; empty when there is nothing to measure."""
    if not np.isfinite(clip).all():
        raise SignalError("not-finite", "expected finite samples, found NaN or infinity in a call")
    if len(clip) < LEAST_SAMPLES:
        return clip[:0]
    centred = clip - np.mean(clip, dtype=np.float64).astype(np.float32)
    peak = np.max(np.abs(centred))
    is_silent = peak <= np.max(np.abs(clip)) * np.float32(1e-6)
    return clip[:0] if is_silent else centred / peak
