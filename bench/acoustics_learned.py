"""The learned segmentation method on recordings it was not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.acoustic_sets import LabelledRecording, LabelledSet, sets_in
from bench.acoustics_segmentation import Pairs, agreement
from bench.report import Metric, skipped
from ml.detection import Corrected, DetectionModel, train
from processing.audio.decode import open_audio
from processing.audio.detect import PRESETS, AdaptiveParams, automatic_preset, build, detect, propose
from processing.errors import ModelError

MAX_FOLDS = 10
"""Most folds of the cross-validation; groups beyond are spread over them."""


class Split(NamedTuple):
    """Recordings to learn from and recordings to be tried on."""

    learned_from: list[LabelledRecording]
    tried_on: list[LabelledRecording]


def metrics(data_dir: Path) -> Iterator[Metric]:
    """Scores of `learned`, and of `adaptive` on the same recordings where these are not the whole set."""
    for labelled in sets_in(data_dir):
        splits = splits_of(labelled)
        name = f"{labelled.name}.learned"
        if not splits:
            yield from skipped(name, "needs recordings of at least two groups")
            continue
        try:
            pairs = [pair for split in splits for pair in _tried(split)]
        except ModelError as error:
            yield from skipped(name, error.message)
            continue
        yield from agreement(name, pairs)
        if len(pairs) < len(labelled.recordings):
            yield from agreement(f"{labelled.name}.adaptive-heldout", _adaptive(splits))


def splits_of(labelled: LabelledSet) -> list[Split]:
    """One split when the table marks held-out recordings, else folds that keep groups together."""
    train_part = [r for r in labelled.recordings if r.is_train]
    rest = [r for r in labelled.recordings if not r.is_train]
    if train_part and rest:
        return [Split(train_part, rest)]
    groups = sorted({r.group for r in labelled.recordings})
    if len(groups) < 2:
        return []
    n_folds = min(MAX_FOLDS, len(groups))
    folds = [set(groups[i::n_folds]) for i in range(n_folds)]
    return [
        Split(
            [r for r in labelled.recordings if r.group not in fold],
            [r for r in labelled.recordings if r.group in fold],
        )
        for fold in folds
    ]


def _tried(split: Split) -> Pairs:
    model = model_of(split.learned_from)
    pairs: Pairs = []
    for recording in split.tried_on:
        with open_audio(recording.path) as audio:
            found = detect(audio, method="learned", model=model).intervals
        pairs.append((found, recording.reference))
    return pairs


def _adaptive(splits: list[Split]) -> Pairs:
    pairs: Pairs = []
    for recording in (r for split in splits for r in split.tried_on):
        with open_audio(recording.path) as audio:
            pairs.append((detect(audio).intervals, recording.reference))
    return pairs


def model_of(recordings: Sequence[LabelledRecording]) -> DetectionModel:
    """Train on recordings with the preset most of them get."""
    presets: Counter[str] = Counter()
    for recording in recordings:
        with open_audio(recording.path) as audio:
            presets[automatic_preset(audio)] += 1
    preset = presets.most_common(1)[0][0]
    params = build(AdaptiveParams, PRESETS[preset].values)
    corrected = []
    for recording in recordings:
        with open_audio(recording.path) as audio:
            corrected.append(Corrected(propose(audio, params), recording.reference))
    return train(corrected, preset=preset, params=params, rng=np.random.default_rng(0))
