"""A trained judge of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.detection.table import table
from processing.audio.detect import AdaptiveParams
from processing.audio.detect.candidates import Column
from processing.audio.detect.learned import Boundaries, Proposal

SHORTEST_S = 1e-4
"""No call is made shorter than this when its boundaries move."""

ADAPTIVE_BELIEF = 0.85
"""Probability given to what the adaptive method would keep before anything was learned: its usual precision."""


@dataclass(frozen=True, slots=True)
class DetectionModel:
    """What `train` makes and the method `learned` uses.

    preset, params : of the adaptive method that proposes the candidates.
    classifier : gives the probability that a candidate is a call (scikit-learn, classes 0 and 1).
    mover : gives how far onset and offset lie from the candidate's, in parts of its duration.
    trust, mover_trust : 0 to 1, how far classifier and mover are followed; the rest is the adaptive
        method's answer. Near 0 after a handful of calls, near 1 after hundreds.
    min_score : the probability from which a candidate is kept.
    n_recordings, n_calls : what was learned from.
    """

    preset: str
    params: AdaptiveParams
    classifier: Any
    mover: Any
    trust: float
    mover_trust: float
    min_score: float
    n_recordings: int
    n_calls: int

    def score(self, proposal: Proposal) -> Column:
        """Probability of being a call, shape (n,)."""
        if not len(proposal.candidates):
            return np.zeros(0)
        belief = np.where(proposal.is_adaptive > 0, ADAPTIVE_BELIEF, 1 - ADAPTIVE_BELIEF)
        learned = self.classifier.predict_proba(table(proposal))[:, 1]
        return np.asarray(self.trust * learned + (1 - self.trust) * belief, dtype=np.float64)

    def boundaries(self, proposal: Proposal) -> Boundaries:
        """Onsets and offsets as a person would set them; a call keeps its loudest moment."""
        found = proposal.candidates
        if not len(found):
            return Boundaries(found.onset_s, found.offset_s)
        moved = self.mover_trust * self.mover.predict(table(proposal)) * found.duration_s[:, None]
        onset_s = np.clip(found.onset_s + moved[:, 0], 0.0, found.peak_s)
        offset_s = np.maximum(found.offset_s + moved[:, 1], found.peak_s)
        return Boundaries(onset_s, np.maximum(offset_s, onset_s + SHORTEST_S))
