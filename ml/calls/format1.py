"""Reads the first format of stored classifiers, which was a skops archive of scikit-learn objects.

skops builds only types that are named here; everything else, pickles included, is refused before anything
is built.
"""

import io
import zipfile
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from ml.calls.fitted import plain
from ml.calls.members import FittedMember
from ml.calls.novelty import Novelty
from processing.errors import ModelError

FORMAT_VERSION = 1

TRUSTED_TYPES = (
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""Types beyond skops' own list of harmless ones that a file may hold."""

MOST_UNPACKED_BYTES = 1 << 30
"""Largest archive when unpacked."""

MOST_RATIO = 100
"""Unpacked over packed bytes, from 16 MB on."""

RATIO_FROM_BYTES = 16 << 20


def parts_of(payload: bytes) -> tuple[tuple[FittedMember, ...], Any, Novelty | None]:
    """Members, weights and novelty of a stored archive.

    Raises ModelError: "damaged", "untrusted-model".
    """
    parts = _unpacked(payload)
    members = tuple(_member(dict(member)) for member in parts["members"])
    novelty = None if parts["novelty"] is None else _novelty(dict(parts["novelty"]))
    return members, parts["weights"], novelty


def _novelty(stored: dict[str, Any]) -> Novelty:
    """The first format weighed all axes alike."""
    return Novelty(**stored, metric=np.eye(len(stored["axes"]) + 1, dtype=np.float32))


def _unpacked(payload: bytes) -> dict[str, Any]:
    # Most files are of a later format, and skops takes a third of a second to import.
    import skops.io  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > MOST_UNPACKED_BYTES or (size > RATIO_FROM_BYTES and size > MOST_RATIO * len(payload)):
            raise ModelError("untrusted-model", f"{len(payload)} bytes would unpack to {size}")
        strange = set(skops.io.get_untrusted_types(data=payload)) - set(TRUSTED_TYPES)
        if strange:
            raise ModelError("untrusted-model", f"expected arrays and known models, found {', '.join(sorted(strange))}")
        parts = skops.io.loads(payload, trusted=list(TRUSTED_TYPES))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, MemoryError, OSError) as error:
        raise ModelError("damaged", f"expected a skops archive, found: {error}") from error
    if not isinstance(parts, dict):
        raise ModelError("damaged", f"expected the parts of a classifier, found a {type(parts).__name__}")
    return parts


def _member(stored: dict[str, Any]) -> FittedMember:
    estimator = stored.pop("estimator")
    _check_trees(estimator, len(stored["columns"]))
    model = plain(estimator)
    if model is estimator:
        raise ModelError("damaged", f"expected an estimator of a known method, found a {type(estimator).__name__}")
    # Built once more from its arrays, so that the same checks hold for both formats.
    checked = type(model).of(model.arrays(), len(stored["columns"]), len(stored["classes"]))
    return FittedMember(**stored, model=checked)


def _check_trees(estimator: Any, n_columns: int) -> None:
    """What scikit-learn itself would follow while the arrays are read out of it."""
    if isinstance(estimator, ExtraTreesClassifier):
        for tree in (one.tree_ for one in estimator.estimators_):
            links = np.concatenate([tree.children_left, tree.children_right])
            _check_links(links, tree.feature, tree.node_count, n_columns)
    if isinstance(estimator, HistGradientBoostingClassifier):
        for predictor in (one for stage in estimator._predictors for one in stage):
            nodes = predictor.nodes
            links = np.concatenate([nodes["left"], nodes["right"]]).astype(np.int64)
            _check_links(links, nodes["feature_idx"], len(nodes), n_columns)


def _check_links(links: Any, features: Any, n_nodes: int, n_columns: int) -> None:
    if not n_nodes or np.min(links) < -1 or np.max(links) >= n_nodes or np.max(features) >= n_columns:
        raise ModelError("damaged", "expected trees whose links stay inside them, found one that points outside")
