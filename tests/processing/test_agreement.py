"""Kappas against the examples in the literature and another implementation."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from processing.agreement import cohen_kappa, confusion, fleiss_kappa

FLEISS_EXAMPLE = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
"""Fourteen people give ten things one of five names; kappa is 0.210."""


def test_two_people_who_agree_on_35_of_50_proposals() -> None:
    a = ["yes"] * 25 + ["no"] * 25
    b = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(a, b) == pytest.approx(0.4)
    assert confusion(a, b)[1].tolist() == [[15, 10], [5, 20]]


@pytest.mark.parametrize("n_names", [2, 3, 9])
def test_cohen_is_as_scikit_learn_computes_it(n_names: int) -> None:
    rng = np.random.default_rng(n_names)
    names = np.array([f"type {i}" for i in range(n_names)])
    a = names[rng.integers(n_names, size=300)]
    b = np.where(rng.random(300) < 0.6, a, names[rng.integers(n_names, size=300)])
    assert cohen_kappa(list(a), list(b)) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)


def test_opposite_answers_are_worse_than_chance() -> None:
    assert cohen_kappa(["x", "y"], ["y", "x"]) == pytest.approx(-1.0)


@pytest.mark.parametrize("answers", [[], ["x"], ["x"] * 20])
def test_agreement_on_nothing_or_on_one_name_is_not_defined(answers: list[str]) -> None:
    assert cohen_kappa(answers, answers) is None


def test_two_names_for_a_thing_are_needed() -> None:
    with pytest.raises(ValueError, match="two names a thing"):
        cohen_kappa(["x"], [])


def test_fourteen_people_name_ten_things() -> None:
    assert fleiss_kappa(FLEISS_EXAMPLE) == pytest.approx(0.210, abs=0.0005)


def test_all_agree_on_several_names() -> None:
    assert fleiss_kappa([[3, 0], [0, 3], [3, 0]]) == pytest.approx(1.0)


def test_fleiss_with_one_name_or_nothing_is_not_defined() -> None:
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    assert fleiss_kappa(np.zeros((0, 4))) is None


@pytest.mark.parametrize("counts", [[[1, 0], [0, 1]], [[2, 0], [2, 1]]])
def test_equally_many_people_are_needed(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="equally many"):
        fleiss_kappa(counts)
