"""Rounds of learning: what is trained on, and what the score is taken of."""

import numpy as np
import pytest

from ml.calls.changes import Changes
from ml.calls.rounds import learn_round, mean_f1
from processing.audio.features import extract_clips
from processing.errors import ModelError
from tests.ml.calls.material import SR, made_calls


def generator() -> np.random.Generator:
    return np.random.default_rng(2)


def learn(calls, labels=None, held=None, **options):
    held = np.zeros(len(calls.labels), dtype=bool) if held is None else held
    return learn_round(calls.table, labels or calls.labels, calls.groups, held, rng=generator(), **options)


def of_night(calls, number: int) -> np.ndarray:
    return np.array([group == f"night {number}" for group in calls.groups])


def test_a_round_learns_from_what_is_labelled_and_not_held_out():
    calls = made_calls(feature_set="rich")
    held = of_night(calls, 0)
    found = learn(calls, held=held)
    assert sum(found.model.class_counts) == np.sum(~held)
    assert found.held_out is not None
    assert found.held_out.n_calls == np.sum(held)
    assert found.held_out.macro_f1 > 0.9


def test_labels_of_held_out_calls_do_not_change_the_model():
    calls = made_calls(feature_set="rich")
    held = of_night(calls, 0)
    wrong = ["flat" if is_held else label for label, is_held in zip(calls.labels, held, strict=True)]
    right, other = learn(calls, held=held), learn(calls, wrong, held=held)
    once, again = (one.model.predict(calls.table).probabilities for one in (right, other))
    assert np.array_equal(once, again)
    assert other.held_out.accuracy < right.held_out.accuracy


def test_a_label_of_one_call_waits_and_is_told():
    calls = made_calls(feature_set="rich")
    labels = ["once", *calls.labels[1:]]
    found = learn(calls, labels)
    assert found.left_out == ("once",)
    assert "once" not in found.model.labels


def test_held_out_types_the_model_does_not_know_count_as_missed():
    calls = made_calls(feature_set="rich")
    held = of_night(calls, 0)
    labels = ["new" if is_held and label == "up" else label for label, is_held in zip(calls.labels, held, strict=True)]
    found = learn(calls, labels, held=held)
    by_label = {one.label: one for one in found.held_out.per_class}
    assert (by_label["new"].recall, by_label["new"].support) == (0.0, 4)
    assert found.held_out.macro_f1 < 0.7


@pytest.mark.parametrize(
    ("labelled", "code"), [({}, "too-few-calls"), ({"up": 9}, "one-class"), ({"up": 3, "down": 1}, "too-few-calls")]
)
def test_too_little_is_refused_with_the_reason(labelled, code):
    calls = made_calls(feature_set="rich")
    left = dict(labelled)
    labels = []
    for label in calls.labels:
        left[label] = left.get(label, 0) - 1
        labels.append(label if left[label] >= 0 else "")
    with pytest.raises(ModelError) as refused:
        learn(calls, labels)
    assert refused.value.code == code


def test_without_held_out_labels_there_is_no_score():
    assert learn(made_calls(feature_set="rich")).held_out is None


def test_a_round_knows_calls_that_are_only_fainter_or_cut_otherwise():
    calls = made_calls(feature_set="rich")
    changes = Changes(len(calls.clips), "rich", calls.table.band_hz)
    changes.add(dict(enumerate(calls.clips)), SR)
    plain, knowing = learn(calls), learn(calls, changed=changes.found())
    noisy = extract_clips(
        [y + np.random.default_rng(i).normal(0, 0.03, len(y)).astype("f4") for i, y in enumerate(calls.clips)],
        SR,
        feature_set="rich",
    )
    n_before, n_after = (int(one.model.predict(noisy).is_unknown.sum()) for one in (plain, knowing))
    assert n_before > len(calls.clips) / 2
    assert n_after < len(calls.clips) / 10


@pytest.mark.parametrize(
    ("labels", "said", "mean"),
    [
        (["a", "b"], ["a", "b"], 1.0),
        (["a", "a", "b"], ["a", None, "b"], (2 / 3 + 1) / 2),
        (["a", "b"], ["a", "a"], 1 / 3),
        ([], [], 0.0),
    ],
)
def test_what_is_shown_is_judged_by_the_mean_f1_of_its_labels(labels, said, mean):
    assert mean_f1(labels, said) == pytest.approx(mean)
