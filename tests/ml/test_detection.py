"""Judging candidates with a model trained from corrected segmentations."""

import itertools

import numpy as np
import pytest
import skops.io

from ml.detection import Corrected, DetectionModel, load, save, train
from processing.arrays import FloatArray
from processing.audio.detect import PRESETS, AdaptiveParams, Proposal, Samples, build, detect, propose
from processing.audio.intervals import Interval
from processing.audio.scores import pooled_scores
from processing.errors import ModelError
from tests.processing.audio.sounds import BAT_SR, add_sweep, noise

PARAMS = build(AdaptiveParams, PRESETS["echolocation"].values)


def _calls_among_insects(seed: int) -> tuple[FloatArray, list[Interval]]:
    """Downward sweeps that are wanted, and upward ones at 25 kHz that are not."""
    y = noise(3.0, seed=seed)
    rng = np.random.default_rng(seed)
    reference = []
    for onset_s in np.arange(0.05, 2.9, 0.08).tolist():
        if rng.random() < 0.5:
            reference.append(add_sweep(y, onset_s, 0.004, (80_000, 40_000), float(rng.uniform(0.01, 0.1))))
        else:
            add_sweep(y, onset_s, 0.006, (20_000, 30_000), float(rng.uniform(0.01, 0.1)))
    return y, reference


def _corrected(seed: int) -> Corrected:
    y, reference = _calls_among_insects(seed)
    return Corrected(propose(Samples(y, BAT_SR), PARAMS), reference)


def _trained(*seeds: int) -> DetectionModel:
    corrected = [_corrected(seed) for seed in seeds]
    return train(corrected, preset="echolocation", params=PARAMS, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def model() -> DetectionModel:
    """Trained on three recordings."""
    return _trained(1, 2, 3)


def test_a_trained_model_leaves_out_what_corrections_removed(model: DetectionModel) -> None:
    by_method = {"learned": [], "adaptive": []}
    for seed in (11, 12):
        y, reference = _calls_among_insects(seed)
        for method, pairs in by_method.items():
            found = detect(Samples(y, BAT_SR), method=method, preset="echolocation", model=model)
            pairs.append((found.intervals, reference))
    assert pooled_scores(by_method["learned"]).f1 > 0.95
    assert pooled_scores(by_method["learned"]).f1 > pooled_scores(by_method["adaptive"]).f1


def test_boundaries_move_to_where_the_annotator_draws_them() -> None:
    def generous(seed: int) -> Corrected:
        proposal, reference = _corrected(seed)
        return Corrected(proposal, [i._replace(offset_s=i.offset_s + 0.003) for i in reference])

    trained = train(
        [generous(seed) for seed in (1, 2, 3)],
        preset="echolocation",
        params=PARAMS,
        rng=np.random.default_rng(0),
    )
    y, reference = _calls_among_insects(11)
    found = detect(Samples(y, BAT_SR), method="learned", model=trained).intervals
    late_s = [i.offset_s - min((r.offset_s for r in reference), key=lambda t: abs(t - i.offset_s)) for i in found]
    # A fifth of the way is left to the adaptive boundary after some fifty calls.
    assert np.median(late_s) == pytest.approx(0.003, abs=0.001)


def test_scores_are_probabilities_and_come_with_the_intervals(model: DetectionModel) -> None:
    y, _ = _calls_among_insects(11)
    found = detect(Samples(y, BAT_SR), method="learned", model=model).intervals
    assert all(i.score is not None and 0.5 <= i.score <= 1 for i in found)
    assert all(a.offset_s <= b.onset_s for a, b in itertools.pairwise(found))


def test_being_stricter_finds_a_part_of_what_was_found(model: DetectionModel) -> None:
    y, _ = _calls_among_insects(11)
    n_found = [
        len(detect(Samples(y, BAT_SR), method="learned", model=model, params={"shift": shift}).intervals)
        for shift in (-0.4, 0.0, 0.3)
    ]
    assert n_found == sorted(n_found, reverse=True)
    assert n_found[0] > n_found[2]


def test_few_calls_leave_most_of_the_say_to_the_adaptive_method(model: DetectionModel) -> None:
    few = _trained(1)
    assert few.trust < model.trust < 1
    assert few.n_calls < model.n_calls


def test_the_same_training_gives_the_same_model(model: DetectionModel) -> None:
    proposal = _corrected(11).proposal
    assert np.array_equal(_trained(1, 2, 3).score(proposal), model.score(proposal))


def test_a_recording_without_candidates_gives_nothing(model: DetectionModel) -> None:
    silent = Samples(np.zeros(BAT_SR, np.float32), BAT_SR)
    assert detect(silent, method="learned", model=model).intervals == []
    assert model.score(propose(silent, PARAMS)).shape == (0,)


def test_a_stored_model_judges_as_before(model: DetectionModel) -> None:
    proposal = _corrected(11).proposal
    read = load(save(model))
    assert np.array_equal(read.score(proposal), model.score(proposal))
    assert np.array_equal(read.boundaries(proposal), model.boundaries(proposal))
    assert (read.params, read.preset, read.n_calls) == (model.params, model.preset, model.n_calls)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x80\x04N.", skops.io.dumps({"format": "other"}), skops.io.dumps([1])])
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(ModelError) as refused:
        load(data)
    assert refused.value.code == "not-a-model"


class _Stranger:
    """A type no model holds."""


def test_a_model_with_a_foreign_type_inside_is_refused() -> None:
    with pytest.raises(ModelError) as refused:
        load(skops.io.dumps({"format": "fieldstation-detection-1", "classifier": _Stranger()}))
    assert refused.value.code == "not-a-model"


def test_under_five_calls_there_is_nothing_to_learn() -> None:
    proposal, reference = _corrected(1)
    with pytest.raises(ModelError) as refused:
        train(
            [Corrected(proposal, reference[:4])],
            preset="echolocation",
            params=PARAMS,
            rng=np.random.default_rng(0),
        )
    assert refused.value.code == "too-few-calls"


def test_without_a_rejected_detection_there_is_nothing_to_learn() -> None:
    proposal, _ = _corrected(1)
    all_calls = proposal.candidates.intervals()
    with pytest.raises(ModelError) as refused:
        train(
            [Corrected(Proposal(proposal.candidates, proposal.is_adaptive), all_calls)],
            preset="echolocation",
            params=PARAMS,
            rng=np.random.default_rng(0),
        )
    assert refused.value.code == "one-class"
