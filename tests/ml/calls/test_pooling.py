"""The weights of a pool's members."""

import numpy as np

from ml.calls.pooling import fit_weights
from processing.arrays import FloatArray, IndexArray


def _two_members(n: int) -> tuple[FloatArray, IndexArray]:
    """Log scores of a member that is right nine times in ten and of one that guesses, and the classes."""
    rng = np.random.default_rng(0)
    classes = np.arange(n) % 3
    said = np.stack([np.where(rng.random(n) < 0.9, classes, (classes + 1) % 3), rng.integers(0, 3, n)])
    return np.log(np.where(said[:, :, None] == np.arange(3), 0.8, 0.1)), classes


def test_the_more_calls_were_held_out_the_less_the_weights_are_drawn_together() -> None:
    differences = []
    for n in (10, 100, 1000):
        good, guessing = fit_weights(*_two_members(n))
        differences.append(good - guessing)
    assert differences == sorted(differences)
    assert differences[0] < 0.75 * differences[-1]


def test_a_member_that_guesses_counts_for_next_to_nothing_once_many_calls_have_shown_it() -> None:
    good, guessing = fit_weights(*_two_members(1000))
    assert good > 0.9
    assert guessing < 0.1
