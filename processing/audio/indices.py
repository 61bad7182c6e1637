"""Acoustic indices of a recording: ACI, ADI, AEI, BI, NDSI and H, from one pass over its spectrum.

All are computed on frames of 512 samples, Hann window, no overlap. The published bands are those of
audible soundscapes; for recordings made above 96 kHz, where the animals are bats and rodents and the
audible range is wind, `ULTRASONIC` puts every band where such animals call. Values of the two profiles,
and of different sampling rates, must not be compared with each other.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from processing.arrays import FloatArray
from processing.audio.sample_tally import BoolArray
from processing.audio.spectrum_tally import SpectrumTotals

DIVERSITY_THRESHOLD_DB = -50.0
"""Cells louder than this, relative to the loudest cell of the recording, count as occupied in ADI and AEI
(Villanueva-Rivera et al. 2011)."""

N_DIVERSITY_BANDS = 10
"""Bands ADI and AEI compare; fewer where the Nyquist frequency cuts them off."""


@dataclass(frozen=True, slots=True)
class BandProfile:
    """Where the indices look; all in hertz, bounds as (low, high), cut at the Nyquist frequency.

    complexity : ACI. diversity : the range ADI and AEI divide into ten bands. biophony : BI.
    low_sound, high_sound : the two ranges NDSI weighs, machines against animals.
    """

    name: str
    complexity: tuple[float, float]
    diversity: tuple[float, float]
    biophony: tuple[float, float]
    low_sound: tuple[float, float]
    high_sound: tuple[float, float]


AUDIBLE = BandProfile(
    name="audible",
    complexity=(0, 24_000),
    diversity=(0, 10_000),
    biophony=(2_000, 8_000),
    low_sound=(1_000, 2_000),
    high_sound=(2_000, 11_000),
)
"""The published bands: ADI and AEI 0 to 10 kHz, BI 2 to 8 kHz, NDSI 1 to 2 against 2 to 11 kHz."""

ULTRASONIC = BandProfile(
    name="ultrasonic",
    complexity=(10_000, 120_000),
    diversity=(10_000, 120_000),
    biophony=(15_000, 120_000),
    low_sound=(1_000, 10_000),
    high_sound=(15_000, 120_000),
)
"""Our own bands for bats and rodents: 15 to 120 kHz holds nearly all of their calls, 1 to 10 kHz wind,
insects and machines; no publication fixes them."""

ULTRASONIC_ABOVE_HZ = 96_000
"""Sampling rates above this take the ultrasonic profile: 96 kHz is the fastest studio rate for audible sound."""


@dataclass(frozen=True, slots=True)
class AcousticIndices:
    """The indices of one channel; None where the recording does not allow one (silent, too short, too slow).

    profile : which bands were used, `audible` or `ultrasonic`.
    aci : Acoustic Complexity Index, 0 upwards, per 5 s; the sum over the bins of the profile's band.
    adi : Acoustic Diversity Index, 0 to ln(10).
    aei : Acoustic Evenness Index, 0 (all bands alike) to 1.
    bi : Bioacoustic Index, dB·kHz.
    ndsi : Normalised Difference Soundscape Index, -1 (low sound only) to 1.
    h, h_spectral, h_temporal : acoustic entropy and its two factors, 0 to 1.
    """

    profile: str
    aci: float | None
    adi: float | None
    aei: float | None
    bi: float | None
    ndsi: float | None
    h: float | None
    h_spectral: float | None
    h_temporal: float | None


def choose_profile(sr: int) -> BandProfile:
    """The bands that suit a real sampling rate, hertz."""
    return ULTRASONIC if sr > ULTRASONIC_ABOVE_HZ else AUDIBLE


def compute_indices(totals: SpectrumTotals, profile: BandProfile | None = None) -> AcousticIndices:
    """All indices from the totals of a pass.

    profile : None takes the one that suits the sampling rate.
    """
    bands = profile or choose_profile(totals.sr)
    if totals.n_frames < 2 or not totals.peak_power.any():
        return AcousticIndices(bands.name, *(None,) * 8)
    shares = occupied_shares(totals, bands.diversity)
    h_spectral, h_temporal = spectral_entropy(totals), totals.envelope_entropy
    return AcousticIndices(
        profile=bands.name,
        aci=acoustic_complexity(totals, bands.complexity),
        adi=diversity(shares),
        aei=evenness(shares),
        bi=bioacoustic_index(totals, bands.biophony),
        ndsi=soundscape_difference(totals, bands.low_sound, bands.high_sound),
        h=h_spectral * h_temporal,
        h_spectral=h_spectral,
        h_temporal=h_temporal,
    )


def acoustic_complexity(totals: SpectrumTotals, band_hz: tuple[float, float]) -> float | None:
    """ACI (Pieretti, Farina, Morri 2011, doi:10.1016/j.ecolind.2010.11.005).

    Σ over bins of Σ|A(t+1) - A(t)| / Σ A(t) over steps of 5 s. Where the paper adds up the steps we take
    their mean, so that recordings of different length compare.
    """
    chosen = _bins(totals, band_hz)
    return float(totals.complexity[chosen].sum()) if chosen.any() else None


def occupied_shares(totals: SpectrumTotals, range_hz: tuple[float, float]) -> FloatArray:
    """The share of time-frequency cells above `DIVERSITY_THRESHOLD_DB` in each of ten bands of a range.

    Bands whose middle lies beyond the Nyquist frequency are left out; a bin belongs to the band its centre
    lies in.
    """
    threshold = float(totals.peak_power.max()) * 10 ** (DIVERSITY_THRESHOLD_DB / 10)
    above = totals.share_above(threshold)
    frequencies = totals.frequencies()
    edges = np.linspace(*range_hz, N_DIVERSITY_BANDS + 1)
    shares = []
    for low, high in pairwise(edges):
        chosen = (frequencies >= low) & (frequencies < high)
        if chosen.any() and (low + high) / 2 < totals.sr / 2:
            shares.append(above[chosen].mean())
    return np.array(shares)


def diversity(shares: FloatArray) -> float | None:
    """ADI: the Shannon index, natural logarithm, of the bands' shares of all occupied cells.

    Villanueva-Rivera, Pijanowski, Doucette, Pekin 2011, doi:10.1007/s10980-011-9636-9. Their cells have
    10 Hz, ours the width of a bin of 512 samples.
    """
    if len(shares) < 2 or shares.sum() <= 0:
        return None
    parts = shares[shares > 0] / shares.sum()
    return float(-(parts * np.log(parts)).sum())


def evenness(shares: FloatArray) -> float | None:
    """AEI: the Gini coefficient of the bands' shares (same source as ADI); 0 if all are alike."""
    n = len(shares)
    if n < 2 or shares.sum() <= 0:
        return None
    ranked = np.sort(shares)
    return float(2 * (np.arange(1, n + 1) * ranked).sum() / (n * ranked.sum()) - (n + 1) / n)


def bioacoustic_index(totals: SpectrumTotals, band_hz: tuple[float, float]) -> float | None:
    """BI: the area between the mean spectrum in dB and its minimum within a band, dB·kHz.

    Boelman, Asner, Hart, Martin 2007, doi:10.1890/07-0004.1.
    """
    power = totals.mean_power[_bins(totals, band_hz)]
    if len(power) < 2 or not power.all():
        return None
    level_db = 10 * np.log10(power)
    bin_khz = totals.frequencies()[1] / 1000
    return float((level_db - level_db.min()).sum() * bin_khz)


def soundscape_difference(
    totals: SpectrumTotals, low_hz: tuple[float, float], high_hz: tuple[float, float]
) -> float | None:
    """NDSI: (high - low) / (high + low) of the power in two ranges.

    Kasten, Gage, Fox, Joo 2012, doi:10.1016/j.ecoinf.2012.08.001; they take the power of bands of 1 kHz,
    we the power of the whole ranges.
    """
    low = float(totals.mean_power[_bins(totals, low_hz)].sum())
    chosen = _bins(totals, high_hz)
    high = float(totals.mean_power[chosen].sum())
    return (high - low) / (high + low) if chosen.any() and high + low > 0 else None


def spectral_entropy(totals: SpectrumTotals) -> float:
    """Hs: the Shannon entropy of the mean amplitude spectrum over its maximum, 0 (a tone) to 1 (white).

    Sueur, Pavoine, Hamerlynck, Duvail 2008, doi:10.1371/journal.pone.0004065. H = Hs x Ht; for Ht the
    envelope is the RMS of frames of 512 samples instead of the Hilbert envelope of every sample.
    """
    amplitude = totals.mean_amplitude[1:]
    parts = amplitude[amplitude > 0] / amplitude.sum()
    return float(-(parts * np.log(parts)).sum() / np.log(len(amplitude)))


def _bins(totals: SpectrumTotals, band_hz: tuple[float, float]) -> BoolArray:
    """Bins whose centre lies in a band, 0 Hz left out: it holds the offset."""
    frequencies = totals.frequencies()
    chosen = (frequencies >= band_hz[0]) & (frequencies < band_hz[1])
    chosen[0] = False
    return chosen
