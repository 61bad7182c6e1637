"""How well groups found without labels agree with labels, at the native rate.

Made calls: four families between 20 and 80 kHz, recorded at 250 kHz in noise. Beside the default stands
what the predecessor did: resample to 22.05 kHz, MFCC, k-means with the right number told. Real calls: the
labelled sets, by the default and by k-means with the number of labels told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from bench.acoustic_sets import LabelledSet, sets_in
from bench.report import Metric, skipped
from ml.clustering.run import cluster
from processing.arrays import FloatArray
from processing.audio.decode import open_audio
from processing.audio.features import FeatureTable, common_band, extract, extract_clips, join_tables

SR = 250_000
"""Rate of the made calls, hertz."""

FAMILIES = (
    ("fm-down", 80_000.0, 40_000.0, 0.004),
    ("constant", 60_000.0, 60_000.0, 0.015),
    ("fm-up", 25_000.0, 50_000.0, 0.008),
    ("low", 22_000.0, 20_000.0, 0.012),
)
"""Name, first and last frequency in hertz, duration in seconds."""

CALLS_PER_FAMILY = 50

SNRS_DB = (20.0, 12.0)

SEEDS = (1, 2, 3, 4, 5)

PEER_SR = 22_050
"""Rate to which the predecessor resampled, as its audio library does unless told otherwise."""

FEWEST_PER_LABEL = 5
"""Calls a label needs to be counted as a group of its own."""


def metrics(data_dir: Path) -> Iterator[Metric]:
    """Agreement on made calls, then on the labelled sets."""
    for snr_db in SNRS_DB:
        yield from _families(snr_db)
    for labelled in sets_in(data_dir):
        yield from _labelled(labelled)


def family_calls(seed: int, snr_db: float) -> tuple[list[FloatArray], list[int]]:
    """Calls of the families with jitter in duration, frequency, bend and loudness, and the family of each."""
    rng = np.random.default_rng(seed)
    clips: list[FloatArray] = []
    families: list[int] = []
    for family, (_, start, stop, duration_s) in enumerate(FAMILIES):
        for _ in range(CALLS_PER_FAMILY):
            n = int(duration_s * rng.uniform(0.8, 1.25) * SR)
            u = np.arange(n) / n
            first, last = start * rng.normal(1, 0.04), stop * rng.normal(1, 0.04)
            frequency = first + (last - first) * u ** rng.uniform(0.7, 1.1)
            y = np.sin(2 * np.pi * np.cumsum(frequency) / SR) * np.sin(np.pi * u) ** rng.uniform(0.3, 1.0)
            noise = rng.normal(0, np.sqrt(np.mean(y**2)) * 10 ** (-snr_db / 20), n)
            clips.append((rng.uniform(0.05, 0.5) * (y + noise)).astype(np.float32))
            families.append(family)
    return clips, families


def _families(snr_db: float) -> Iterator[Metric]:
    scores: dict[str, list[float]] = {}
    numbers: list[int] = []
    for seed in SEEDS:
        clips, families = family_calls(seed, snr_db)
        for feature_set in ("embedding", "mfcc", "warble27"):
            found = cluster(extract_clips(clips, SR, feature_set=feature_set))
            scores.setdefault(feature_set, []).append(adjusted_rand_score(families, found.numbers))
            if feature_set == "embedding":
                numbers.append(found.params["n_clusters"])
        scores.setdefault("peer-22khz", []).append(adjusted_rand_score(families, _as_the_predecessor(clips)))
    name = f"clustering.families-{snr_db:g}db"
    for feature_set, values in scores.items():
        shown = "default" if feature_set == "embedding" else feature_set
        yield Metric(f"{name}.{shown}.ari", float(np.mean(values)))
    yield Metric(f"{name}.default.ari-least", float(np.min(scores["embedding"])))
    yield Metric(f"{name}.default.n-groups", float(np.mean(numbers)))


def _as_the_predecessor(clips: list[FloatArray]) -> list[int]:
    step = math.gcd(PEER_SR, SR)
    low = [resample_poly(clip, PEER_SR // step, SR // step).astype(np.float32) for clip in clips]
    table = extract_clips(low, PEER_SR, feature_set="mfcc")
    columns = table.values[:, [name.startswith("mfcc.mean") for name in table.names]]
    spread = np.std(columns, axis=0)
    points = (columns - np.mean(columns, axis=0)) / np.where(spread > 0, spread, 1.0)
    found: list[int] = KMeans(len(FAMILIES), n_init=10, random_state=1).fit_predict(points).tolist()
    return found


def _labelled(labelled: LabelledSet) -> Iterator[Metric]:
    table, labels = _measured(labelled)
    counts = {label: labels.count(label) for label in set(labels)}
    keep = [counts[label] >= FEWEST_PER_LABEL for label in labels]
    kept = [label for label, is_kept in zip(labels, keep, strict=True) if is_kept]
    if len(set(kept)) < 2:
        yield from skipped(f"clustering of {labelled.name}", "fewer than two labels")
        return
    table = table.rows(np.array(keep))
    name = f"clustering.{labelled.name}"
    default = cluster(table)
    told = cluster(table, method="kmeans", params={"n_clusters": len(set(kept))})
    yield Metric(f"{name}.n-labels", float(len(set(kept))))
    yield Metric(f"{name}.default.n-groups", float(default.params["n_clusters"]))
    yield Metric(f"{name}.default.ari", adjusted_rand_score(kept, default.numbers))
    yield Metric(f"{name}.default.nmi", normalized_mutual_info_score(kept, default.numbers))
    yield Metric(f"{name}.number-told.ari", adjusted_rand_score(kept, told.numbers))


def _measured(labelled: LabelledSet) -> tuple[FeatureTable, list[str]]:
    """Embeddings of a set's labelled calls."""
    rates = []
    for recording in labelled.recordings:
        with open_audio(recording.path) as audio:
            rates.append(audio.info.sr)
    tables, labels = [], []
    for recording in labelled.recordings:
        named = [interval for interval in recording.reference if interval.label]
        with open_audio(recording.path) as audio:
            tables.append(extract(audio, None, named, feature_set="embedding", band_hz=common_band(rates)))
        labels += [interval.label or "" for interval in named]
    return join_tables(tables), labels
