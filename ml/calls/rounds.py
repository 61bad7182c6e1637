"""One round of learning while people label: train on what there is so far, score on what is held out."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.calls.findings import LEAST_PER_CLASS, check_counts
from ml.calls.novelty import Changed
from ml.calls.scores import Scores, score
from ml.calls.training import TrainedClassifier, changed_of, train
from processing.arrays import IndexArray
from processing.audio.features import FeatureTable

METHOD = "logistic"
"""The quickest of the rich methods, so that a round keeps up with people; see `docs/acoustics/learning.md`."""


@dataclass(frozen=True)
class Round:
    """A model of the labels so far.

    held_out : scores on labelled calls it never saw; None when there are none.
    left_out : labels with too few calls to be learned yet.
    """

    model: TrainedClassifier
    held_out: Scores | None
    left_out: tuple[str, ...]


def learn_round(
    table: FeatureTable,
    labels: Sequence[str],
    groups: Sequence[str],
    is_held_out: npt.NDArray[np.bool_],
    *,
    method: str = METHOD,
    rng: np.random.Generator,
    call_types: Collection[str] | None = None,
    changed: Changed | None = None,
) -> Round:
    """Train on the labelled calls that are not held out, score on those that are.

    labels : one per row of the table; an empty label is none.
    groups : what must not be split when the pool is calibrated: the recording of each call.
    changed : measures of some labelled calls made fainter or cut otherwise, see `train`; of held-out calls and of
        labels that wait they are not used.
    Labels with a single call wait for a second one instead of stopping the round.
    Raises ModelError("too-few-calls"), ("one-class") when nothing can be learned yet.
    """
    named = np.array([bool(label) for label in labels], dtype=np.bool_) & table.is_measurable
    to_learn = np.flatnonzero(named & ~is_held_out).tolist()
    counts = Counter(labels[i] for i in to_learn)
    scarce = {label for label, count in counts.items() if count < LEAST_PER_CLASS}
    kept = [i for i in to_learn if labels[i] not in scarce]
    check_counts([labels[i] for i in kept])
    model = train(
        table.rows(_positions(kept)),
        [labels[i] for i in kept],
        [groups[i] for i in kept],
        method=method,
        rng=rng,
        call_types=call_types,
        changed=changed_of(changed, _positions(kept)),
    )
    held = np.flatnonzero(named & is_held_out).tolist()
    return Round(
        model,
        score_all(model, table.rows(_positions(held)), [labels[i] for i in held], learned=table.rows(_positions(kept))),
        tuple(sorted(scarce)),
    )


def mean_f1(labels: Sequence[str], said: Sequence[str | None]) -> float:
    """Macro F1 over the labels that occur; None says nothing and is wrong. 0 for no calls."""
    found = []
    for label in set(labels):
        hits = sum(one == label == other for one, other in zip(labels, said, strict=True))
        found.append(2 * hits / (labels.count(label) + list(said).count(label)))
    return sum(found) / len(found) if found else 0.0


def score_all(
    model: TrainedClassifier, table: FeatureTable, labels: Sequence[str], *, learned: FeatureTable
) -> Scores | None:
    """Scores over every label of these calls, also those the model does not know: it misses all of their calls.

    So scores of rounds can be compared: a model is not better for not knowing a rare type yet.
    learned : calls it was trained on; exact copies of them are not scored.
    Returns None when nothing is left to score.
    """
    seen = {row.tobytes() for row in learned.values}
    kept = [i for i, row in enumerate(table.values) if row.tobytes() not in seen]
    if not kept:
        return None
    strange = sorted({labels[i] for i in kept} - set(model.labels))
    names = [*model.labels, *strange]
    found = model.predict(table.rows(_positions(kept))).probabilities
    padded = np.concatenate([found, np.zeros((len(kept), len(strange)), dtype=found.dtype)], axis=1)
    classes = np.array([names.index(labels[i]) for i in kept])
    return score(names, classes, padded)


def _positions(rows: Sequence[int]) -> IndexArray:
    return np.array(rows, dtype=np.int64)
