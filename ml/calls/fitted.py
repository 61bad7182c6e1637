"""Fitted models as plain arrays: what is left of a scikit-learn estimator once it is trained.

Each kind gives probabilities from its arrays, names them for the store, and is built from arrays that a
stranger may have written: what is not possible is refused there, because compiled code follows the links
of a tree without looking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree._tree import NODE_DTYPE, Tree
from sklearn.utils.multiclass import _ovr_decision_function

from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

Arrays = Mapping[str, Any]
"""Arrays by name; the types are checked when a model is built from them."""





class Fitted(Protocol):
    """A model that gives probabilities from arrays."""

    kind: str

    def predict_proba(self, values: FloatArray) -> FloatArray:
        """Probabilities of the classes it saw, shape (n, n_seen), for scaled values (n, n_columns)."""
        ...

    def arrays(self) -> dict[str, Any]: ...

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> "Fitted":
        """Built from stored arrays; raises ModelError("damaged") for what cannot be."""
        ...


@dataclass(frozen=True)
class Forest:
    """Trees whose leaves hold shares of classes (extra trees); nodes of all trees one after the other.

    n_nodes : of each tree. left, right : of a node, counted from its tree's first; -1 in a leaf.
    values : shares of the classes in a leaf, shape (n_nodes, n_seen).
    """

    n_columns: int
    n_nodes: IndexArray
    left: IndexArray
    right: IndexArray
    feature: IndexArray
    threshold: FloatArray
    values: FloatArray
    kind = "forest"

    def predict_proba(self, values: FloatArray) -> FloatArray:
        total = self.sums(values)
        total /= np.sum(total, axis=1, keepdims=True)
        return total

    def sums(self, values: FloatArray) -> FloatArray:
        """What the leaves of all trees hold, added up."""
        total = np.zeros((len(values), self.values.shape[1]))
        narrow = np.ascontiguousarray(values, dtype=np.float32)
        for tree in self._trees:
            total += tree.predict(narrow)
        return total

    @cached_property
    def _trees(self) -> list[Any]:
        stops = np.cumsum(self.n_nodes)
        return [self._tree(int(stop - n), int(stop)) for n, stop in zip(self.n_nodes, stops, strict=True)]

    def _tree(self, start: int, stop: int) -> Any:
        nodes = np.zeros(stop - start, dtype=NODE_DTYPE)
        nodes["left_child"], nodes["right_child"] = self.left[start:stop], self.right[start:stop]
        nodes["feature"], nodes["threshold"] = self.feature[start:stop], self.threshold[start:stop]
        leaves = np.ascontiguousarray(self.values[start:stop, None, :], dtype=np.float64)
        tree = Tree(self.n_columns, np.array([leaves.shape[2]], dtype=np.intp), 1)
        tree.__setstate__({"max_depth": 1, "node_count": len(nodes), "nodes": nodes, "values": leaves})
        return tree

    def arrays(self) -> dict[str, Any]:
        names = ("n_nodes", "left", "right", "feature", "threshold", "values")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> Self:
        found = cls(n_columns, **{name: arrays[name] for name in ("n_nodes", "left", "right", "feature", "threshold")},
                    values=arrays["values"])  # fmt: skip
        check_trees(found.n_nodes, found.left, found.right, found.feature, found.threshold, n_columns)
        _expect(found.values.shape == (len(found.left), n_seen), "leaves with a share of every class")
        _expect(bool(np.isfinite(found.values).all() and (found.values >= 0).all()), "shares of at least 0")
        is_leaf = found.left < 0
        _expect(bool((np.sum(found.values[is_leaf], axis=1) > 0).all()), "leaves with a share of some class")
        return found

    @classmethod
    def fitted(cls, estimator: ExtraTreesClassifier) -> Self:
        trees = [one.tree_ for one in estimator.estimators_]
        left: Any = np.concatenate([tree.children_left for tree in trees]).astype(np.int32)
        shares = np.concatenate([tree.value[:, 0, :] for tree in trees]).astype(np.float32)
        # Of inner nodes nothing is read; zeros pack to nothing.
        shares[left >= 0] = 0.0
        return cls(
            int(estimator.n_features_in_),
            np.array([tree.node_count for tree in trees], dtype=np.int32),
            left,
            np.concatenate([tree.children_right for tree in trees]).astype(np.int32),
            np.concatenate([tree.feature for tree in trees]).astype(np.int32),
            np.concatenate([tree.threshold for tree in trees]),
            shares,
        )


@dataclass(frozen=True)
class Boosting:
    """Rounds of small trees whose leaves are added up; one tree a class and round, one a round for two classes.

    values : what a leaf adds. baseline : where the sum starts, shape (n_sums,).
    """

    n_columns: int
    n_nodes: IndexArray
    left: IndexArray
    right: IndexArray
    feature: IndexArray
    threshold: FloatArray
    values: FloatArray
    baseline: FloatArray
    kind = "boosting"

    def predict_proba(self, values: FloatArray) -> FloatArray:
        return probabilities_of(self.sums(values))

    def sums(self, values: FloatArray) -> FloatArray:
        """What the trees' leaves add to the baseline, shape (n, n_sums)."""
        wide = np.ascontiguousarray(values, dtype=np.float64)
        sums = np.tile(self.baseline, (len(values), 1))
        none = np.zeros((0, 8), dtype=np.uint32)
        positions = np.zeros(self.n_columns, dtype=np.uint32)
        for number, tree in enumerate(self._trees):
            sums[:, number % len(self.baseline)] += tree.predict(wide, none, positions, 1)
        return np.asarray(sums)

    @cached_property
    def _trees(self) -> list[Any]:
        stops = np.cumsum(self.n_nodes)
        return [self._tree(int(stop - n), int(stop)) for n, stop in zip(self.n_nodes, stops, strict=True)]

    def _tree(self, start: int, stop: int) -> Any:
        nodes = np.zeros(stop - start, dtype=PREDICTOR_RECORD_DTYPE)
        is_leaf = self.left[start:stop] < 0
        nodes["left"] = np.where(is_leaf, 0, self.left[start:stop])
        nodes["right"] = np.where(is_leaf, 0, self.right[start:stop])
        nodes["is_leaf"], nodes["value"] = is_leaf, self.values[start:stop]
        nodes["feature_idx"] = np.where(is_leaf, 0, self.feature[start:stop])
        nodes["num_threshold"] = self.threshold[start:stop]
        none = np.zeros((0, 8), dtype=np.uint32)
        return TreePredictor(nodes, none, none)

    def arrays(self) -> dict[str, Any]:
        names = ("n_nodes", "left", "right", "feature", "threshold", "values", "baseline")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> Self:
        names = ("n_nodes", "left", "right", "feature", "threshold", "values", "baseline")
        found = cls(n_columns, **{name: arrays[name] for name in names})
        check_trees(found.n_nodes, found.left, found.right, found.feature, found.threshold, n_columns)
        _expect(found.values.shape == found.left.shape, "one value a node")
        _expect(bool(np.isfinite(found.values).all()), "finite values")
        _expect(found.baseline.shape == (n_seen if n_seen > 2 else 1,), "a start for every sum")
        _expect(len(found.n_nodes) % len(found.baseline) == 0, "whole rounds of trees")
        return found

    @classmethod
    def fitted(cls, estimator: HistGradientBoostingClassifier) -> Self:
        trees = [tree.nodes for stage in estimator._predictors for tree in stage]
        nodes = np.concatenate(trees)
        is_leaf = nodes["is_leaf"].astype(bool)
        return cls(
            int(estimator.n_features_in_),
            np.array([len(tree) for tree in trees], dtype=np.int32),
            np.where(is_leaf, -1, nodes["left"].astype(np.int64)).astype(np.int32),
            np.where(is_leaf, -1, nodes["right"].astype(np.int64)).astype(np.int32),
            nodes["feature_idx"].astype(np.int32),
            nodes["num_threshold"].copy(),
            nodes["value"].copy(),
            np.asarray(estimator._baseline_prediction, dtype=np.float64).ravel(),
        )


@dataclass(frozen=True)
class Linear:
    """Weighted sums of columns (logistic regression, linear discriminants): one a class, or one for two classes."""

    weights: FloatArray
    offsets: FloatArray
    kind = "linear"

    def predict_proba(self, values: FloatArray) -> FloatArray:
        return probabilities_of(np.asarray(values @ self.weights.T + self.offsets, dtype=np.float64))

    def arrays(self) -> dict[str, Any]:
        return {"weights": self.weights, "offsets": self.offsets}

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> Self:
        found = cls(arrays["weights"], arrays["offsets"])
        n_sums = n_seen if n_seen > 2 else 1
        _expect(found.weights.shape == (n_sums, n_columns), "a weight for every class and column")
        _expect(found.offsets.shape == (n_sums,), "an offset for every class")
        _expect(_is_finite(found.weights, found.offsets), "finite weights")
        return found

    @classmethod
    def fitted(cls, estimator: LogisticRegression | LinearDiscriminantAnalysis) -> Self:
        return cls(np.asarray(estimator.coef_, np.float64), np.asarray(estimator.intercept_, np.float64))


@dataclass(frozen=True)
class Machine:
    """A support vector machine with a Gaussian kernel, every pair of classes against each other.

    pair_weights : of every support vector in every pair, shape (n_support, n_pairs).
    """

    support: FloatArray
    pair_weights: FloatArray
    offsets: FloatArray
    gamma: FloatArray
    kind = "machine"

    def predict_proba(self, values: FloatArray) -> FloatArray:
        return softmax(self.decision(values))

    def decision(self, values: FloatArray) -> FloatArray:
        """One-against-rest decision values, shape (n, n_seen).

        The same numbers as `SVC.decision_function`, by matrix products: libsvm's own loop takes ten times
        as long on calls with a thousand columns.
        """
        squares = np.sum(values**2, axis=1)[:, None] + np.sum(self.support**2, axis=1)[None, :]
        kernel = np.exp(-self.gamma[0] * np.maximum(squares - 2.0 * values @ self.support.T, 0.0))
        votes = kernel @ self.pair_weights + self.offsets
        n_pairs = self.pair_weights.shape[1]
        if n_pairs == 1:
            return np.concatenate([-votes, votes], axis=1)
        # libsvm's sign is that of the first class of a pair; scikit-learn turns it before it counts votes.
        return np.asarray(_ovr_decision_function(votes < 0, -votes, round((1 + (1 + 8 * n_pairs) ** 0.5) / 2)))

    def arrays(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("support", "pair_weights", "offsets", "gamma")}

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> Self:
        found = cls(arrays["support"], arrays["pair_weights"], arrays["offsets"], arrays["gamma"])
        n_pairs = n_seen * (n_seen - 1) // 2
        _expect(found.support.ndim == 2 and found.support.shape[1] == n_columns, "support vectors of all columns")
        _expect(found.pair_weights.shape == (len(found.support), n_pairs), "a weight for every pair of classes")
        _expect(found.offsets.shape == (n_pairs,) and found.gamma.shape == (1,), "an offset for every pair")
        _expect(_is_finite(found.support, found.pair_weights, found.offsets, found.gamma), "finite weights")
        return found

    @classmethod
    def fitted(cls, estimator: SVC) -> Self:
        return cls(
            estimator.support_vectors_.astype(np.float32),
            _pair_weights(estimator),
            np.asarray(estimator.intercept_, dtype=np.float64),
            np.array([estimator._gamma]),
        )


@dataclass(frozen=True)
class Neighbours:
    """Training calls themselves; the nearest vote. classes : of the calls, positions among those it saw."""

    calls: FloatArray
    classes: IndexArray
    n_neighbours: IndexArray
    n_seen: int
    kind = "neighbours"

    def predict_proba(self, values: FloatArray) -> FloatArray:
        squares = np.sum(values**2, axis=1)[:, None] + np.sum(self.calls**2, axis=1)[None, :]
        distances = squares - 2.0 * values @ self.calls.T
        n = int(self.n_neighbours[0])
        nearest = np.argpartition(distances, n - 1, axis=1)[:, :n]
        votes = np.zeros((len(values), self.n_seen))
        np.add.at(votes, (np.arange(len(values))[:, None], self.classes[nearest]), 1.0 / n)
        return votes

    def arrays(self) -> dict[str, Any]:
        return {"calls": self.calls, "classes": self.classes, "n_neighbours": self.n_neighbours}

    @classmethod
    def of(cls, arrays: Arrays, n_columns: int, n_seen: int) -> Self:
        found = cls(arrays["calls"], arrays["classes"], arrays["n_neighbours"], n_seen)
        _expect(found.calls.ndim == 2 and found.calls.shape[1] == n_columns, "calls with all columns")
        _expect(found.classes.shape == (len(found.calls),) and _is_within(found.classes, n_seen), "a class a call")
        _expect(found.n_neighbours.shape == (1,) and 1 <= found.n_neighbours[0] <= len(found.calls), "enough calls")
        _expect(_is_finite(found.calls), "finite measures")
        return found

    @classmethod
    def fitted(cls, estimator: KNeighborsClassifier) -> Self:
        return cls(
            np.asarray(estimator._fit_X, dtype=np.float32),
            np.asarray(estimator._y, dtype=np.int32),
            np.array([estimator.n_neighbors], dtype=np.int32),
            len(estimator.classes_),
        )


KINDS: dict[str, type[Fitted]] = {one.kind: one for one in (Forest, Boosting, Linear, Machine, Neighbours)}
"""Every kind by the name it is stored under."""


def plain(estimator: Any) -> Any:
    """The arrays of a trained scikit-learn estimator; one of another kind stays as it is and cannot be stored."""
    if isinstance(estimator, ExtraTreesClassifier):
        return Forest.fitted(estimator)
    if isinstance(estimator, HistGradientBoostingClassifier):
        return Boosting.fitted(estimator)
    if isinstance(estimator, SVC):
        return Machine.fitted(estimator)
    if isinstance(estimator, KNeighborsClassifier):
        return Neighbours.fitted(estimator)
    if isinstance(estimator, LogisticRegression | LinearDiscriminantAnalysis):
        return Linear.fitted(estimator)
    return estimator


def probabilities_of(sums: FloatArray) -> FloatArray:
    """Probabilities from one sum a class, or, for two classes, from the one sum there is."""
    if sums.shape[1] > 1:
        return softmax(sums)
    second = 1.0 / (1.0 + np.exp(-np.clip(sums, -700, 700)))
    return np.concatenate([1.0 - second, second], axis=1)


def softmax(scores: FloatArray) -> FloatArray:
    """Rows of scores as probabilities that sum to 1."""
    raised = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return np.asarray(raised / np.sum(raised, axis=1, keepdims=True))


def _pair_weights(machine: SVC) -> FloatArray:
    n_classes = len(machine.classes_)
    if n_classes == 2:
        return np.ascontiguousarray(machine.dual_coef_.T)
    stops = np.cumsum(machine.n_support_)
    starts = stops - machine.n_support_
    columns = []
    for first in range(n_classes):
        for second in range(first + 1, n_classes):
            column = np.zeros(machine.dual_coef_.shape[1])
            column[starts[first] : stops[first]] = machine.dual_coef_[second - 1, starts[first] : stops[first]]
            column[starts[second] : stops[second]] = machine.dual_coef_[first, starts[second] : stops[second]]
            columns.append(column)
    return np.stack(columns, axis=1)


def check_trees(
    n_nodes: IndexArray,
    left: IndexArray,
    right: IndexArray,
    feature: IndexArray,
    threshold: FloatArray,
    n_columns: int,
) -> None:
    """Links stay inside their tree and lead forward, so that every walk ends."""
    _expect(n_nodes.ndim == 1 and len(n_nodes) > 0 and int(np.min(n_nodes)) > 0, "at least one tree with nodes")
    total = int(np.sum(n_nodes, dtype=np.int64))
    _expect(all(part.shape == (total,) for part in (left, right, feature, threshold)), "as many links as nodes")
    own = np.arange(total) - np.repeat(np.cumsum(n_nodes) - n_nodes, n_nodes)
    size = np.repeat(n_nodes, n_nodes)
    is_leaf = left < 0
    forward = (left > own) & (right > own) & (left < size) & (right < size) & (feature >= 0) & (feature < n_columns)
    _expect(bool(np.where(is_leaf, (left == -1) & (right == -1), forward).all()), "trees whose links stay inside them")
    _expect(_is_finite(threshold[~is_leaf]), "finite thresholds")


def _is_finite(*arrays: FloatArray) -> bool:
    return all(bool(np.isfinite(array).all()) for array in arrays)


def _is_within(positions: IndexArray, n: int) -> bool:
    return bool(((positions >= 0) & (positions < n)).all())


def _expect(is_so: bool, what: str) -> None:
    if not is_so:
        raise ModelError("damaged", f"expected {what}, found other content")
