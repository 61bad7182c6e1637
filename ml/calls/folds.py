"""Folds that never split a group, and what to do when there is only one."""

import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from processing.arrays import IndexArray


class Fold(NamedTuple):
    """Positions to train on and to test on."""

    train: IndexArray
    test: IndexArray


def grouped_folds(classes: IndexArray, groups: Sequence[str], n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Folds of whole groups, each with about the same share of every class.

    With as many groups as folds or fewer, each group is a fold. With a single group, calls are dealt
    to folds by class, which says nothing about other recordings: callers have to say so.
    A fold without training or test calls is left out.
    """
    group_ids = np.unique(np.asarray(groups), return_inverse=True)[1]
    n_groups = len(np.unique(group_ids))
    if n_groups < 2:
        return random_folds(classes, n_folds, rng)
    if n_groups <= n_folds:
        parts = [group_ids == group for group in range(n_groups)]
        return [Fold(np.flatnonzero(~part), np.flatnonzero(part)) for part in parts]
    with warnings.catch_warnings():
        # A class of fewer calls than folds is warned about by us, in words meant for a person.
        warnings.simplefilter("ignore", UserWarning)
        pairs = list(_splits(classes, group_ids, n_folds, rng))
    return [Fold(train, test) for train, test in pairs if len(train) and len(test)]


def _splits(
    classes: IndexArray, group_ids: IndexArray, n_folds: int, rng: np.random.Generator
) -> Iterator[tuple[IndexArray, IndexArray]]:
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=int(rng.integers(1 << 31)))
    yield from splitter.split(classes, classes, group_ids)


def random_folds(classes: IndexArray, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Ordinary folds of single calls, each class dealt out evenly."""
    order = rng.permutation(len(classes))
    by_class = order[np.argsort(classes[order], kind="stable")]
    dealt = np.arange(len(classes)) % max(2, min(n_folds, len(classes)))
    parts = [np.sort(by_class[dealt == i]) for i in np.unique(dealt)]
    return [Fold(np.setdiff1d(order, part), part) for part in parts if len(part) < len(order)]
