"""Small spectrograms of single calls, for lists, grids and maps of many."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

from processing.arrays import ByteArray, FloatArray, IndexArray
from processing.audio.intervals import Interval
from processing.audio.spectrogram.transform import to_bytes
from processing.errors import SignalError

if TYPE_CHECKING:
    from processing.audio.decode import Audio

CODE_VERSION = "1"
"""Part of every cache key; raised whenever the bytes of a thumbnail would change."""

TOPS_HZ = tuple(1000.0 * step * 2**octave for octave in range(10) for step in (1.0, 1.5))
"""Upper ends of the frequency axis a call may choose: 1, 1.5, 2, 3, 4, 6, 8 … kHz. So few that calls which sound
alike nearly always share an axis, whatever recorder they come from, and so near one another that each fills it."""

HEADROOM = 1.25
"""The axis reaches at least this many times the call's highest frequency."""

N_FFT_RANGE = (64, 4096)
"""Windows in samples."""

MAX_FRAMES_A_COLUMN = 8
"""Windows whose maximum is one column. Overlapping by half they cover columns of 4 windows without a gap;
of longer calls (several seconds) evenly spread stretches are shown."""

MAX_READ_SAMPLES = 1 << 20
"""Longest stretch read in one piece, 4 MB; from a longer one only what each column shows is read."""

OVERSAMPLING = 2
"""Frequencies computed for each row at least, by padding with zeros, so that rows do not repeat."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a thumbnail is drawn.

    width, height : pixels. context : what is shown before and after the call, as a fraction of its duration.
    n_fft : window in samples; None: as long as makes time and frequency equally sharp in the picture.
    top_hz : upper end of the frequency axis, which begins at 0; None: chosen by the call.
    """

    width: int = 96
    height: int = 64
    context: float = 0.5
    n_fft: int | None = None
    top_hz: float | None = None


def top_of(high_hz: float | None, sr: int, look: Look) -> float:
    """Upper end of the frequency axis in Hz: asked for, or the first of TOPS_HZ with room above the call.

    Never above half the rate `sr`; all of it for a call whose frequencies are not known.
    """
    nyquist_hz = sr / 2
    if look.top_hz is not None:
        return min(look.top_hz, nyquist_hz)
    if high_hz is None:
        return nyquist_hz
    return min(next((top for top in TOPS_HZ if top >= HEADROOM * high_hz), nyquist_hz), nyquist_hz)


def window_of(span_samples: float, sr: int, top_hz: float, look: Look) -> int:
    """Samples of the window, a power of two: its blur in time and in frequency is then equal in pixels.

    A Hann window of n samples blurs n/2 samples and 2·sr/n Hz.
    """
    if look.n_fft is not None:
        return look.n_fft
    balanced = np.sqrt(4 * sr / top_hz * span_samples * look.height / look.width)
    return int(np.clip(2 ** round(float(np.log2(max(balanced, 1)))), *N_FFT_RANGE))


def thumbnail(audio: "Audio", call: Interval, look: Look, *, channel: int | None = 0) -> ByteArray:
    """Draw one call: bytes of shape (height, width), row 0 the highest frequency, 0..255 for −120..0 dB.

    Levels are those of tiles (relative to a full-scale sine). Each pixel is the maximum of what it covers, so a
    short call does not vanish in a wide context. What lies before or after the file is byte 0, as is silence.
    call : times in real seconds from the start of the file. channel : from 0; None for the mean of all.
    Raises SignalError("bad-parameter") when the call has no length or a number of `look` is not usable, and
    what `Audio.read` raises.
    """
    _check(call, look)
    sr = audio.info.sr
    margin_s = look.context * (call.offset_s - call.onset_s)
    first = (call.onset_s - margin_s) * sr
    span = max(look.width, (call.offset_s - call.onset_s + 2 * margin_s) * sr)
    top_hz = top_of(call.high_hz, sr, look)
    n_fft = window_of(span, sr, top_hz, look)
    starts = _frame_starts(first, span, n_fft, look.width)
    frames = _frames(audio, starts, n_fft, channel)
    return to_bytes(_rows(_amplitudes(frames, look.height, sr, top_hz, n_fft), look.height, sr, top_hz))


def _check(call: Interval, look: Look) -> None:
    if not call.onset_s < call.offset_s:
        raise SignalError("bad-parameter", f"needs an onset before the offset, got {call.onset_s} and {call.offset_s}")
    if look.width < 1 or look.height < 1 or look.context < 0:
        raise SignalError("bad-parameter", f"needs at least one pixel and no negative context, got {look}")
    if look.n_fft is not None and not N_FFT_RANGE[0] <= look.n_fft <= N_FFT_RANGE[1]:
        raise SignalError("bad-parameter", f"n_fft must be within {N_FFT_RANGE}, got {look.n_fft}", name="n_fft")
    if look.top_hz is not None and not look.top_hz > 0:
        raise SignalError("bad-parameter", f"top_hz must be above 0, got {look.top_hz}", name="top_hz")


def _frame_starts(first: float, span: float, n_fft: int, width: int) -> IndexArray:
    """First sample of each window, shape (width, windows a column), windows centred within their part."""
    n_windows = int(np.clip(np.ceil(2 * span / width / n_fft), 1, MAX_FRAMES_A_COLUMN))
    centres = first + (np.arange(width * n_windows) + 0.5) * span / (width * n_windows)
    starts: IndexArray = np.rint(centres - n_fft / 2).astype(np.int64).reshape(width, n_windows)
    return starts


def _frames(audio: "Audio", starts: IndexArray, n_fft: int, channel: int | None) -> FloatArray:
    """Samples of each window, shape (width, windows, n_fft)."""
    first, stop = int(starts[0, 0]), int(starts[-1, -1]) + n_fft
    if stop - first <= MAX_READ_SAMPLES:
        y = _read(audio, first, stop, channel)
        return np.lib.stride_tricks.sliding_window_view(y, n_fft)[starts - first]
    found = np.empty((*starts.shape, n_fft), np.float32)
    for place in np.ndindex(*starts.shape):
        found[place] = _read(audio, int(starts[place]), int(starts[place]) + n_fft, channel)
    return found


def _read(audio: "Audio", first: int, stop: int, channel: int | None) -> FloatArray:
    """Samples [first, stop), zeros where the file has none."""
    begin, end = max(first, 0), min(stop, audio.info.n_frames)
    y = np.zeros(stop - first, np.float32)
    if begin < end:
        y[begin - first : end - first] = audio.read(begin, end - begin, channel=channel)
    return y


def _amplitudes(frames: FloatArray, height: int, sr: int, top_hz: float, n_fft: int) -> FloatArray:
    """Largest amplitude of each column's windows, shape (bins, width), relative to a full-scale sine."""
    window = np.hanning(n_fft + 1)[:-1]
    wanted = OVERSAMPLING * height * sr / top_hz
    padded = int(2 ** np.ceil(np.log2(np.clip(wanted, n_fft, 2 * N_FFT_RANGE[1]))))
    spectra = fft.rfft(frames * (window * 2 / window.sum()).astype(np.float32), padded, axis=-1)
    return np.ascontiguousarray(np.abs(spectra).max(axis=1).T)


def _rows(amplitudes: FloatArray, height: int, sr: int, top_hz: float) -> FloatArray:
    """Bins pooled to rows of equal height from `top_hz` down to 0, shape (height, width)."""
    n_bins = len(amplitudes)
    edges = np.arange(height + 1) / height * top_hz / (sr / 2) * (n_bins - 1)
    first = np.minimum(np.rint(edges[:-1]).astype(int), n_bins - 1)
    stop = np.clip(np.rint(edges[1:]).astype(int), first + 1, n_bins)
    pooled = np.stack([amplitudes[low:high].max(axis=0) for low, high in zip(first, stop, strict=True)])
    return pooled[::-1]
