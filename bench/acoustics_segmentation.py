"""Precision, recall and F1 of each segmentation method on each labelled set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.acoustic_sets import LabelledSet, sets_in
from bench.report import Metric
from processing.audio.decode import open_audio
from processing.audio.detect import detect
from processing.audio.intervals import Interval
from processing.audio.scores import Scores, pooled_scores

Pairs = list[tuple[list[Interval], list[Interval]]]
"""For each recording what was found and what was expected."""

MIN_IOU = 0.5
"""Overlap at which a segment counts as found."""

ONSET_TOLERANCE_S = 0.010
"""Distance of onsets at which a segment counts as found."""

METHODS = ("adaptive", "threshold", "energy")
"""Methods that need no training."""


def metrics(data_dir: Path) -> Iterator[Metric]:
    """F1, precision and recall of every method on every set, presets chosen by `auto`."""
    for labelled in sets_in(data_dir):
        for method in METHODS:
            yield from agreement(f"{labelled.name}.{method}", found_in(labelled, method))


def found_in(labelled: LabelledSet, method: str) -> Pairs:
    """Run a method with the automatic preset over each recording of a set."""
    pairs: Pairs = []
    for recording in labelled.recordings:
        with open_audio(recording.path) as audio:
            pairs.append((detect(audio, method=method).intervals, recording.reference))
    return pairs


def agreement(name: str, pairs: Pairs) -> Iterator[Metric]:
    """The scores by overlap and by onset, counts added over the recordings."""
    yield from _scores(f"{name}.iou", pooled_scores(pairs, min_iou=MIN_IOU))
    by_onset = pooled_scores(pairs, onset_tolerance_s=ONSET_TOLERANCE_S)
    yield from _scores(f"{name}.onset", by_onset)
    if by_onset.onset_error_s is not None:
        yield Metric(f"{name}.onset.error", by_onset.onset_error_s * 1000, "ms")


def _scores(name: str, scores: Scores) -> Iterator[Metric]:
    yield Metric(f"{name}.precision", scores.precision)
    yield Metric(f"{name}.recall", scores.recall)
    yield Metric(f"{name}.f1", scores.f1)
