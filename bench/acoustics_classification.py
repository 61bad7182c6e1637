"""Classification scores on labelled sets in folds of whole groups, and the speed of the whole chain.

    python -m bench.acoustics_classification DATA_DIR

Rules, the same for every set. Folds are whole groups. A label with one call is left out; a label that
occurs in one group only stays in training but is not scored, as no fold could know it. A set in which
fewer than two labels occur in two groups is skipped: there, labels and recordings are the same thing.
Where every label begins with a prefix and `_`, and no group holds two prefixes, each prefix is an
individual with a repertoire of its own, and is scored by itself as well, as `<set>-<prefix>`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.acoustic_sets import LabelledSet, sets_in
from bench.acoustics_features import N_CALLS, SR, synthetic_calls
from bench.report import Metric, print_metrics, skipped
from ml.calls import DEFAULT, train
from ml.calls.evaluation import grouped_scores
from processing.audio.decode import open_audio
from processing.audio.features import FeatureTable, common_band, extract, join_tables

METHODS = {"knn27": "knn27", "lda27": "lda27", "default": DEFAULT}
"""Name in the output, and method."""

SEED = 20240501
"""Of folds and models; fixed before any result was seen."""


class LabelledCalls(NamedTuple):
    """The measured calls of a set."""

    table: FeatureTable
    labels: list[str]
    groups: list[str]

    def where(self, keep: list[bool]) -> LabelledCalls:
        """The calls for which `keep` holds."""
        labels = [label for label, is_kept in zip(self.labels, keep, strict=True) if is_kept]
        groups = [group for group, is_kept in zip(self.groups, keep, strict=True) if is_kept]
        return LabelledCalls(self.table.rows(np.array(keep)), labels, groups)


def metrics(data_dir: Path) -> Iterator[Metric]:
    """Scores of every set, then the speed."""
    for labelled in sets_in(data_dir):
        yield from _set_metrics(labelled)
    yield _speed()


def _set_metrics(labelled: LabelledSet) -> Iterator[Metric]:
    label_groups = groups_by_label(
        [i.label or "" for r in labelled.recordings for i in r.reference],
        [r.group for r in labelled.recordings for _ in r.reference],
    )
    if sum(len(groups) > 1 for groups in label_groups.values()) < 2:
        yield from skipped(labelled.name, "fewer than two labels occur in two groups")
        return
    calls = measured_calls(labelled)
    for prefix in individuals(label_groups):
        keep = [label.startswith(f"{prefix}_") for label in calls.labels]
        yield from _scores(f"{labelled.name}-{prefix}", calls.where(keep))
    yield from _scores(labelled.name, calls)


def measured_calls(labelled: LabelledSet) -> LabelledCalls:
    """Every labelled call of a set, measured in one band."""
    rates = []
    for recording in labelled.recordings:
        with open_audio(recording.path) as audio:
            rates.append(audio.info.sr)
    tables, labels, groups = [], [], []
    for recording in labelled.recordings:
        named = [interval for interval in recording.reference if interval.label]
        with open_audio(recording.path) as audio:
            tables.append(extract(audio, None, named, band_hz=common_band(rates)))
        labels += [interval.label or "" for interval in named]
        groups += [recording.group] * len(named)
    return LabelledCalls(join_tables(tables), labels, groups)


def groups_by_label(labels: list[str], groups: list[str]) -> dict[str, set[str]]:
    """The groups in which each label occurs."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, group in zip(labels, groups, strict=True):
        if label:
            found[label].add(group)
    return found


def individuals(label_groups: dict[str, set[str]]) -> list[str]:
    """Prefixes of labels that tell individuals apart; none where labels have no such prefix."""
    if not all("_" in label for label in label_groups):
        return []
    by_prefix: dict[str, set[str]] = defaultdict(set)
    n_tested: dict[str, int] = defaultdict(int)
    for label, groups in label_groups.items():
        prefix = label.split("_")[0]
        by_prefix[prefix] |= groups
        n_tested[prefix] += len(groups) > 1
    n_groups = sum(len(groups) for groups in by_prefix.values())
    are_apart = n_groups == len(set().union(*by_prefix.values()))
    is_split = len(by_prefix) > 1 and are_apart and all(n > 1 for n in n_tested.values())
    return sorted(by_prefix) if is_split else []


def _scores(name: str, calls: LabelledCalls) -> Iterator[Metric]:
    single = {label for label in calls.labels if calls.labels.count(label) == 1}
    if single:
        print(f"{name}: left out, one call only: {', '.join(sorted(single))}", file=sys.stderr)
    kept = calls.where([label not in single for label in calls.labels])
    for shown, method in METHODS.items():
        found = grouped_scores(kept.table, kept.labels, kept.groups, method=method, rng=np.random.default_rng(SEED))
        if found.excluded_labels and shown == "default":
            names = ", ".join(found.excluded_labels)
            print(f"{name}: in one group only, so trained on but not scored: {names}", file=sys.stderr)
        yield Metric(f"{name}.{shown}.macro-f1", found.scores.macro_f1)
        yield Metric(f"{name}.{shown}.balanced-accuracy", found.scores.balanced_accuracy)
        yield Metric(f"{name}.{shown}.accuracy", found.scores.accuracy)
    yield Metric(f"{name}.default.calibration-error", found.scores.calibration_error)


def _speed() -> Metric:
    """Seconds for 10,000 calls of 5 ms at 250 kHz, cut, measured and classified."""
    y, intervals = synthetic_calls()
    few = extract(y, SR, intervals[:300])
    labels = [f"type {i % 6}" for i in range(300)]
    model = train(few, labels, [str(i // 60) for i in range(300)], rng=np.random.default_rng(SEED))
    start = time.perf_counter()
    model.predict(extract(y, SR, intervals))
    return Metric(f"classification.{N_CALLS // 1000}k-calls.s", time.perf_counter() - start, "s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    print_metrics(metrics(arguments.data_dir), as_json=arguments.json)
