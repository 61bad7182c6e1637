"""Training a classifier of calls, and what it says about calls."""

import numpy as np
import pytest
from sklearn.svm import SVC

from ml.calls import METHODS, Member, method, train, uniform_classifier
from ml.calls.fitted import Machine
from processing.audio.features import FEATURE_SETS, extract, extract_clips
from processing.audio.intervals import Interval
from processing.errors import ModelError
from tests.ml.calls.material import SR, TYPES, call, made_calls


def generator() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def rich():
    return made_calls(feature_set="rich")


@pytest.mark.parametrize("name", ["knn27", "lda27", "extra-trees", "logistic", "svm", "ensemble"])
def test_a_method_learns_the_types_and_gives_each_a_probability(rich, name):
    model = train(rich.table, rich.labels, rich.groups, method=name, rng=generator())
    new = made_calls(per_type=3, n_groups=1, feature_set="rich", seed=9)
    said = model.predict(new.table)
    assert said.labels == ("down", "flat", "up")
    assert said.probabilities.shape == (9, 3)
    assert said.probabilities.dtype == np.float32
    np.testing.assert_allclose(said.probabilities.sum(axis=1), 1.0, atol=1e-6)
    assert np.mean([a == b for a, b in zip(said.best, new.labels, strict=True)]) > 0.85


def test_gradient_boosting_learns_the_types():
    calls = made_calls(per_type=8, feature_set="rich")
    model = train(calls.table, calls.labels, calls.groups, method="gradient-boosting", rng=generator())
    assert np.mean(np.array(model.predict(calls.table).best) == np.array(calls.labels)) > 0.85


def test_the_same_generator_gives_the_same_classifier(rich):
    first, second = (
        train(rich.table, rich.labels, rich.groups, method="extra-trees", rng=generator()) for _ in range(2)
    )
    assert np.array_equal(first.predict(rich.table).probabilities, second.predict(rich.table).probabilities)


def test_uniform_says_the_same_of_every_type():
    version = FEATURE_SETS["warble27"].code_version
    model = uniform_classifier(["a", "b", "c", "d"], code_version=version)
    said = model.predict(made_calls(n_groups=1).table)
    assert np.all(said.probabilities == np.float32(0.25))
    assert not said.is_unknown.any()


def test_a_call_is_classified_alike_from_a_clip_and_from_a_recording(rich):
    """The skew between training and serving, end to end."""
    model = train(rich.table, rich.labels, rich.groups, method="svm", rng=generator())
    y = call("down", np.random.default_rng(4))
    night = np.concatenate([np.zeros(1000, np.float32), y, np.ones(500, np.float32) * 0.1])
    here = extract(night, SR, [Interval(1000 / SR, (1000 + len(y)) / SR)])
    assert model.predict(here).probabilities.tobytes() == model.predict(extract_clips([y], SR)).probabilities.tobytes()


def test_noise_and_silence_are_unknown_and_a_known_type_is_not(rich):
    model = train(rich.table, rich.labels, rich.groups, method="logistic", rng=generator())
    rng = np.random.default_rng(8)
    hiss = rng.normal(0, 0.3, 1200).astype(np.float32)
    said = model.predict(extract_clips([call("up", rng), hiss, np.zeros(1200, np.float32)], SR))
    assert said.is_unknown.tolist() == [False, True, True]
    np.testing.assert_allclose(said.probabilities[2], 1 / 3, atol=1e-6)


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        (["up", "up", "down", "down"], "too-few-calls"),
        (["up"] * 6, "one-class"),
        (["up"] * 5 + ["down"], "too-few-per-class"),
        (["up"] * 4 + [""] * 5, "too-few-calls"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_with_the_reason(labels, code):
    rng = generator()
    table = extract_clips([call("up", rng) for _ in labels], SR, feature_set="warble27")
    with pytest.raises(ModelError) as refused:
        train(table, labels, ["a"] * len(labels), method="knn27", rng=generator())
    assert refused.value.code == code


def test_copies_do_not_count_as_usable_calls():
    clip = call("up", generator())
    table = extract_clips([clip] * 6, SR, feature_set="warble27")
    with pytest.raises(ModelError) as refused:
        train(table, ["up", "down"] * 3, ["a"] * 6, method="knn27", rng=generator())
    assert refused.value.code == "too-few-calls"


def test_labels_and_calls_of_different_number_are_refused(rich):
    with pytest.raises(ModelError) as refused:
        train(rich.table, rich.labels[:-1], rich.groups, rng=generator())
    assert refused.value.code == "length-mismatch"


def test_an_unknown_method_is_refused(rich):
    with pytest.raises(ModelError) as refused:
        train(rich.table, rich.labels, rich.groups, method="magic", rng=generator())
    assert refused.value.code == "unknown-method"


def test_doubtful_material_is_warned_about():
    calls = made_calls(per_type=2, n_groups=2)
    clips = [*calls.clips, calls.clips[0], calls.clips[1], np.zeros(800, np.float32)]
    labels = [*calls.labels, calls.labels[0], "flat", "up"]
    groups = [*calls.groups, "night 9", "night 9", "night 9"]
    table = extract_clips(clips, SR, feature_set="warble27")
    model = train(table, labels, groups, method="knn27", rng=generator(), call_types=["up", "down"])
    found = {str(warning.code): warning for warning in model.warnings}
    assert set(found) == {
        "tiny-classes", "duplicates", "conflicting-duplicates", "unknown-labels", "unusable-calls",
    }  # fmt: skip
    assert found["duplicates"].count == 2
    assert found["unusable-calls"].count == 1
    assert found["unknown-labels"].labels == ("flat",)


def test_one_recording_is_warned_about_as_not_grouped():
    calls = made_calls(n_groups=1)
    model = train(calls.table, calls.labels, calls.groups, method="knn27", rng=generator())
    assert "not-grouped" in [str(warning.code) for warning in model.warnings]


def test_measures_of_other_code_are_refused(rich):
    model = train(rich.table, rich.labels, rich.groups, method="logistic", rng=generator())
    from dataclasses import replace

    with pytest.raises(ModelError) as refused:
        model.predict(replace(rich.table, code_version="rich-0"))
    assert refused.value.code == "feature-version"
    with pytest.raises(ModelError) as refused:
        model.predict(replace(rich.table, band_hz=(0.0, 4000.0)))
    assert refused.value.code == "band-mismatch"


def test_progress_is_told_and_ends_at_the_total(rich):
    steps: list[tuple[int, int, str]] = []
    train(rich.table, rich.labels, rich.groups, method="lda27", rng=generator(), on_progress=lambda *s: steps.append(s))
    assert [done for done, _, _ in steps] == list(range(1, steps[-1][1] + 1))


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_svm_decisions_are_those_of_scikit_learn(n_classes):
    rng = generator()
    values = rng.normal(size=(90, 7)).astype(np.float32) + (np.arange(90) % n_classes)[:, None] * np.float32(0.5)
    machine = SVC(C=5.0, gamma=0.1).fit(values, np.arange(90) % n_classes)
    theirs = machine.decision_function(values)
    ours = Machine.fitted(machine).decision(values)
    # Single against double precision in the kernel.
    np.testing.assert_allclose(ours[:, 1] if n_classes == 2 else ours, theirs, atol=1e-4)


def test_a_method_is_added_in_ten_lines():
    from sklearn.naive_bayes import GaussianNB

    @method("bayes", "Naive Bayes", feature_set="warble27")
    def bayes():
        return (Member((), "standard", lambda _n_columns, _seed: GaussianNB()),)

    try:
        calls = made_calls()
        model = train(calls.table, calls.labels, calls.groups, method="bayes", rng=generator())
        assert set(model.labels) == set(TYPES)
        assert np.mean(np.array(model.predict(calls.table).best) == np.array(calls.labels)) > 0.85
    finally:
        del METHODS["bayes"]
