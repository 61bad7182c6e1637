"""Similarity search: how often the nearest calls have the same label, and a million calls searched.

    python -m bench.acoustics_similarity DATA_DIR [--calls N] [--json]

The million are made from the points of the labelled sets: each lies between two real ones, with a spread.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.acoustic_sets import LabelledSet, sets_in
from bench.report import Metric, print_metrics, skipped
from ml.similarity.index import ADD_STEP, PointIndex
from processing.arrays import FloatArray
from processing.audio.decode import open_audio
from processing.audio.features import common_band, extract, join_tables
from processing.audio.features.embedding import unit_points

N_CALLS = 1_000_000
"""Calls in the index."""

N_QUERIES = 200

NEIGHBOURS = 10

CANDIDATES = 400
"""Candidates taken from the index and ordered by their exact points, as the station does."""

SPREAD = 0.02
"""Standard deviation of a made coordinate around its place between two real points."""

SEED = 1


def metrics(data_dir: Path, n_calls: int = N_CALLS) -> Iterator[Metric]:
    """Recall of labels on every set, then recall, latency and build time of the index."""
    found: list[FloatArray] = []
    for labelled in sets_in(data_dir):
        points, measures, labels, groups = _measured(labelled)
        found.append(points)
        if len(set(labels)) < 2:
            yield from skipped(f"similarity of {labelled.name}", "fewer than two labels")
            continue
        for shown, space in (("embedding", points), ("27-measures", measures)):
            name = f"similarity.{labelled.name}.{shown}.recall-at-10"
            for suffix, apart in (("", None), (".other-groups", groups)):
                recall = label_recall(space, labels, apart)
                if recall is not None:
                    yield Metric(f"{name}{suffix}", recall)
    yield from _index_metrics(np.concatenate(found), n_calls)


def _measured(labelled: LabelledSet) -> tuple[FloatArray, FloatArray, list[str], list[str]]:
    """Embedding, the 27 measures standardised and as unit points, labels and groups of a set's calls."""
    rates = []
    for recording in labelled.recordings:
        with open_audio(recording.path) as audio:
            rates.append(audio.info.sr)
    band_hz = common_band(rates)
    tables: dict[str, list] = {"embedding": [], "warble27": []}  # type: ignore[type-arg]
    labels: list[str] = []
    groups: list[str] = []
    for recording in labelled.recordings:
        named = [interval for interval in recording.reference if interval.label]
        with open_audio(recording.path) as audio:
            for name, made in tables.items():
                made.append(extract(audio, None, named, feature_set=name, band_hz=band_hz))
        labels += [interval.label or "" for interval in named]
        groups += [recording.group] * len(named)
    measures = join_tables(tables["warble27"]).values.astype(np.float64)
    spread = np.std(measures, axis=0)
    standard = (measures - np.mean(measures, axis=0)) / np.where(spread > 0, spread, 1.0)
    return unit_points(join_tables(tables["embedding"]).values), standard, labels, groups


def label_recall(points: FloatArray, labels: list[str], groups: list[str] | None) -> float | None:
    """Mean share of the nearest ten (or of as many as have its label) with the label of the call.

    groups : when given, only calls of other groups are looked at; None comes back if no label is in two.
    """
    names = np.array(labels)
    squares = np.sum(points**2, axis=1)
    distance = squares[:, None] + squares - 2.0 * (points @ points.T)
    np.fill_diagonal(distance, np.inf)
    if groups is not None:
        owners = np.array(groups)
        distance[owners[:, None] == owners] = np.inf
    shares = []
    for row in range(len(points)):
        is_alike = names == names[row]
        n = min(NEIGHBOURS, int(np.sum(is_alike & np.isfinite(distance[row]))))
        if n:
            shares.append(np.mean(is_alike[np.argsort(distance[row])[:n]]))
    return float(np.mean(shares)) if shares else None


def made_points(real: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
    """Unit points between pairs of real ones, nearer to the first, with a spread; shape (n, d), float32."""
    first, second = (real[rng.integers(len(real), size=n)] for _ in range(2))
    part = rng.uniform(0.0, 0.4, (n, 1)).astype(np.float32)
    points = (1 - part) * first + part * second + SPREAD * rng.standard_normal(first.shape, dtype=np.float32)
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), dtype=np.float32)


def _index_metrics(real: FloatArray, n_calls: int) -> Iterator[Metric]:
    rng = np.random.default_rng(SEED)
    real = real[np.any(real != 0, axis=1)]
    stored = np.empty((n_calls, real.shape[1]), dtype=np.float16)
    index, took = PointIndex.empty(), 0.0
    for first in range(0, n_calls, ADD_STEP):
        points = made_points(real, min(ADD_STEP, n_calls - first), rng)
        stored[first : first + len(points)] = points
        start = time.process_time()
        index.add(np.arange(first, first + len(points)), points)
        took += time.process_time() - start
    queries = made_points(real, N_QUERIES, rng)
    name = f"similarity.{n_calls}-calls"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.usearch"
        index.save(path)
        yield Metric(f"{name}.build.cpu", took, "s")
        yield Metric(f"{name}.file", path.stat().st_size / 1e6, "MB")
        del index
        start = time.perf_counter()
        mapped = PointIndex.view(path)
        yield Metric(f"{name}.open", 1000 * (time.perf_counter() - start), "ms")
        yield from _query_metrics(name, mapped, stored, queries)


def _query_metrics(name: str, index: PointIndex, stored: FloatArray, queries: FloatArray) -> Iterator[Metric]:
    shares, waits = [], []
    for query in queries:
        start = time.perf_counter()
        candidates = index.search(query, CANDIDATES).numbers
        order = np.argsort(-(stored[candidates].astype(np.float32) @ query), kind="stable")
        nearest = candidates[order][:NEIGHBOURS]
        waits.append(1000 * (time.perf_counter() - start))
        shares.append(len(set(nearest.tolist()) & _exact(stored, query)) / NEIGHBOURS)
    yield Metric(f"{name}.recall-at-10-of-exact", float(np.mean(shares)))
    yield Metric(f"{name}.query.p50", float(np.percentile(waits, 50)), "ms")
    yield Metric(f"{name}.query.p95", float(np.percentile(waits, 95)), "ms")


def _exact(stored: FloatArray, query: FloatArray) -> set[int]:
    """The nearest ten by comparing all."""
    likeness = np.concatenate(
        [stored[first : first + 100_000].astype(np.float32) @ query for first in range(0, len(stored), 100_000)]
    )
    found: set[int] = set(np.argpartition(-likeness, NEIGHBOURS)[:NEIGHBOURS].tolist())
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--calls", type=int, default=N_CALLS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    print_metrics(metrics(arguments.data_dir, arguments.calls), as_json=arguments.json)
