"""Classifiers as bytes and back, in a form that cannot run code.

A file is a line of identification, a JSON header and packed plain arrays whose types and shapes the header
names. Nothing is built that is not one of the kinds in `fitted`, and what the arrays say is checked before
it is used. Files of the first format, which were skops archives, are read by `format1`; the third holds an
ONNX model, see `onnx`.
"""

import hashlib
import json
import math
import zlib
from dataclasses import asdict
from typing import Any

import numpy as np

from ml.calls import format1
from ml.calls.findings import Code, TrainingWarning
from ml.calls.fitted import KINDS
from ml.calls.members import FittedMember
from ml.calls.novelty import Novelty
from ml.calls.onnx import OnnxClassifier, of_stored
from ml.calls.training import TrainedClassifier
from processing.audio.features import FEATURE_SETS
from processing.errors import ModelError

IDENTIFICATION = b"fieldstation call classifier\n"
"""The first line of every file."""

FORMAT_VERSION = 2
"""Version of the layout of arrays; the first is read besides."""

ONNX_FORMAT = 3
"""Version of the layout whose content is an ONNX model."""

MOST_HEADER_BYTES = 1 << 20
"""Longest header; labels and warnings of a large repertoire are a few kilobytes."""

MOST_UNPACKED_BYTES = 1 << 30
"""Largest sum of the arrays; an ensemble of 20,000 calls has about a tenth."""

MOST_RATIO = 100
"""Unpacked over packed bytes, from 16 MB on; arrays of trees pack 3 to 10 times."""

RATIO_FROM_BYTES = 16 << 20

MOST_MEMBERS = 20
"""Members of a pool; the ensemble has six."""

TYPES = {"f4": "<f4", "f8": "<f8", "i4": "<i4", "i8": "<i8"}
"""Types of arrays, as the header names them: numbers only."""

_MEMBER_ARRAYS = {"columns": "i", "centre": "f", "scale": "f", "classes": "i"}


def dump(classifier: TrainedClassifier | OnnxClassifier) -> bytes:
    """The classifier as bytes, for `load`. Raises ModelError("damaged") for a model of a kind that has no arrays."""
    if isinstance(classifier, OnnxClassifier):
        return _dump_onnx(classifier)
    arrays = _arrays_of(classifier)
    payload = zlib.compress(b"".join(array.tobytes() for array in arrays.values()), level=1)
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
        "members": [{"kind": _kind_of(one), "is_squashed": one.is_squashed} for one in classifier.members],
        "has_novelty": classifier.novelty is not None,
        "arrays": [[name, array.dtype.str[1:], list(array.shape)] for name, array in arrays.items()],
    }
    return IDENTIFICATION + json.dumps(header).encode() + b"\n" + payload


def _dump_onnx(classifier: OnnxClassifier) -> bytes:
    takes = classifier.takes
    header = {
        "format": ONNX_FORMAT,
        "sha256": hashlib.sha256(classifier.content).hexdigest(),
        "method": classifier.method,
        "feature_set": classifier.feature_set,
        "code_version": classifier.code_version,
        "band_hz": None if takes.band_hz is None else list(takes.band_hz),
        "labels": list(classifier.labels),
        "scores": takes.scores,
    }
    return IDENTIFICATION + json.dumps(header).encode() + b"\n" + classifier.content


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
    except (ValueError, RecursionError) as error:
        raise ModelError("not-a-classifier", f"expected a JSON header, found: {error}") from error
    known = (format1.FORMAT_VERSION, FORMAT_VERSION, ONNX_FORMAT)
    if not isinstance(header, dict) or header.get("format") not in known:
        raise ModelError("other-format", f"expected format {FORMAT_VERSION}, got a file of another")
    return header


def load(data: bytes) -> TrainedClassifier | OnnxClassifier:
    """The classifier that `dump` stored.

    Raises ModelError: "not-a-classifier", "other-format", "damaged" if content and hash differ or a part
    is not what it has to be, "untrusted-model" for more than a classifier can hold and for types that are
    not expected or operators that are never run, "feature-version" if its measures are taken by other code than
    this program's, so that it has to be trained again; and of an ONNX model as `onnx.accept`.
    """
    header = header_of(data)
    payload = data[data.index(b"\n", len(IDENTIFICATION)) + 1 :]
    if hashlib.sha256(payload).hexdigest() != header.get("sha256"):
        raise ModelError("damaged", "expected content with the header's SHA-256, found other content")
    n_features = _checked_features(header)
    try:
        if header["format"] == ONNX_FORMAT:
            return of_stored(payload, header)
        if header["format"] == format1.FORMAT_VERSION:
            members, weights, novelty = format1.parts_of(payload)
        else:
            members, weights, novelty = _parts(header, _unpacked(header["arrays"], payload), n_features)
        classifier = _classifier(header, members, weights, novelty)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise ModelError("damaged", f"expected the parts of a classifier, found: {error}") from error
    _check_whole(classifier, n_features)
    return classifier


def _checked_features(header: dict[str, Any]) -> int:
    """Columns of the feature set the file was made with, which has to be this program's."""
    known = FEATURE_SETS.get(str(header.get("feature_set")))
    if known is None or known.code_version != header.get("code_version"):
        expected = known.code_version if known else "a known feature set"
        raise ModelError(
            "feature-version",
            f"expected measures of {expected}, the file has {header.get('code_version')}; train again",
        )
    return len(known.names)


def _kind_of(member: FittedMember) -> str:
    kind = getattr(member.model, "kind", None)
    if kind not in KINDS:
        raise ModelError("damaged", f"expected one of {', '.join(KINDS)}, found a {type(member.model).__name__}")
    return str(kind)


def _arrays_of(classifier: TrainedClassifier) -> dict[str, Any]:
    found: dict[str, Any] = {"weights": classifier.weights}
    for number, member in enumerate(classifier.members):
        _kind_of(member)
        model = {f"model.{name}": array for name, array in member.model.arrays().items()}
        mine = {name: getattr(member, name) for name in _MEMBER_ARRAYS} | model
        found |= {f"{number}.{name}": array for name, array in mine.items()}
    if classifier.novelty is not None:
        known = asdict(classifier.novelty) | {"threshold": np.array([classifier.novelty.threshold])}
        found |= {f"novelty.{name}": array for name, array in known.items()}
    return {name: np.ascontiguousarray(array, dtype=_stored_type(array)) for name, array in found.items()}


def _stored_type(array: Any) -> str:
    name = f"{'i' if array.dtype.kind in 'iu' else 'f'}{max(array.dtype.itemsize, 4)}"
    return TYPES[name]


def _unpacked(listed: list[Any], payload: bytes) -> dict[str, Any]:
    """The arrays by name. Sizes are summed up before a byte is unpacked, and no more is than they say."""
    table = [(str(name), TYPES[kind], tuple(int(n) for n in shape)) for name, kind, shape in listed]
    if any(n < 0 for _, _, shape in table for n in shape) or any(len(shape) > 3 for _, _, shape in table):
        raise ModelError("damaged", "expected arrays of up to three dimensions, found others")
    sizes = [math.prod(shape) * int(kind[2:]) for _, kind, shape in table]
    total = sum(sizes)
    if total > MOST_UNPACKED_BYTES:
        raise ModelError("untrusted-model", f"expected at most {MOST_UNPACKED_BYTES} bytes of arrays, got {total}")
    if total > RATIO_FROM_BYTES and total > MOST_RATIO * len(payload):
        raise ModelError("untrusted-model", f"{len(payload)} bytes would unpack to {total}")
    machine = zlib.decompressobj()
    try:
        content = machine.decompress(payload, total + 1)
    except zlib.error as error:
        raise ModelError("damaged", f"expected packed arrays, found: {error}") from error
    if len(content) != total:
        raise ModelError("damaged", f"expected {total} bytes of arrays, found another number")
    arrays, start = {}, 0
    for (name, kind, shape), size in zip(table, sizes, strict=True):
        arrays[name] = np.frombuffer(content, dtype=kind, count=math.prod(shape), offset=start).reshape(shape)
        start += size
    return arrays


def _parts(
    header: dict[str, Any], arrays: dict[str, Any], n_features: int
) -> tuple[tuple[FittedMember, ...], Any, Novelty | None]:
    if len(header["members"]) > MOST_MEMBERS:
        raise ModelError("damaged", f"expected at most {MOST_MEMBERS} members, found {len(header['members'])}")
    members = tuple(_member(one, _within(arrays, f"{i}."), n_features) for i, one in enumerate(header["members"]))
    novelty = _novelty(_within(arrays, "novelty.")) if header["has_novelty"] else None
    return members, arrays["weights"], novelty


def _within(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _member(listed: dict[str, Any], arrays: dict[str, Any], n_features: int) -> FittedMember:
    for name, kind in _MEMBER_ARRAYS.items():
        if arrays[name].ndim != 1 or arrays[name].dtype.kind != kind:
            raise ModelError("damaged", f"expected a list of numbers as {name}, found another array")
    columns = arrays["columns"]
    _require_positions(columns, n_features, "columns")
    built = KINDS[str(listed["kind"])].of(_within(arrays, "model."), len(columns), len(arrays["classes"]))
    return FittedMember(
        columns, arrays["centre"], arrays["scale"], listed["is_squashed"] is True, arrays["classes"], built
    )


def _novelty(arrays: dict[str, Any]) -> Novelty:
    return Novelty(**(arrays | {"threshold": float(arrays["threshold"][0])}))


def _classifier(
    header: dict[str, Any], members: tuple[FittedMember, ...], weights: Any, novelty: Novelty | None
) -> TrainedClassifier:
    return TrainedClassifier(
        method=str(header["method"]),
        feature_set=str(header["feature_set"]),
        code_version=str(header["code_version"]),
        band_hz=(float(header["band_hz"][0]), float(header["band_hz"][1])),
        labels=tuple(str(label) for label in header["labels"]),
        members=members,
        weights=np.asarray(weights, dtype=np.float64),
        novelty=novelty,
        class_counts=tuple(int(count) for count in header["class_counts"]),
        warnings=tuple(_warning(warning) for warning in header["warnings"]),
    )


def _warning(stored: dict[str, Any]) -> TrainingWarning:
    return TrainingWarning(Code(stored["code"]), stored["message"], tuple(stored["labels"]), int(stored["count"]))


def _check_whole(classifier: TrainedClassifier, n_features: int) -> None:
    """What prediction relies on and no single part can know."""
    n_labels = len(classifier.labels)
    if not n_labels or len(classifier.class_counts) != n_labels:
        raise ModelError("damaged", "expected labels with a count each, found others")
    if classifier.weights.shape != (len(classifier.members),) or bool(classifier.members) != bool(classifier.novelty):
        raise ModelError("damaged", "expected a weight for every member and a measure of what is unknown")
    for member in classifier.members:
        _require_positions(member.columns, n_features, "columns")
        _require_positions(member.classes, n_labels, "classes")
        if not len(member.columns) == len(member.centre) == len(member.scale):
            raise ModelError("damaged", "expected a centre and a scale for every column, found others")
    if classifier.novelty is not None:
        _check_novelty(classifier.novelty, n_features)


def _check_novelty(novelty: Novelty, n_features: int) -> None:
    n_axes = len(novelty.axes)
    parts = (novelty.centre, novelty.scale, novelty.axes, novelty.metric, novelty.references)
    shapes = ((n_features,), (n_features,), (n_axes, n_features), (n_axes + 1, n_axes + 1))
    is_whole = novelty.references.ndim == 2 and all(bool(np.isfinite(part).all()) for part in parts)
    if not is_whole or tuple(part.shape for part in parts[:4]) != shapes or not len(novelty.references):
        raise ModelError("damaged", "expected reference calls on the axes of the measures, found others")
    if novelty.references.shape[1] != n_axes + 1:
        raise ModelError("damaged", "expected reference calls on the axes of the measures, found others")


def _require_positions(positions: Any, n: int, what: str) -> None:
    if positions.ndim != 1 or not len(positions) or np.min(positions) < 0 or np.max(positions) >= n:
        raise ModelError("damaged", f"expected {what} from 0 to {n - 1}, found others")
