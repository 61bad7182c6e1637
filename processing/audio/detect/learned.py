"""Calls chosen by a classifier among the candidates of a permissive adaptive pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np

from processing.audio.detect.adaptive import AdaptiveParams, apply_rules, find_candidates
from processing.audio.detect.candidates import Candidates, Column
from processing.audio.detect.parameters import setting
from processing.audio.detect.registry import Progress, method, silently
from processing.audio.detect.sources import Recording
from processing.audio.intervals import Interval
from processing.errors import ProcessingError

PERMISSIVE_DB = 4.0
"""How far the threshold is lowered for candidates: to one and a half times the noise amplitude less."""

LOWEST_RISE_DB = 8.0
"""Lowest threshold for candidates, in decibels; under it every second of noise has some."""

SHORTER = 0.6
"""Part of the shortest call's length from which a candidate is looked at."""


class Proposal(NamedTuple):
    """Candidates of a recording with, for each, whether the adaptive method itself would keep it."""

    candidates: Candidates
    is_adaptive: Column


class Boundaries(NamedTuple):
    """Onsets and offsets in seconds, each of shape (n,)."""

    onset_s: Column
    offset_s: Column


class CandidateModel(Protocol):
    """What judges candidates; `ml.detection` trains one. `params` are those its training candidates had."""

    @property
    def preset(self) -> str: ...
    @property
    def params(self) -> AdaptiveParams: ...
    @property
    def min_score(self) -> float: ...
    def score(self, proposal: Proposal) -> Column: ...
    def boundaries(self, proposal: Proposal) -> Boundaries: ...


@dataclass(frozen=True, slots=True)
class LearnedParams:
    """Settings of the learned method; all else is the model's."""

    shift: float = setting(
        0.0,
        label="Strictness",
        unit="1",
        minimum=-0.5,
        maximum=0.5,
        step=0.01,
        help="Added to the score a candidate needs: above 0 finds fewer, surer calls.",
    )


@method("learned", label="Learned from corrections", params=LearnedParams, needs_model=True)
def learned(
    audio: Recording,
    params: LearnedParams,
    *,
    channel: int | None,
    on_progress: Progress,
    model: CandidateModel | None = None,
) -> list[Interval]:
    """Find candidates with the adaptive method set permissively, keep those the model takes for calls, and
    move their boundaries to where it expects them.

    The score of an interval is the model's probability.
    Raises ProcessingError("needs-model") without a model, otherwise as the adaptive method.
    """
    if model is None:
        raise ProcessingError("needs-model", "the method 'learned' needs a model trained from corrections")
    proposal = propose(audio, model.params, channel=channel, on_progress=on_progress)
    if not len(proposal.candidates):
        return []
    score = model.score(proposal)
    kept = np.flatnonzero(score >= model.min_score + params.shift)
    bounds = model.boundaries(proposal)
    return _separated(proposal.candidates, kept, bounds, score)


def propose(
    audio: Recording, params: AdaptiveParams, *, channel: int | None = 0, on_progress: Progress = silently
) -> Proposal:
    """Candidates of a permissive pass, measured; the one way to them in training and in use.

    params : of the adaptive method whose calls the model is to choose from; threshold and shortest length are
        lowered, and echoes and distant animals left in, for the model to judge.
    """
    lowered = replace(
        params,
        rise_db=max(LOWEST_RISE_DB, params.rise_db - PERMISSIVE_DB),
        min_ms=SHORTER * params.min_ms,
        echo_ms=0.0,
        range_db=100.0,
    )
    every = find_candidates(audio, lowered, channel=channel, on_progress=on_progress, measured=True)
    found = apply_rules(every, lowered)
    sure = apply_rules(found.where(found.rise_db >= params.rise_db), replace(params, gap_ms=0.0))
    return Proposal(found, np.isin(found.peak_s, sure.peak_s).astype(np.float64))


def _separated(found: Candidates, kept: np.ndarray, bounds: Boundaries, score: Column) -> list[Interval]:
    """The kept candidates with their new boundaries; overlapping neighbours meet half-way."""
    order = kept[np.argsort(bounds.onset_s[kept], kind="stable")]
    onset_s, offset_s = bounds.onset_s[order].copy(), bounds.offset_s[order].copy()
    overlap = offset_s[:-1] > onset_s[1:]
    middle = (offset_s[:-1] + onset_s[1:]) / 2
    offset_s[:-1][overlap] = middle[overlap]
    onset_s[1:][overlap] = middle[overlap]
    moved = replace(found.where(order), onset_s=onset_s, offset_s=offset_s)
    return moved.where(moved.duration_s > 0).intervals(score[order][moved.duration_s > 0])
