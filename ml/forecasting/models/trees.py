"""Regression trees as plain arrays, and forecasts made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from ml.calls.fitted import Boosting, Forest, check_trees
from ml.forecasting.models.registry import Arrays, expect, is_finite
from processing.arrays import FloatArray

TREE_ARRAYS = ("n_nodes", "left", "right", "feature", "threshold", "values")


@dataclass(frozen=True)
class Sums:
    """Gradient-boosted sums of trees, one sum an output; trees of the outputs take turns."""

    boosting: Boosting
    kind: ClassVar[str] = "sums"

    def predict(self, columns: FloatArray) -> FloatArray:
        """Sums for rows of columns, shape (n, n_outputs)."""
        return self.boosting.sums(columns)

    def arrays(self) -> dict[str, Any]:
        return self.boosting.arrays()

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_outputs: int) -> Self:
        """Built from stored arrays; raises ModelError("damaged") for what cannot be."""
        names = (*TREE_ARRAYS, "baseline")
        found = Boosting(n_columns, **{name: arrays[name] for name in names})
        check_trees(found.n_nodes, found.left, found.right, found.feature, found.threshold, n_columns)
        expect(found.values.shape == found.left.shape and is_finite(found.values), "a finite value a node")
        expect(found.baseline.shape == (n_outputs,) and is_finite(found.baseline), "a start for every sum")
        expect(len(found.n_nodes) % n_outputs == 0, "whole rounds of trees")
        return cls(found)

    @classmethod
    def fitted(cls, estimators: Sequence[Any]) -> Self:
        """Of one trained scikit-learn booster an output, all of as many rounds."""
        each = [Boosting.fitted(one) for one in estimators]
        rounds = min(len(one.n_nodes) for one in each)
        parts: dict[str, list[Any]] = {name: [] for name in TREE_ARRAYS}
        starts = [np.concatenate([[0], np.cumsum(one.n_nodes)]) for one in each]
        for number in range(rounds):
            for one, start in zip(each, starts, strict=True):
                parts["n_nodes"].append(one.n_nodes[number : number + 1])
                for name in TREE_ARRAYS[1:]:
                    parts[name].append(getattr(one, name)[start[number] : start[number + 1]])
        joined = {name: np.concatenate(found) for name, found in parts.items()}
        baseline = np.concatenate([one.baseline for one in each])
        whole: Any = joined | {"baseline": baseline}
        return cls(Boosting(each[0].n_columns, **whole))


@dataclass(frozen=True)
class Means:
    """A forest: the mean of trees whose leaves hold a value of every output."""

    forest: Forest

    def predict(self, columns: FloatArray) -> FloatArray:
        """Means for rows of columns, shape (n, n_outputs)."""
        return self.forest.sums(columns) / len(self.forest.n_nodes)

    def arrays(self) -> dict[str, Any]:
        return self.forest.arrays()

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_outputs: int) -> Self:
        """Built from stored arrays; raises ModelError("damaged") for what cannot be."""
        found = Forest(n_columns, **{name: arrays[name] for name in TREE_ARRAYS})
        check_trees(found.n_nodes, found.left, found.right, found.feature, found.threshold, n_columns)
        expect(found.values.shape == (len(found.left), n_outputs) and is_finite(found.values), "leaves with values")
        return cls(found)

    @classmethod
    def fitted(cls, estimator: Any) -> Self:
        """Of a trained scikit-learn forest of one or more outputs."""
        trees = [one.tree_ for one in estimator.estimators_]
        left: Any = np.concatenate([tree.children_left for tree in trees]).astype(np.int32)
        values = np.concatenate([tree.value[:, :, 0] for tree in trees]).astype(np.float32)
        # Of inner nodes nothing is read; zeros pack to nothing.
        values[left >= 0] = 0.0
        return cls(
            Forest(
                int(estimator.n_features_in_),
                np.array([tree.node_count for tree in trees], dtype=np.int32),
                left,
                np.concatenate([tree.children_right for tree in trees]).astype(np.int32),
                np.concatenate([tree.feature for tree in trees]).astype(np.int32),
                np.concatenate([tree.threshold for tree in trees]),
                values,
            )
        )
