"""A window of a recording made audible: slowed down, shifted into hearing, or as it was."""

import io
import struct
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import fft

from processing.arrays import FloatArray
from processing.errors import SignalError

if TYPE_CHECKING:
    from processing.audio.decode import Audio

ComplexArray = npt.NDArray[np.complex64]
"""A spectrum, or the factors that turn its phases."""

MAX_EXPANSION = 32.0
"""Slowest playback offered; ×10 is the habit for bats, ×32 brings 190 kHz to 6 kHz."""

MAX_OUTPUT_SR = 48_000
"""Highest rate sent, in Hz: every sound card plays it, and nothing above 24 kHz is heard."""

MIN_OUTPUT_SR = 8_000
"""Lowest rate sent, in Hz: some players refuse lower ones."""

MAX_INPUT_SAMPLES = 1 << 24
"""Samples one request may read: 67 s at 250 kHz, 64 MB."""

MAX_OUTPUT_S = 300.0
"""Longest sound sent, in seconds."""

PEAK_LEVEL = 10 ** (-1 / 20)
"""Where a normalised sound peaks: −1 dBFS, so that reconstruction between samples does not clip."""

MAX_NORMALISING_GAIN = 10 ** (60 / 20)
"""Normalising lifts by 60 dB at most; digital silence stays silent."""

HETERODYNE_BANDWIDTH_HZ = 5_000.0
"""How far from the tuned frequency a sound is still heard; hand-held detectors have 3 to 8 kHz."""

LOWEST_EDGE_HZ = 1.0
"""Lowest edge of a band: no sound lies below it, and filters nearer to 0 Hz lose their digits."""

BAND_ORDER = 4
"""Order of the Butterworth band filter, run forwards and backwards, so 48 dB an octave without delay."""

MARGIN_PERIODS = 8
"""Periods of the lowest kept frequency read beyond the window, so that filters have settled inside it."""


class Mode(StrEnum):
    """How a window is made audible."""

    EXPAND = "expand"
    STRETCH = "stretch"
    HETERODYNE = "heterodyne"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Playback:
    """What to play and how.

    from_s, to_s : window in seconds of real time. factor : ×1 to ×32, how much slower (EXPAND also lowers the
    pitch by it, STRETCH keeps the pitch; HETERODYNE and NATIVE ignore it).
    tuned_hz : frequency that HETERODYNE brings to 0. low_hz, high_hz : keep this band only; None is open.
    is_normalised : lift the peak to −1 dBFS. NATIVE sends the samples at the recording's own rate, for a
    page that does its own heterodyning.
    """

    from_s: float
    to_s: float
    mode: Mode = Mode.EXPAND
    factor: float = 10.0
    low_hz: float | None = None
    high_hz: float | None = None
    tuned_hz: float = 45_000.0
    channel: int | None = 0
    is_normalised: bool = True


def render_wav(audio: "Audio", playback: Playback) -> bytes:
    """The window as a mono 16-bit WAV file of at most 48 kHz (NATIVE: at the real rate).

    Raises SignalError: bad-parameter (a number out of range), too-long (more than 16.7 million samples read
    or 300 s sent), empty (the window lies outside the recording).
    """
    start, stop = _checked_span(audio, playback)
    sr = audio.info.sr
    margin = _margin(sr, playback)
    begin = max(0, start - margin)
    y = audio.read(begin, min(stop + margin, audio.info.n_frames) - begin, channel=playback.channel)
    y = band_pass(y, sr, low_hz=playback.low_hz, high_hz=playback.high_hz)
    y = y[start - begin : stop - begin]
    y, out_sr = _made_audible(y, sr, playback)
    return wav_bytes(normalised(y) if playback.is_normalised else y, out_sr)


def band_pass(y: FloatArray, sr: int, *, low_hz: float | None, high_hz: float | None) -> FloatArray:
    """Keep what lies between two frequencies, without delay (Butterworth, forwards and backwards).

    A bound that is None, below 1 Hz (low), or at or above half the rate (high) is open; a high one below 1 Hz
    counts as 1 Hz. Shorter than 32 samples comes back as it was.
    """
    nyquist = sr / 2
    low = low_hz if low_hz is not None and low_hz >= LOWEST_EDGE_HZ else None
    high = max(high_hz, LOWEST_EDGE_HZ) if high_hz is not None and high_hz < nyquist else None
    if len(y) < 32 or (low is None and high is None):
        return y
    from scipy import signal  # noqa: PLC0415  takes 0.3 s to import, and starting the web process must not

    if low is not None and high is not None:
        sections = signal.butter(BAND_ORDER, (low, high), "bandpass", fs=sr, output="sos")
    elif low is not None:
        sections = signal.butter(BAND_ORDER, low, "highpass", fs=sr, output="sos")
    else:
        sections = signal.butter(BAND_ORDER, high, "lowpass", fs=sr, output="sos")
    padding = min(len(y) - 1, 6 * BAND_ORDER)
    return np.asarray(signal.sosfiltfilt(sections, y, padlen=padding), np.float32)


def expanded(y: FloatArray, sr: int, factor: float) -> tuple[FloatArray, int]:
    """The sound `factor` times slower and deeper, and the rate to play it at.

    The samples go out as they are when sr / factor is a whole rate of 8 to 48 kHz; otherwise they are
    resampled by a polyphase low-pass filter, so nothing folds back.
    """
    slowed = Fraction(sr) / Fraction(factor).limit_denominator(1000)
    if slowed.denominator == 1 and MIN_OUTPUT_SR <= slowed <= MAX_OUTPUT_SR:
        return y, int(slowed)
    out_sr = min(MAX_OUTPUT_SR, max(MIN_OUTPUT_SR, round(slowed)))
    return _resampled(y, Fraction(out_sr) / slowed), out_sr


def stretched(y: FloatArray, sr: int, factor: float) -> FloatArray:
    """The sound `factor` times longer at the same pitch, by a phase vocoder.

    Phases of neighbouring bins are locked to their peak (Laroche & Dolson 1999, doi:10.1109/89.759041),
    without which the level falls as the factor grows. Window 2,048 samples at 48 kHz, in proportion
    elsewhere.
    factor : 1 to 32. Returns round(n · factor) samples.
    """
    n_out = round(len(y) * factor)
    if factor == 1 or not len(y):
        return y[:n_out]
    n_fft = 1 << max(6, round(np.log2(2048 * sr / MAX_OUTPUT_SR)))
    hop = n_fft // 4
    window = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    padded = np.concatenate([np.zeros(n_fft // 2, np.float32), y, np.zeros(2 * n_fft, np.float32)])
    n_steps = -(-n_out // hop) + 3
    out = np.zeros(n_steps * hop + n_fft, np.float32)
    turn = np.ones(n_fft // 2 + 1, np.complex64)
    before = np.ones_like(turn)
    for step in range(n_steps):
        at = min(int(step * hop / factor), len(padded) - n_fft - hop)
        here = fft.rfft(padded[at : at + n_fft] * window)
        turn = _locked(here, before, turn)
        out[step * hop : step * hop + n_fft] += fft.irfft(here * turn, n_fft) * window
        before = fft.rfft(padded[at + hop : at + hop + n_fft] * window)
    # Four Hann windows squared, a quarter apart, add up to 1.5.
    return out[n_fft // 2 : n_fft // 2 + n_out] / np.float32(1.5)


def _locked(here: ComplexArray, before: ComplexArray, turn: ComplexArray) -> ComplexArray:
    """By how much to turn each bin so that its peak carries on where the last step left it.

    before : the spectrum one step on from the last one used, which that step turned by `turn`.
    """
    level = np.abs(here)
    inner = level[1:-1]
    peaks = np.flatnonzero((inner > level[:-2]) & (inner >= level[2:])) + 1
    if not len(peaks):
        return turn
    nearest = peaks[np.searchsorted((peaks[1:] + peaks[:-1]) / 2, np.arange(len(here)))]
    carried = before[nearest] * turn[nearest] * np.conj(here[nearest])
    size = np.abs(carried)
    return np.where(size > 0, carried / np.maximum(size, np.finfo(np.float32).tiny), 1).astype(np.complex64)


def heterodyned(y: FloatArray, sr: int, tuned_hz: float) -> tuple[FloatArray, int]:
    """The sound multiplied by a tone at `tuned_hz`, so that what differs from it by up to 5 kHz is heard.

    Returns the signal and its rate, 48 kHz or the recording's own where that is lower. Duration unchanged.
    """
    tone = np.cos(2 * np.pi * (tuned_hz / sr) * np.arange(len(y))).astype(np.float32)
    low_hz, high_hz = tuned_hz - HETERODYNE_BANDWIDTH_HZ, tuned_hz + HETERODYNE_BANDWIDTH_HZ
    near = 2 * band_pass(y, sr, low_hz=low_hz, high_hz=high_hz)
    audible = band_pass(near * tone, sr, low_hz=None, high_hz=HETERODYNE_BANDWIDTH_HZ)
    return expanded(audible, sr, 1.0)


def normalised(y: FloatArray) -> FloatArray:
    """The sound with its peak at −1 dBFS; lifted by 60 dB at most, silence as it was."""
    peak = float(np.max(np.abs(y), initial=0.0))
    return y * np.float32(min(MAX_NORMALISING_GAIN, PEAK_LEVEL / peak)) if peak > 0 else y


def wav_bytes(y: FloatArray, sr: int) -> bytes:
    """A mono 16-bit PCM WAV file; samples beyond ±1 are clipped."""
    samples = np.rint(np.clip(y, -1, 1) * 32767).astype("<i2").tobytes()
    out = io.BytesIO()
    out.write(b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVE")
    out.write(b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, sr, 2 * sr, 2, 16))
    out.write(b"data" + struct.pack("<I", len(samples)) + samples)
    return out.getvalue()


def _made_audible(y: FloatArray, sr: int, playback: Playback) -> tuple[FloatArray, int]:
    if playback.mode is Mode.NATIVE:
        return y, sr
    if playback.mode is Mode.HETERODYNE:
        return heterodyned(y, sr, playback.tuned_hz)
    if playback.mode is Mode.STRETCH:
        heard, heard_sr = expanded(y, sr, 1.0)
        return stretched(heard, heard_sr, playback.factor), heard_sr
    return expanded(y, sr, playback.factor)


def _resampled(y: FloatArray, ratio: Fraction) -> FloatArray:
    from scipy import signal  # noqa: PLC0415  takes 0.3 s to import, and starting the web process must not

    near = ratio.limit_denominator(2000)
    return np.asarray(signal.resample_poly(y, near.numerator, near.denominator), np.float32)


def _margin(sr: int, playback: Playback) -> int:
    if playback.low_hz is None and playback.high_hz is None:
        return 0
    lowest = max(playback.low_hz or playback.high_hz or sr / 100, sr / 10_000)
    return int(MARGIN_PERIODS * sr / lowest)


def _checked_span(audio: "Audio", playback: Playback) -> tuple[int, int]:
    """First sample and the one after the last, once every number is known to be usable."""
    info = audio.info
    is_slowed = playback.mode in (Mode.EXPAND, Mode.STRETCH)
    if is_slowed and not 1 <= playback.factor <= MAX_EXPANSION:
        raise SignalError("bad-parameter", f"factor must be 1 to 32, got {playback.factor}", name="factor")
    if playback.mode is Mode.HETERODYNE and not 0 < playback.tuned_hz < info.sr / 2:
        raise SignalError(
            "bad-parameter", f"tuned_hz must be below {info.sr / 2:g} Hz, got {playback.tuned_hz:g}"
        )
    low, high = playback.low_hz or 0.0, playback.high_hz if playback.high_hz is not None else info.sr / 2
    if not 0 <= low < min(high, info.sr / 2):
        raise SignalError(
            "bad-parameter",
            f"needs low_hz below high_hz and below {info.sr / 2:g} Hz, got {low:g} and {high:g} Hz",
            name="low_hz",
        )
    if not playback.from_s < playback.to_s:
        raise SignalError(
            "bad-parameter", f"needs a span of time, got {playback.from_s} to {playback.to_s} s"
        )
    start = max(0, round(playback.from_s * info.sr))
    stop = min(info.n_frames, round(min(playback.to_s, info.duration_s) * info.sr))
    if start >= stop:
        raise SignalError(
            "empty", f"the recording is {info.duration_s:.3f} s long, got {playback.from_s:g} s on"
        )
    sent_s = (stop - start) / info.sr * (playback.factor if is_slowed else 1)
    if stop - start > MAX_INPUT_SAMPLES or sent_s > MAX_OUTPUT_S:
        raise SignalError(
            "too-long", f"plays at most {MAX_OUTPUT_S:g} s at a time, got {sent_s:.0f} s", seconds=sent_s
        )
    return start, stop
