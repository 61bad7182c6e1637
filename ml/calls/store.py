"""Classifiers as bytes and back, in a form that cannot run code.

A file is a line of identification, a JSON header and a skops archive. skops builds only types that are
named here; everything else, pickles included, is refused before anything is built. What trees hold is
checked besides, as scikit-learn's compiled code follows their links without looking.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

import numpy as np
import skops.io
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from ml.calls.findings import Code, TrainingWarning
from ml.calls.members import FittedMember
from ml.calls.novelty import Novelty
from ml.calls.training import TrainedClassifier
from processing.audio.features import FEATURE_SETS
from processing.errors import ModelError

IDENTIFICATION = b"fieldstation call classifier\n"
"""The first line of every file."""

FORMAT_VERSION = 1
"""Version of the layout; a file of another is refused."""

TRUSTED_TYPES = (
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""Types beyond skops' own list of harmless ones that a file may hold."""

MOST_HEADER_BYTES = 1 << 20
"""Longest header; labels and warnings of a large repertoire are a few kilobytes."""

MOST_UNPACKED_BYTES = 2 << 30
"""Largest archive when unpacked."""


def dump(classifier: TrainedClassifier) -> bytes:
    """The classifier as bytes, for `load`."""
    payload: bytes = skops.io.dumps(_parts(classifier), compression=zipfile.ZIP_DEFLATED, compresslevel=1)
    header = {
        "format": FORMAT_VERSION,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "method": classifier.method,
        "feature_set": classifier.feature_set,
        "code_version": classifier.code_version,
        "band_hz": list(classifier.band_hz),
        "labels": list(classifier.labels),
        "class_counts": list(classifier.class_counts),
        "warnings": [asdict(warning) for warning in classifier.warnings],
    }
    return IDENTIFICATION + json.dumps(header).encode() + b"\n" + payload


def header_of(data: bytes) -> dict[str, Any]:
    """The header of a stored classifier, without building anything of it.

    Raises ModelError("not-a-classifier") or ("other-format").
    """
    start = len(IDENTIFICATION)
    stop = data.find(b"\n", start, start + MOST_HEADER_BYTES)
    if not data.startswith(IDENTIFICATION) or stop < 0:
        raise ModelError("not-a-classifier", "expected a classifier stored by this program, found something else")
    try:
        header = json.loads(data[start:stop])
    except ValueError as error:
        raise ModelError("not-a-classifier", f"expected a JSON header, found: {error}") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT_VERSION:
        raise ModelError("other-format", f"expected format {FORMAT_VERSION}, got a file of another")
    return header


def load(data: bytes) -> TrainedClassifier:
    """The classifier that `dump` stored.

    Raises ModelError: "not-a-classifier", "other-format", "damaged" if content and hash differ,
    "untrusted-model" for any type that is not expected, "feature-version" if its measures are taken by
    other code than this program's, so that it has to be trained again.
    """
    header = header_of(data)
    payload = data[data.index(b"\n", len(IDENTIFICATION)) + 1 :]
    if hashlib.sha256(payload).hexdigest() != header.get("sha256"):
        raise ModelError("damaged", "expected content with the header's SHA-256, found other content")
    _check_features(header)
    try:
        classifier = _classifier(header, _unpacked(payload))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError("damaged", f"expected the parts of a classifier, found: {error}") from error
    for member in classifier.members:
        _check_trees(member)
    return classifier


def _check_features(header: dict[str, Any]) -> None:
    known = FEATURE_SETS.get(str(header.get("feature_set")))
    if known is None or known.code_version != header.get("code_version"):
        expected = known.code_version if known else "a known feature set"
        raise ModelError(
            "feature-version",
            f"expected measures of {expected}, the file has {header.get('code_version')}; train again",
        )


def _unpacked(payload: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > MOST_UNPACKED_BYTES:
            raise ModelError("untrusted-model", f"expected at most {MOST_UNPACKED_BYTES} bytes unpacked, got {size}")
        strange = set(skops.io.get_untrusted_types(data=payload)) - set(TRUSTED_TYPES)
        if strange:
            raise ModelError("untrusted-model", f"expected arrays and known models, found {', '.join(sorted(strange))}")
        parts = skops.io.loads(payload, trusted=list(TRUSTED_TYPES))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ModelError("damaged", f"expected a skops archive, found: {error}") from error
    if not isinstance(parts, dict):
        raise ModelError("damaged", f"expected the parts of a classifier, found a {type(parts).__name__}")
    return parts


def _parts(classifier: TrainedClassifier) -> dict[str, Any]:
    members = [
        {
            "columns": member.columns,
            "centre": member.centre,
            "scale": member.scale,
            "is_squashed": member.is_squashed,
            "classes": member.classes,
            "estimator": member.estimator,
        }
        for member in classifier.members
    ]
    novelty = None if classifier.novelty is None else asdict(classifier.novelty)
    return {"members": members, "weights": classifier.weights, "novelty": novelty}


def _classifier(header: dict[str, Any], parts: dict[str, Any]) -> TrainedClassifier:
    return TrainedClassifier(
        method=str(header["method"]),
        feature_set=str(header["feature_set"]),
        code_version=str(header["code_version"]),
        band_hz=(float(header["band_hz"][0]), float(header["band_hz"][1])),
        labels=tuple(str(label) for label in header["labels"]),
        members=tuple(FittedMember(**member) for member in parts["members"]),
        weights=np.asarray(parts["weights"], dtype=np.float64),
        novelty=None if parts["novelty"] is None else Novelty(**parts["novelty"]),
        class_counts=tuple(int(count) for count in header["class_counts"]),
        warnings=tuple(_warning(warning) for warning in header["warnings"]),
    )


def _warning(stored: dict[str, Any]) -> TrainingWarning:
    return TrainingWarning(Code(stored["code"]), stored["message"], tuple(stored["labels"]), int(stored["count"]))


def _check_trees(member: FittedMember) -> None:
    n_columns = len(member.columns)
    if isinstance(member.estimator, ExtraTreesClassifier):
        for tree in (one.tree_ for one in member.estimator.estimators_):
            links = np.concatenate([tree.children_left, tree.children_right])
            _check_links(links, tree.feature, tree.node_count, n_columns)
    if isinstance(member.estimator, HistGradientBoostingClassifier):
        for predictor in (one for stage in member.estimator._predictors for one in stage):
            nodes = predictor.nodes
            links = np.concatenate([nodes["left"], nodes["right"]]).astype(np.int64)
            _check_links(links, nodes["feature_idx"], len(nodes), n_columns)


def _check_links(links: Any, features: Any, n_nodes: int, n_columns: int) -> None:
    if not n_nodes or np.min(links) < -1 or np.max(links) >= n_nodes or np.max(features) >= n_columns:
        raise ModelError("damaged", "expected trees whose links stay inside them, found one that points outside")
