"""Training a judge of candidates from recordings whose segmentation a person has corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from ml.detection.model import DetectionModel
from ml.detection.table import table
from processing.arrays import FloatArray
from processing.audio.detect import AdaptiveParams
from processing.audio.detect.learned import Proposal
from processing.audio.intervals import Interval
from processing.audio.scores import Match, match_by_onset, match_by_overlap
from processing.errors import ModelError

N_TREES = 200
"""Trees of each forest; more changed the third decimal only."""

MIN_CALLS = 5
"""Fewest corrected calls, found among the candidates, that are learned from; as for classifiers of calls."""

SAME_CALL_IOU = 0.3
"""Overlap from which a candidate is taken for a reference call whose boundaries it has wrong."""

CALLS_OF_BELIEF = 30
"""Weight of the adaptive method's own judgement, in calls: after as many, half of the answer is learned."""

CALLS_OF_MOVING = 15
"""The same for boundaries, which fewer examples teach: all calls of one annotator are drawn alike."""

FARTHEST_MOVE = (-1.0, 2.0)
"""Moves in parts of the duration are clipped to this, so that one wrong pair does not teach much."""


class Corrected(NamedTuple):
    """One recording to learn from: its candidates (`processing.audio.detect.propose`) and its true calls."""

    proposal: Proposal
    reference: Sequence[Interval]


class _Truth(NamedTuple):
    """For each candidate whether it is a call, shape (n,), and how far its onset and offset are off, (n, 2)."""

    is_call: npt.NDArray[np.bool_]
    moves: FloatArray


def train(
    corrected: Sequence[Corrected], *, preset: str, params: AdaptiveParams, rng: np.random.Generator
) -> DetectionModel:
    """Learn from corrected recordings which candidates are calls and where their boundaries belong.

    Two forests of extremely randomised trees (Geurts, Ernst and Wehenkel 2006,
    doi:10.1007/s10994-006-6226-1), followed the farther the more calls they saw.

    preset, params : those that the candidates were proposed with; kept for use.
    rng : makes the training repeatable.
    Raises ModelError: too-few-calls (under `MIN_CALLS` of them among the candidates), one-class (every
    candidate is a call or none is).
    """
    truths = [_truth(recording) for recording in corrected]
    rows = [table(recording.proposal) for recording in corrected if len(recording.proposal.candidates)]
    is_call = np.concatenate([truth.is_call for truth in truths] or [np.zeros(0, bool)])
    n_calls = int(is_call.sum())
    if n_calls < MIN_CALLS:
        raise ModelError("too-few-calls", f"needs at least {MIN_CALLS} corrected calls, found {n_calls}")
    if n_calls == len(is_call):
        raise ModelError("one-class", "needs rejected detections besides calls, found calls only")
    features = np.concatenate(rows)
    moves = np.clip(np.concatenate([truth.moves for truth in truths]), *FARTHEST_MOVE)
    seed = int(rng.integers(2**31))
    classifier = ExtraTreesClassifier(N_TREES, min_samples_leaf=2, max_features=0.4, random_state=seed)
    mover = ExtraTreesRegressor(N_TREES, min_samples_leaf=5, max_features=0.4, random_state=seed)
    return DetectionModel(
        preset=preset,
        params=params,
        classifier=classifier.fit(features, is_call.astype(int)),
        mover=mover.fit(features[is_call], moves[is_call]),
        trust=n_calls / (n_calls + CALLS_OF_BELIEF),
        mover_trust=n_calls / (n_calls + CALLS_OF_MOVING),
        min_score=0.5,
        n_recordings=len(corrected),
        n_calls=n_calls,
    )


def _truth(recording: Corrected) -> _Truth:
    found = recording.proposal.candidates
    is_call = np.zeros(len(found), dtype=bool)
    moves = np.zeros((len(found), 2))
    for match in _matches(found.intervals(), recording.reference):
        reference = recording.reference[match.reference]
        is_call[match.found] = True
        moves[match.found] = (
            (reference.onset_s - found.onset_s[match.found]) / found.duration_s[match.found],
            (reference.offset_s - found.offset_s[match.found]) / found.duration_s[match.found],
        )
    return _Truth(is_call, moves)


def _matches(found: Sequence[Interval], reference: Sequence[Interval]) -> list[Match]:
    """Pairs by overlap, then of the rest those that begin together and overlap at all."""
    pairs = match_by_overlap(found, reference, min_iou=SAME_CALL_IOU)
    free_found = sorted(set(range(len(found))) - {pair.found for pair in pairs})
    free_reference = sorted(set(range(len(reference))) - {pair.reference for pair in pairs})
    late = match_by_onset([found[i] for i in free_found], [reference[i] for i in free_reference])
    for pair in late:
        candidate, call = found[free_found[pair.found]], reference[free_reference[pair.reference]]
        if min(candidate.offset_s, call.offset_s) > max(candidate.onset_s, call.onset_s):
            pairs.append(Match(free_found[pair.found], free_reference[pair.reference]))
    return pairs
