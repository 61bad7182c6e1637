"""Which calls are chosen for people to label next."""

import numpy as np
import pytest

from ml.calls.active import choose, doubts
from processing.errors import ModelError


def generator() -> np.random.Generator:
    return np.random.default_rng(5)


def clouds(sizes: tuple[int, ...] = (60, 30, 10, 5)) -> tuple[np.ndarray, np.ndarray]:
    """Calls in well separated clouds of different size, and which cloud each is of."""
    rng = generator()
    centres = 20.0 * rng.normal(size=(len(sizes), 8))
    of = np.repeat(np.arange(len(sizes)), sizes)
    return (centres[of] + rng.normal(size=(len(of), 8))).astype(np.float32), of


def sure_but(doubted: list[int], n: int, n_types: int = 3) -> np.ndarray:
    """Probabilities of a model that is sure of all calls but these."""
    found = np.full((n, n_types), 0.02)
    found[np.arange(n), np.arange(n) % n_types] = 1.0 - 0.02 * (n_types - 1)
    found[doubted] = 1.0 / n_types
    return found


def test_without_a_model_the_first_calls_are_one_of_every_kind():
    features, of = clouds()
    chosen = choose(None, features, 4, rng=generator())
    assert sorted(of[chosen.positions]) == [0, 1, 2, 3]


def test_large_kinds_are_asked_about_first():
    features, of = clouds()
    assert of[choose(None, features, 4, rng=generator()).positions].tolist() == [0, 1, 2, 3]


def test_a_typical_call_is_chosen_and_not_an_outlier():
    features, of = clouds((60, 40))
    features[0] += 30.0
    chosen = choose(None, features, 2, rng=generator()).positions
    middle = np.array([np.mean(features[1:][of[1:] == cloud], axis=0) for cloud in (0, 1)])
    assert all(np.linalg.norm(features[i] - middle[of[i]]) < 4.0 for i in chosen)


def test_kinds_with_a_label_wait():
    features, of = clouds()
    known = features[of == 0][:3]
    chosen = choose(None, features, 3, known=known, rng=generator())
    assert 0 not in of[chosen.positions]


def test_uncertain_asks_what_the_model_doubts_most():
    features, _ = clouds()
    chosen = choose(sure_but([7, 40, 90], 105), features, 3, strategy="uncertain", rng=generator())
    assert sorted(chosen.positions) == [7, 40, 90]
    assert chosen.scores == pytest.approx([1, 1, 1])


def test_mixed_asks_both_what_is_doubted_and_what_is_new():
    features, of = clouds()
    known = features[of < 3][::4]
    doubted = [3, 9, 21]
    chosen = choose(sure_but(doubted, 105), features, 6, known=known, rng=generator()).positions
    assert set(doubted) & set(chosen)
    assert 3 in of[chosen]


def test_a_quota_bounds_every_predicted_type():
    features, _ = clouds()
    probabilities = sure_but([], 105)
    chosen = choose(probabilities, features, 50, quota=4, rng=generator()).positions
    assert np.bincount(np.argmax(probabilities[chosen], axis=1)).tolist() == [4, 4, 4]


@pytest.mark.parametrize("strategy", ["uncertain", "diverse", "mixed"])
def test_all_calls_can_be_ordered_and_none_comes_twice(strategy):
    features, _ = clouds()
    for probabilities in (None, sure_but([1, 2], 105)):
        chosen = choose(probabilities, features, 500, strategy=strategy, rng=generator())
        assert sorted(chosen.positions) == list(range(105))
        assert len(chosen.scores) == 105


def test_the_same_seed_gives_the_same_choice():
    features, _ = clouds()
    once, again = (choose(sure_but([4], 105), features, 20, rng=generator()).positions for _ in range(2))
    assert once.tolist() == again.tolist()


@pytest.mark.parametrize("n_calls", [1, 2, 3])
def test_few_or_equal_calls_are_no_special_case(n_calls):
    same = np.ones((n_calls, 4), dtype=np.float32)
    assert len(choose(None, same, 5, rng=generator()).positions) == n_calls
    assert len(choose(np.full((n_calls, 2), 0.5), same, 5, known=same, rng=generator()).positions) == n_calls


def test_no_calls_give_no_choice():
    assert len(choose(None, np.zeros((0, 4)), 5, rng=generator()).positions) == 0
    assert len(choose(None, np.ones((3, 4)), 0, rng=generator()).positions) == 0


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ModelError) as refused:
        choose(None, np.array([[np.nan, 1.0]]), 1, rng=generator())
    assert refused.value.code == "not-finite"
    with pytest.raises(ModelError) as refused:
        choose(np.ones((2, 2)), np.ones((3, 2)), 1, rng=generator())
    assert refused.value.code == "length-mismatch"


def test_doubt_is_one_less_the_margin():
    assert doubts(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])) == pytest.approx([1.0, 0.0])
    assert doubts(np.ones((2, 1))) == pytest.approx([0.0, 0.0])
