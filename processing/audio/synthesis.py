"""Sounds made from a seed, with the truth about them: bat passes over a noisy night.

They stand in for field recordings in the sample project, in tests and in benches: sweeps,
constant-frequency calls, social calls, each with an echo, over noise with insects and clicks.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.audio.intervals import Interval

DEFAULT_SR = 250_000
"""Sampling rate in hertz of most full-spectrum bat recorders."""

NOISE_DB = -62.0
"""Root mean square level of the background in dB re full scale; between a quiet and a windy night."""

ECHO_DELAY_S = (0.004, 0.011)
"""Extra path of 1.4 to 3.8 m by way of the ground."""

ECHO_GAIN = 0.18
"""A rough ground gives back about -15 dB."""

EDGE_LEVEL = 0.1
"""The truth counts a call from where its envelope passes -20 dB of its peak, as a person would mark it."""


class CallType(NamedTuple):
    """One kind of made-up call: how it is drawn and how often it comes."""

    label: str
    duration_s: tuple[float, float]
    interval_s: tuple[float, float]
    low_hz: float
    high_hz: float
    draw: Callable[[FloatArray, float, float, np.random.Generator], FloatArray]
    """Instantaneous frequency in hertz over relative time 0 to 1, given the call's low and high frequency."""


class Scene(NamedTuple):
    """A made-up recording and what is in it."""

    y: FloatArray
    """Mono, float32, shape (n,), full scale ±1."""
    sr: int
    truth: list[Interval]
    """Every call with its label and bounds, sorted by onset; echoes are not calls."""


def _steep_sweep(u: FloatArray, low_hz: float, high_hz: float, rng: np.random.Generator) -> FloatArray:
    """Hyperbolic downward sweep, as of mouse-eared bats."""
    bend = rng.uniform(1.0, 1.6)
    return np.asarray(low_hz * high_hz / (low_hz + (high_hz - low_hz) * u**bend))


def _hockey_stick(u: FloatArray, low_hz: float, high_hz: float, rng: np.random.Generator) -> FloatArray:
    """Sweep that flattens out, as of pipistrelles."""
    steepness = rng.uniform(5.0, 7.0)
    return np.asarray(low_hz + (high_hz - low_hz) * np.exp(-steepness * u))


def _constant(u: FloatArray, low_hz: float, high_hz: float, _rng: np.random.Generator) -> FloatArray:
    """Constant frequency with a short rise and a falling end, as of horseshoe bats."""
    drop = high_hz - low_hz
    rise = np.clip((0.08 - u) / 0.08, 0.0, 1.0)
    fall = np.clip((u - 0.88) / 0.12, 0.0, 1.0)
    return np.asarray(high_hz - drop * (0.6 * rise + fall))


def _social(u: FloatArray, low_hz: float, high_hz: float, rng: np.random.Generator) -> FloatArray:
    """Trembling call of several bends, as between mates."""
    n_bends = rng.uniform(2.5, 3.5)
    middle, swing = (low_hz + high_hz) / 2, (high_hz - low_hz) / 2
    return np.asarray(middle + swing * np.cos(2 * np.pi * n_bends * u) * (1.0 - 0.4 * u))


CALL_TYPES: tuple[CallType, ...] = (
    CallType("sweep", (0.003, 0.005), (0.07, 0.12), 35_000.0, 95_000.0, _steep_sweep),
    CallType("hockey", (0.005, 0.008), (0.08, 0.13), 45_000.0, 78_000.0, _hockey_stick),
    CallType("constant", (0.030, 0.045), (0.08, 0.12), 68_000.0, 82_000.0, _constant),
    CallType("social", (0.018, 0.030), (0.15, 0.30), 18_000.0, 32_000.0, _social),
)
"""The repertoire of the sample project."""


def call(kind: CallType, sr: int, rng: np.random.Generator) -> tuple[FloatArray, Interval]:
    """One clean call at full scale and its truth relative to its first sample.

    Returns the samples, shape (n,), and an interval without the time before the call.
    """
    duration_s = rng.uniform(*kind.duration_s)
    shift = rng.normal(1.0, 0.02)
    n = max(int(duration_s * sr), 8)
    u = np.arange(n) / n
    frequency = kind.draw(u, kind.low_hz * shift, kind.high_hz * shift, rng)
    envelope = np.sin(np.pi * u) ** 0.7
    phase = 2 * np.pi * np.cumsum(frequency) / sr
    y = envelope * (np.sin(phase) + 0.12 * np.sin(2 * phase) * (2 * frequency < sr / 2))
    loud = np.flatnonzero(envelope >= EDGE_LEVEL)
    low, high = frequency[loud].min(), frequency[loud].max()
    truth = Interval(loud[0] / sr, (loud[-1] + 1) / sr, float(low), float(high), None, kind.label)
    return y.astype(np.float32), truth


def night(
    duration_s: float,
    *,
    rng: np.random.Generator,
    sr: int = DEFAULT_SR,
    kinds: tuple[CallType, ...] = CALL_TYPES,
    passes_per_minute: float = 12.0,
    noise_db: float = NOISE_DB,
) -> Scene:
    """A recording of passes: runs of calls of one kind that swell and fade, over noise.

    duration_s : length of the recording, above 0. passes_per_minute : mean of their number.
    Same generator state, same scene.
    """
    n = int(duration_s * sr)
    y = background(n, sr, rng=rng, level_db=noise_db)
    truth: list[Interval] = []
    at_s = rng.uniform(0.0, 1.0)
    while at_s < duration_s:
        kind = kinds[int(rng.integers(len(kinds)))]
        at_s = _add_pass(y, truth, kind, at_s, sr, rng) + rng.exponential(60.0 / passes_per_minute)
    np.clip(y, -1.0, 1.0, out=y)
    return Scene(
        y,
        sr,
        sorted(truth),
    )


def _add_pass(
    y: FloatArray, truth: list[Interval], kind: CallType, start_s: float, sr: int, rng: np.random.Generator
) -> float:
    """Add one animal flying by; returns when it is gone."""
    n_calls = int(rng.integers(5, 14))
    nearest = rng.uniform(0.05, 0.5)
    echo_s = rng.uniform(*ECHO_DELAY_S)
    at_s = start_s
    for index in range(n_calls):
        gain = nearest * np.sin(np.pi * (index + 0.7) / (n_calls + 0.4)) ** 1.5
        sound, local = call(kind, sr, rng)
        first = int(at_s * sr)
        if first + len(sound) > len(y):
            break
        y[first : first + len(sound)] += gain * sound
        _add_echo(y, gain * sound, first + int(echo_s * sr))
        start_s = first / sr
        truth.append(local._replace(onset_s=start_s + local.onset_s, offset_s=start_s + local.offset_s))
        at_s += rng.uniform(*kind.interval_s) + len(sound) / sr
    return at_s


def _add_echo(y: FloatArray, sound: FloatArray, first: int) -> None:
    """Add what the ground gives back: later, weaker, and duller (a three-point mean)."""
    dull = np.convolve(sound, np.full(3, ECHO_GAIN / 3, dtype=np.float32), mode="same")
    last = min(first + len(dull), len(y))
    if first < last:
        y[first:last] += dull[: last - first]


def background(n: int, sr: int, *, rng: np.random.Generator, level_db: float = NOISE_DB) -> FloatArray:
    """Noise that falls with frequency, a few insects that sing on one note, and clicks.

    Returns float32, shape (n,).
    """
    white = rng.standard_normal(n, dtype=np.float32)
    slow = np.convolve(rng.standard_normal(n, dtype=np.float32), np.full(16, 0.25, dtype=np.float32), mode="same")
    noise = 0.7 * white + 0.7 * slow
    y = (noise * np.float32(10 ** (level_db / 20))).astype(np.float32)
    t = np.arange(n, dtype=np.float64) / sr
    tone_hz = rng.uniform(9_000.0, 13_000.0)
    chirps = (np.sin(2 * np.pi * rng.uniform(6, 12) * t) > 0.3).astype(np.float32)
    y += (0.6 * 10 ** (level_db / 20) * chirps * np.sin(2 * np.pi * tone_hz * t)).astype(np.float32)
    for position in rng.integers(0, max(n - 8, 1), size=max(int(n / sr / 4), 0)):
        y[position : position + 4] += rng.uniform(-0.05, 0.05)
    return y
