"""Folds that never split a group, and what to do when there is only one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

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
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=int(rng.integers(1 << 31)))
    pairs: Iterator[tuple[IndexArray, IndexArray]] = splitter.split(classes, classes, group_ids)
    return [Fold(train, test) for train, test in pairs if len(train) and len(test)]


def random_folds(classes: IndexArray, n_folds: int, rng: np.random.Generator) -> list[Fold]:
    """Ordinary stratified folds of single calls."""
    n_folds = max(2, min(n_folds, len(classes)))
    splitter = StratifiedKFold(n_folds, shuffle=True, random_state=int(rng.integers(1 << 31)))
    padded = max(n_folds, int(np.max(np.bincount(classes))))
    if int(np.max(np.bincount(classes))) < n_folds:
        order = rng.permutation(len(classes))
        parts = np.array_split(order, min(n_folds, padded))
        return [Fold(np.setdiff1d(order, part), np.sort(part)) for part in parts if len(part) < len(order)]
    return [Fold(train, test) for train, test in splitter.split(classes, classes)]
