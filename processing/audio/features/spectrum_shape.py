"""Shape of a call's spectrum: bandwidths, energy and level statistics of bands, pitch, SNR, modulation."""

import numpy as np
from scipy import fft

from processing.arrays import FloatArray
from processing.audio.features.bands import ACTIVE_DB, N_BANDS, TINY, BandLevels, weighted_mean
from processing.audio.features.frames import N_FFT, FrameBatch
from processing.audio.features.table import Calls, Measure

BANDWIDTHS_DB = (3, 10, 20)
"""Decibels below the peak at which a bandwidth is taken."""

N_REGIONS = 8
"""Regions of six bands each, for energies and modulation."""

MODULATIONS = ((1, 2), (2, 3), (3, 5), (5, 9), (9, 16))
"""Cycles per call, from and up to, of each modulation band."""

QUANTILES = (0.1, 0.5, 0.9)
"""Parts of the frames for the level quantiles of a band."""


def _per_band(stem: str, definition: str, n_bands: int = N_BANDS) -> list[Measure]:
    return [Measure(f"{stem}.{band + 1:02d}", "dB", definition) for band in range(n_bands)]


MEASURES = (
    Measure("peak-frequency", "kHz", "Peak of the mean power spectrum."),
    *(
        Measure(f"{end}-{drop}db", "kHz", text.format(drop))
        for drop in BANDWIDTHS_DB
        for end, text in (
            ("low", "Lower end of the stretch around the peak that is within {} dB of it."),
            ("high", "Upper end of that stretch, {} dB."),
            ("bandwidth", "Width of that stretch, {} dB."),
        )
    ),
    Measure(
        "pitch", "kHz", "Repetition rate of the highest autocorrelation, from the root of the mean power spectrum."
    ),
    Measure("harmonicity", "", "That autocorrelation over the one at lag 0, 0 to 1."),
    Measure("snr", "dB", "Loudest frame over the quietest tenth of the frames, within the call."),
    Measure("active-duration", "s", "Time from the first to the last frame within 30 dB of the loudest."),
    Measure("active-part", "", "Part of the frames within 30 dB of the loudest."),
    *(
        Measure(f"energy.{region + 1:02d}", "dB", "Energy of six neighbouring bands over that of all.")
        for region in range(N_REGIONS)
    ),
    *_per_band("spectrum", "Mean power of a band over the call, below the strongest band."),
    *_per_band("level.mean", "Mean level of a band by amplitude over active frames."),
    *_per_band("level.sd", "Standard deviation of that level over all frames."),
    *_per_band("level.q10", "Level that a tenth of the frames stay below; two bands together.", N_BANDS // 2),
    *_per_band("level.q50", "Median level of two bands together.", N_BANDS // 2),
    *_per_band("level.q90", "Level that a tenth of the frames exceed; two bands together.", N_BANDS // 2),
    *_per_band("level.delta", "Mean absolute change between frames; two bands together.", N_BANDS // 2),
    *(
        Measure(
            f"modulation.{region + 1:02d}.{band + 1:02d}",
            "log dB",
            "Region, then modulation band: logarithm of how strongly its level goes up and down at 1, 2, "
            "3 to 4, 5 to 8, 9 to 15 cycles a call.",
        )
        for region in range(N_REGIONS)
        for band in range(len(MODULATIONS))
    ),
)
"""Columns of `shape_measures`, in order."""


def shape_measures(batch: FrameBatch, levels: BandLevels, calls: Calls) -> FloatArray:
    """Measures of calls with equally many frames, shape (n, len(MEASURES)), float32."""
    mean_power = np.sum(batch.power, axis=1) / np.float32(batch.power.shape[1])
    n_frames = levels.frame_db.shape[1]
    quiet = np.sort(levels.frame_db, axis=1)[:, n_frames // 10]
    active_s = (levels.last - levels.first) * levels.hop_s + batch.window_s
    active_part = np.sum(levels.frame_db > ACTIVE_DB, axis=1) / n_frames
    parts = [
        _bandwidths(mean_power, calls),
        _pitch(mean_power, calls),
        np.stack([-quiet, active_s, active_part], axis=1),
        _band_statistics(levels),
        _modulation(levels),
    ]
    return np.concatenate([part.astype(np.float32) for part in parts], axis=1)


def _bandwidths(mean_power: FloatArray, calls: Calls) -> FloatArray:
    khz = np.arange(N_FFT // 2 + 1) * (calls.sr / N_FFT / 1000.0)
    is_inside = (khz >= calls.band_hz[0] / 1000.0) & (khz <= calls.band_hz[1] / 1000.0)
    power = np.where(is_inside, mean_power, 0.0)
    peak = np.argmax(power, axis=1)
    columns = [khz[peak]]
    bins = np.arange(power.shape[1])
    for drop in BANDWIDTHS_DB:
        below = power < (np.max(power, axis=1) * 10.0 ** (-drop / 10.0))[:, None]
        low = np.max(np.where(below & (bins < peak[:, None]), bins + 1, 0), axis=1)
        high = np.min(np.where(below & (bins > peak[:, None]), bins - 1, len(bins) - 1), axis=1)
        columns += [khz[low], khz[high], khz[high] - khz[low]]
    return np.stack(columns, axis=1)


def _pitch(mean_power: FloatArray, calls: Calls) -> FloatArray:
    """Pitch in kHz and its strength, from lags after the first fall of the autocorrelation below zero."""
    whitened = np.sqrt(mean_power)
    whitened[:, : max(1, round(calls.band_hz[0] * N_FFT / calls.sr))] = 0.0
    correlation = fft.irfft(whitened, axis=1)[:, : N_FFT // 2]
    correlation = correlation / np.maximum(correlation[:, :1], TINY)
    is_past = np.maximum.accumulate(correlation < 0.0, axis=1)
    candidates = np.where(is_past, correlation, -1.0)
    lag = np.argmax(candidates, axis=1)
    strength = candidates[np.arange(len(lag)), lag]
    is_found = (lag > 0) & (strength > 0)
    khz = np.where(is_found, calls.sr / np.maximum(lag, 1) / 1000.0, 0.0)
    return np.stack([khz, np.where(is_found, strength, 0.0)], axis=1)


def _band_statistics(levels: BandLevels) -> FloatArray:
    n, n_frames, _ = levels.level_db.shape
    mean_energy = np.sum(levels.energy, axis=1) / np.float32(n_frames)
    by_region = np.sum(mean_energy.reshape(n, N_REGIONS, -1), axis=2)
    share = by_region / np.maximum(np.sum(by_region, axis=1, keepdims=True), TINY)
    spectrum = mean_energy / np.maximum(np.max(mean_energy, axis=1, keepdims=True), TINY)
    pairs = levels.level_db[:, :, 0::2] + levels.level_db[:, :, 1::2]
    pairs *= np.float32(0.5)
    ordered = np.sort(pairs, axis=1)
    parts = [
        10.0 * np.log10(np.maximum(share, 1e-6)),
        10.0 * np.log10(np.maximum(spectrum, 1e-6)),
        weighted_mean(levels.level_db, levels.weight),
        np.std(levels.level_db, axis=1),
        *(ordered[:, int(part * (n_frames - 1))] for part in QUANTILES),
        np.mean(np.abs(np.diff(pairs, axis=1)), axis=1),
    ]
    return np.concatenate(parts, axis=1)


def _modulation(levels: BandLevels) -> FloatArray:
    n, n_frames, n_bands = levels.level_db.shape
    regions = np.sum(levels.level_db.reshape(n, n_frames, N_REGIONS, n_bands // N_REGIONS), axis=3)
    regions = regions * np.float32(N_REGIONS / n_bands)
    regions -= np.mean(regions, axis=1, keepdims=True)
    spectra = fft.rfft(regions, axis=1)
    strength = np.sqrt(spectra.real**2 + spectra.imag**2) / np.float32(n_frames)
    bands = [np.mean(strength[:, low:high], axis=1) for low, high in MODULATIONS]
    return np.asarray(np.log1p(np.stack(bands, axis=2)).reshape(n, -1))
