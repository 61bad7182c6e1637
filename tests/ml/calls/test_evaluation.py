"""Honest evaluation: what it finds, and that it cannot be fooled."""

import json

import numpy as np
import pytest

from ml.calls import evaluate
from ml.calls.evaluation import grouped_scores
from ml.calls.folds import grouped_folds, random_folds
from ml.calls.scores import score
from processing.audio.features import FeatureTable, extract_clips, join_tables
from processing.errors import ModelError
from tests.ml.calls.material import SR, made_calls


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


def test_no_group_is_on_both_sides_of_a_fold():
    classes = np.arange(60) % 3
    groups = [f"g{i // 5}" for i in range(60)]
    for fold in grouped_folds(classes, groups, 5, generator()):
        assert not {groups[i] for i in fold.train} & {groups[i] for i in fold.test}
        assert len(fold.train) + len(fold.test) == 60


def test_every_call_is_tested_once():
    classes = np.repeat([0, 1, 2], [50, 7, 3])
    groups = [f"g{i % 7}" for i in range(60)]
    for folds in (grouped_folds(classes, groups, 5, generator()), random_folds(classes, 5, generator())):
        assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == list(range(60))


def test_random_folds_deal_every_class_evenly():
    classes = np.repeat([0, 1], [40, 10])
    assert {int(np.sum(classes[fold.test] == 1)) for fold in random_folds(classes, 5, generator())} == {2}


def test_scores_are_those_worked_out_by_hand():
    classes = np.array([0, 0, 0, 1, 1, 2])
    best = np.array([0, 0, 1, 1, 1, 0])
    probabilities = np.full((6, 3), 0.1)
    probabilities[np.arange(6), best] = 0.8
    found = score(("a", "b", "c"), classes, probabilities)
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.balanced_accuracy == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert [round(one.f1, 4) for one in found.per_class] == [0.6667, 0.8, 0.0]
    assert found.macro_f1 == pytest.approx((2 / 3 + 0.8 + 0) / 3)
    assert found.confusion_matrix == ((2, 1, 0), (0, 2, 0), (1, 0, 0))
    assert [one.support for one in found.per_class] == [3, 2, 1]
    assert found.calibration_error == pytest.approx(0.8 - 4 / 6)
    assert sum(bin_.count for bin_ in found.reliability) == 6


def test_an_evaluation_is_json_and_has_everything_the_page_shows():
    calls = made_calls(per_type=5, n_groups=6)
    found = evaluate(
        calls.table, calls.labels, calls.groups, method="lda27", rng=generator(), held_out_groups={"night 5"}
    )
    shown = json.loads(json.dumps(found.as_json()))
    assert found.is_grouped
    assert shown["n_groups"] == 5
    assert shown["scores"]["macro_f1"] > 0.9
    assert shown["held_out"]["n_calls"] == 15
    assert len(shown["learning_curve"]) == 4
    assert shown["baselines"]["majority"] == pytest.approx(1 / 6)


def coloured_by_night(n_groups: int = 6) -> tuple[FeatureTable, list[str], list[str]]:
    """Noise whose colour is the night's alone, one label a night for most of its calls."""
    rng = np.random.default_rng(3)
    clips, labels, groups = [], [], []
    for group in range(n_groups):
        tone = np.sin(2 * np.pi * (2_000 + 1_500 * group) * np.arange(1000) / SR)
        for i in range(20):
            clips.append((tone + rng.normal(0, 0.1, 1000)).astype(np.float32))
            labels.append("a" if (group % 2 == 0) != (i % 10 == 0) else "b")
            groups.append(f"night {group}")
    return extract_clips(clips, SR, feature_set="warble27"), labels, groups


def test_random_folds_and_file_order_look_good_where_nothing_can_be_learned():
    """The label follows the night, not the call: only honest folds show that nothing was learned."""
    table, labels, groups = coloured_by_night()
    found = evaluate(table, labels, groups, method="knn27", rng=generator())
    assert found.baselines.random_folds > 0.7
    assert found.baselines.file_order_random > 0.8
    assert found.scores.macro_f1 < 0.6


def test_copies_are_counted_and_do_not_lift_the_score():
    calls = made_calls(per_type=3)
    doubled = join_tables([calls.table, calls.table])
    moved = [f"copy of {group}" for group in calls.groups]
    plain = evaluate(calls.table, calls.labels, calls.groups, method="knn27", rng=generator())
    twice = evaluate(doubled, calls.labels * 2, calls.groups + moved, method="knn27", rng=generator())
    assert twice.baselines.n_exact_copies == len(calls.labels)
    assert twice.scores == plain.scores


def test_one_group_is_evaluated_in_folds_of_calls_and_says_so():
    calls = made_calls(per_type=6, n_groups=1)
    found = evaluate(calls.table, calls.labels, calls.groups, method="knn27", rng=generator())
    assert not found.is_grouped
    assert "not-grouped" in [str(warning.code) for warning in found.warnings]
    assert found.scores.n_calls == 18


def test_a_label_of_one_recording_is_trained_on_but_not_scored():
    calls = made_calls()
    labels = [
        "only here" if g == "night 0" and k == "flat" else k for k, g in zip(calls.labels, calls.groups, strict=True)
    ]
    found = evaluate(calls.table, labels, calls.groups, method="knn27", rng=generator())
    assert found.excluded_labels == ("only here",)
    assert found.scores.n_calls == len(labels) - labels.count("only here")


def test_labels_that_are_recordings_in_disguise_are_evaluated_by_calls_and_it_says_so():
    calls = made_calls(n_groups=3)
    found = evaluate(calls.table, calls.groups, calls.groups, method="knn27", rng=generator())
    assert not found.is_grouped
    assert found.n_groups == 3
    assert "not-grouped" in [str(warning.code) for warning in found.warnings]
    assert found.scores.n_calls == len(calls.labels)


def test_labels_that_are_recordings_in_disguise_have_no_grouped_scores():
    calls = made_calls(n_groups=3)
    with pytest.raises(ModelError) as refused:
        grouped_scores(calls.table, calls.groups, calls.groups, method="knn27", rng=generator())
    assert refused.value.code == "nothing-to-test"


def test_uniform_scores_as_chance():
    calls = made_calls()
    found = evaluate(calls.table, calls.labels, calls.groups, method="uniform", rng=generator())
    assert found.scores.balanced_accuracy == pytest.approx(1 / 3)
    assert found.scores.calibration_error == pytest.approx(0.0, abs=1e-6)
