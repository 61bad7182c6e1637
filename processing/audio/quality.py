"""How good a recording is, and what it holds at a glance: findings and acoustic indices in one pass."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.audio.decode import Audio
from processing.audio.findings import Finding, Severity
from processing.audio.indices import AcousticIndices, compute_indices
from processing.audio.sample_tally import SampleTally, SampleTotals, count_leading
from processing.audio.spectrum_tally import N_FFT, SpectrumTally, SpectrumTotals

BLOCK_FRAMES = 256 * N_FFT
"""Samples worked on at a time: 0.5 MB, so that a block's spectrum stays in the processor's cache."""

SILENT_RMS = 4e-5
"""Frames below this level (-88 dBFS, one step of 16 bits) hold nothing."""

SILENT_SHARE_WARNING = 0.1
"""Share of silent frames from which a person is told."""

SILENT_SHARE_ERROR = 0.999
"""Share of silent frames from which nothing was recorded at all."""

CLIPPED_SHARE_WARNING = 1e-4
"""Share of clipped samples from which measurements suffer; below it a single loud call is the cause."""

MIN_CLIP_RUNS = 3
"""Flat tops below which a coincidence is likelier than clipping."""

OFFSET_WARNING = 0.01
"""Offset, share of full scale, from which headroom and low-frequency measures suffer."""

DROP_OUT_MIN_S = 0.0005
DROP_OUT_MAX_S = 1.0
"""Runs of one value between these lengths, seconds, are drop-outs; longer ones are silence."""

LOW_SNR_DB = 6.0
"""Below this the loudest moment hardly differs from what the noise itself does."""

NOISE_BAND_RISE_DB = 15.0
"""How far the strongest part of the noise floor must stand above its median to be worth naming."""

NOISE_BAND_MIN_S = 2.0
"""In shorter recordings a single call fills half the time and passes for noise."""

NOISE_BAND_DEPTH_DB = 6.0
"""The dominant noise band reaches as far as the floor stays within this of its peak."""


class NoiseBand(NamedTuple):
    """Where the noise floor is strongest: bounds in hertz, level of the peak bin in dBFS, rise over the rest."""

    low_hz: float
    high_hz: float
    level_db: float
    rise_db: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one pass found in one channel.

    level_db, peak_db : RMS (offset removed) and highest sample, dBFS where a full-scale square wave is 0;
        None for digital silence.
    offset : mean of the samples, full scale 1.
    clipped_share, silent_share : of the samples, of the time; 0 to 1.
    n_drop_outs, drop_out_s : runs of one value inside sound, and their total length.
    snr_db : the loudest moment above the noise floor of its own frequency, less what noise alone would
        reach; 0 for mere noise, None for silence or less than two frames of 512 samples.
    noise_band : None for silence.
    """

    findings: tuple[Finding, ...]
    indices: AcousticIndices
    level_db: float | None
    peak_db: float | None
    offset: float
    clipped_share: float
    silent_share: float
    n_drop_outs: int
    drop_out_s: float
    snr_db: float | None
    noise_band: NoiseBand | None


def assess(
    audio: Audio, *, channel: int | None = 0, on_progress: Callable[[int, int], None] | None = None
) -> Assessment:
    """Read a recording once and report its faults and its acoustic indices.

    channel : counted from 0; None for the mean of all.
    on_progress : called with (frames read, frames in all) after each block.
    Memory does not grow with length. Raises SignalError as `Audio.read` does.
    """
    samples, spectrum = SampleTally(), SpectrumTally(audio.info.sr)
    n_silent = 0
    for block in audio.blocks(BLOCK_FRAMES, channel=channel):
        samples.add(block.y)
        frames = _frames(block.y)
        if len(frames):
            n_silent += _count_silent(frames)
            spectrum.add(frames)
        if on_progress is not None:
            on_progress(block.start_frame + len(block.y), audio.info.n_frames)
    totals = spectrum.totals()
    silent_share = n_silent / totals.n_frames if totals.n_frames else float(samples.totals().rms < SILENT_RMS)
    return _report(samples.totals(), totals, silent_share)


def peak_snr_db(totals: SpectrumTotals) -> float | None:
    """The loudest cell of the spectrogram above the median of its own frequency, less noise's own reach.

    The power of Gaussian noise is distributed exponentially, so among n cells the loudest is expected at
    ln(n) / ln(2) times the median; that much is no signal. A constant tone is noise by this measure.
    """
    floor, peak = totals.floor_power()[1:], totals.peak_power[1:]
    heard = floor > 0
    if totals.n_frames < 2 or not heard.any():
        return None
    rise = 10 * math.log10(float((peak[heard] / floor[heard]).max()))
    by_chance = 10 * math.log10(math.log(totals.n_frames * int(heard.sum())) / math.log(2))
    return max(rise - by_chance, 0.0)


def dominant_noise(totals: SpectrumTotals) -> NoiseBand | None:
    """The band around the strongest bin of the noise floor (the median over time), None for silence."""
    floor = totals.floor_power()
    floor[0] = 0
    if not floor.any():
        return None
    level_db = 10 * np.log10(np.maximum(floor, 1e-15))
    top = int(level_db.argmax())
    is_strong = level_db >= level_db[top] - NOISE_BAND_DEPTH_DB
    first = top + 1 - count_leading(is_strong[top::-1])
    last = top - 1 + count_leading(is_strong[top:])
    half = totals.sr / N_FFT / 2
    centre = totals.frequencies()
    return NoiseBand(
        low_hz=max(float(centre[first]) - half, 0.0),
        high_hz=min(float(centre[last]) + half, totals.sr / 2),
        level_db=float(level_db[top]),
        rise_db=float(level_db[top] - np.median(level_db[1:])),
    )


def _frames(y: FloatArray) -> FloatArray:
    """Whole frames of a block, its offset removed, shape (n, 512)."""
    whole = y[: len(y) - len(y) % N_FFT]
    return (whole - whole.mean(dtype=np.float64).astype(np.float32)).reshape(-1, N_FFT) if len(whole) else whole


def _count_silent(frames: FloatArray) -> int:
    power = np.einsum("ij,ij->i", frames, frames) / N_FFT
    return int(np.count_nonzero(power < SILENT_RMS**2))


def _report(samples: SampleTotals, totals: SpectrumTotals, silent_share: float) -> Assessment:
    longest = int(DROP_OUT_MAX_S * totals.sr) if silent_share < SILENT_SHARE_ERROR else 0
    drop_outs = samples.drop_outs(shortest=math.ceil(DROP_OUT_MIN_S * totals.sr), longest=longest)
    drop_out_s = sum(length * n for length, n in drop_outs.items()) / totals.sr
    clips = samples.n_clip_runs >= MIN_CLIP_RUNS
    measured = Assessment(
        findings=(),
        indices=compute_indices(totals),
        level_db=_decibels(samples.rms),
        peak_db=_decibels(samples.peak),
        offset=samples.offset,
        clipped_share=samples.n_clipped / max(samples.n_samples, 1) if clips else 0.0,
        silent_share=silent_share,
        n_drop_outs=drop_outs.total(),
        drop_out_s=drop_out_s,
        snr_db=peak_snr_db(totals),
        noise_band=dominant_noise(totals),
    )
    return replace(measured, findings=tuple(_find(measured, totals)))


def _find(measured: Assessment, totals: SpectrumTotals) -> list[Finding]:
    if totals.n_frames < 2:
        message = f"too short to judge: needs at least {2 * N_FFT} samples"
        return [Finding("too-short", Severity.INFO, message)]
    found = [_silence(measured.silent_share), *_levels(measured)]
    if totals.n_frames * N_FFT >= NOISE_BAND_MIN_S * totals.sr:
        found.append(_noise(measured.noise_band))
    if measured.n_drop_outs:
        message = (
            f"{measured.n_drop_outs} drop-outs, {measured.drop_out_s * 1000:.1f} ms in all, "
            "where the signal stands still"
        )
        found.append(Finding("drop-outs", Severity.WARNING, message, measured.n_drop_outs, "count"))
    if measured.snr_db is not None and measured.snr_db < LOW_SNR_DB:
        message = f"nothing stands out of the noise: the loudest moment rises {measured.snr_db:.1f} dB"
        found.append(Finding("low-snr", Severity.INFO, message, measured.snr_db, "dB"))
    return [finding for finding in found if finding is not None]


def _silence(share: float) -> Finding | None:
    if share >= SILENT_SHARE_ERROR:
        return Finding("silence", Severity.ERROR, "nothing was recorded: digital silence throughout", share, "share")
    if share >= SILENT_SHARE_WARNING:
        message = f"{share:.0%} of the recording is digital silence"
        return Finding("silence", Severity.WARNING, message, share, "share")
    return None


def _levels(measured: Assessment) -> list[Finding]:
    found = []
    if measured.clipped_share > 0:
        severity = Severity.WARNING if measured.clipped_share >= CLIPPED_SHARE_WARNING else Severity.INFO
        message = f"{measured.clipped_share:.3%} of the samples are clipped"
        found.append(Finding("clipping", severity, message, measured.clipped_share, "share"))
    if abs(measured.offset) >= OFFSET_WARNING:
        message = f"the signal is offset by {measured.offset:+.1%} of full scale"
        found.append(Finding("dc-offset", Severity.WARNING, message, measured.offset, "full scale"))
    if measured.peak_db is not None and measured.peak_db > 0.01:
        message = f"samples reach {measured.peak_db:.1f} dB beyond full scale"
        found.append(Finding("over-range", Severity.WARNING, message, measured.peak_db, "dBFS"))
    return found


def _noise(band: NoiseBand | None) -> Finding | None:
    if band is None or band.rise_db < NOISE_BAND_RISE_DB:
        return None
    message = (
        f"noise is strongest at {band.low_hz / 1000:.1f} to {band.high_hz / 1000:.1f} kHz, "
        f"{band.rise_db:.0f} dB above the rest"
    )
    return Finding("noise-band", Severity.INFO, message, band.level_db, "dBFS")


def _decibels(amplitude: float) -> float | None:
    return 20 * math.log10(amplitude) if amplitude > 0 else None
