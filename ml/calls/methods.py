"""The classification methods: what each learns from and how, in one registry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

Estimator = Any
"""A scikit-learn classifier; the library ships no types."""

Scaling = Literal["none", "standard", "squashed"]
"""How columns are brought to one scale: not at all, to unit variance, or besides bent to within ±2."""

N_TREES = 300
"""Trees of a forest; beyond this the scores of new recordings no longer rise, only the time."""

FEATURES_PER_SPLIT = 0.1
"""Part of the columns that a split chooses from: many are near copies, so the usual root is too few."""

BOOSTING_ROUNDS = 60
"""Rounds of boosting, each of which grows one small tree per class."""

SVM_PENALTY = 5.0
"""C of the support vector machines: margins on unit-variance columns are soft."""

SVM_REACH = 0.3
"""Kernel width: gamma is this over the number of columns, wider than the usual 1 over it, because calls
of a new individual lie further off than the training calls lie from each other."""

LOGISTIC_PENALTY = 0.01
"""C of logistic regression: strong shrinkage, as there are often more columns than calls."""

NEIGHBOURS = 5
"""k of the nearest-neighbour method."""


@dataclass(frozen=True)
class Member:
    """One model of a method.

    columns : prefixes of the column names it sees; empty means all.
    build : number of columns and a seed to an untrained scikit-learn classifier.
    """

    columns: tuple[str, ...]
    scaling: Scaling
    build: Callable[[int, int], Estimator]


@dataclass(frozen=True)
class Method:
    """A way to classify: one or several members whose answers are pooled and calibrated.

    feature_set : the measures it needs.
    members : none for a method that gives every type the same probability.
    """

    name: str
    title: str
    feature_set: str
    members: tuple[Member, ...]


METHODS: dict[str, Method] = {}
"""Every method by its name; filled by `method`."""

DEFAULT = "ensemble"
"""The method used when none is chosen."""

COURSE = ("log-duration", "mfcc.", "slope.", "level.course", "embedding.")
"""Columns of how a call runs rather than of its mean spectrum, which recorders and individuals colour."""


def method(
    name: str, title: str, *, feature_set: str = "rich"
) -> Callable[[Callable[[], tuple[Member, ...]]], Callable[[], tuple[Member, ...]]]:
    """Register the members that the decorated function returns as a method."""

    def register(members: Callable[[], tuple[Member, ...]]) -> Callable[[], tuple[Member, ...]]:
        METHODS[name] = Method(name, title, feature_set, members())
        return members

    return register


def _forest(_n_columns: int, seed: int) -> Estimator:
    return ExtraTreesClassifier(N_TREES, max_features=FEATURES_PER_SPLIT, random_state=seed)


def _boosting(_n_columns: int, seed: int) -> Estimator:
    return HistGradientBoostingClassifier(
        max_iter=BOOSTING_ROUNDS,
        learning_rate=0.15,
        max_leaf_nodes=15,
        max_bins=63,
        max_features=FEATURES_PER_SPLIT,
        early_stopping=False,
        random_state=seed,
    )


def _svm(n_columns: int, _seed: int) -> Estimator:
    return SVC(C=SVM_PENALTY, gamma=SVM_REACH / n_columns)


def _logistic(_n_columns: int, _seed: int) -> Estimator:
    return LogisticRegression(C=LOGISTIC_PENALTY, max_iter=200)


def _knn(_n_columns: int, _seed: int) -> Estimator:
    return KNeighborsClassifier(NEIGHBOURS, algorithm="brute")


def _lda(_n_columns: int, _seed: int) -> Estimator:
    return LinearDiscriminantAnalysis()


def _shrunken_lda(_n_columns: int, _seed: int) -> Estimator:
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")


@method("knn27", "Nearest neighbours on the 27 measures", feature_set="warble27")
def knn27() -> tuple[Member, ...]:
    """As the predecessor has it."""
    return (Member((), "standard", _knn),)


@method("lda27", "Linear discriminants on the 27 measures", feature_set="warble27")
def lda27() -> tuple[Member, ...]:
    """As the predecessor has it."""
    return (Member((), "standard", _lda),)


@method("gradient-boosting", "Gradient boosting")
def gradient_boosting() -> tuple[Member, ...]:
    """Boosted trees (Friedman 2001, doi:10.1214/aos/1013203451)."""
    return (Member((), "none", _boosting),)


@method("extra-trees", "Extra trees")
def extra_trees() -> tuple[Member, ...]:
    """A forest with random cuts (Geurts 2006, doi:10.1007/s10994-006-6226-1)."""
    return (Member((), "none", _forest),)


@method("logistic", "Logistic regression")
def logistic() -> tuple[Member, ...]:
    """Linear, and the quickest of the rich methods."""
    return (Member((), "squashed", _logistic),)


@method("svm", "Support vector machine")
def svm() -> tuple[Member, ...]:
    """With a Gaussian kernel."""
    return (Member((), "squashed", _svm),)


@method("ensemble", "Ensemble of forests, support vector machines and linear models")
def ensemble() -> tuple[Member, ...]:
    """Two views, everything and the course alone; which to trust is learned from held-out groups.

    Forests and machines follow the directions in which calls vary most; the discriminants, shrunken after
    Ledoit and Wolf 2004 (doi:10.1016/S0047-259X(03)00096-4), those in which types differ most for how
    little they vary, and need few calls for it.
    """
    return (
        Member((), "none", _forest),
        Member(COURSE, "none", _forest),
        Member((), "squashed", _svm),
        Member(COURSE, "squashed", _svm),
        Member((), "squashed", _logistic),
        Member((), "squashed", _shrunken_lda),
    )


@method("uniform", "Equal probabilities", feature_set="warble27")
def uniform() -> tuple[Member, ...]:
    """For a species without a model: every type is as likely as any other."""
    return ()
