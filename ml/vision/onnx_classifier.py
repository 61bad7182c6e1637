"""A classifier the operator drops in: an ONNX file and a text file of labels."""

import csv
import io
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from ml.vision.answers import Guess, VisionError
from processing.taxonomy.names import parse_name

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's channels; what classifiers of pictures are nearly always fed with."""

DEFAULT_SIDE = 224
"""Where the model leaves the size of its input open."""

LEAST = 0.02
"""Probability below which a class is not worth telling."""

N_BEST = 3


class Labels(NamedTuple):
    """Scientific and common names by class."""

    scientific: tuple[str, ...]
    common: tuple[str, ...]


def classify(picture: bytes, model_path: str, labels_path: str) -> list[Guess]:
    """The likeliest classes of a picture, with the model's own probabilities.

    labels_path : a line a class in the model's order, `Scientific name` or `Scientific name,Common name`; classes
    that are no scientific name (`background`) are passed over.
    Raises VisionError: `vision-onnx-missing` (no runtime), `vision-onnx-unusable` (model or labels do not fit).
    """
    session, labels = _session(model_path), _labels(labels_path)
    wanted = session.get_inputs()[0]
    try:
        outputs = session.run(None, {wanted.name: _input(picture, list(wanted.shape))})
    except Exception as exc:
        # The runtime's own exceptions have no base in common.
        raise VisionError("vision-onnx-unusable", f"The ONNX model cannot be run: {str(exc)[:200]}") from exc
    scores = np.asarray(outputs[0], np.float64).ravel()
    if scores.size != len(labels.scientific):
        detail = f"The model tells {scores.size} classes apart; the labels file has {len(labels.scientific)} lines."
        raise VisionError("vision-onnx-unusable", detail)
    probabilities = _probabilities(scores)
    best = [int(index) for index in np.argsort(-probabilities)[: N_BEST * 2]]
    told = [_guess(index, labels, float(probabilities[index])) for index in best if probabilities[index] >= LEAST]
    return [guess for guess in told if guess is not None][:N_BEST]


def _guess(index: int, labels: Labels, probability: float) -> Guess | None:
    name = parse_name(labels.scientific[index])
    if name is None:
        return None
    return Guess(name.canonical, labels.common[index], str(name.rank), round(probability, 4), "By the station's model.")


def _probabilities(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Softmax, unless the model did it itself."""
    if scores.min() >= 0 and abs(scores.sum() - 1) < 1e-3:
        return scores
    raised: np.ndarray[Any, Any] = np.exp(scores - scores.max())
    return raised / float(raised.sum())


def _input(picture: bytes, shape: list[Any]) -> np.ndarray[Any, Any]:
    """The picture as the model wants it: channels first or last by where its 3 stands."""
    is_last = len(shape) == 4 and shape[3] == 3
    sides = [side for side in (shape[1:3] if is_last else shape[2:4]) if isinstance(side, int)]
    side = sides[0] if sides else DEFAULT_SIDE
    with Image.open(io.BytesIO(picture)) as image:
        square = image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    values = (np.asarray(square, np.float32) / 255 - MEAN) / DEVIATION
    batch = values[None] if is_last else values.transpose(2, 0, 1)[None]
    return np.ascontiguousarray(batch, np.float32)


@lru_cache(maxsize=2)
def _session(path: str) -> Any:
    try:
        # The runtime is the operator's choice and 60 MB: only stations with a model have it.
        import onnxruntime  # noqa: PLC0415
    except ImportError as exc:
        raise VisionError("vision-onnx-missing", "Install onnxruntime to use the station's ONNX model.") from exc
    try:
        return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    except Exception as exc:
        # (as above)
        raise VisionError("vision-onnx-unusable", f"The ONNX model cannot be loaded: {str(exc)[:200]}") from exc


@lru_cache(maxsize=2)
def _labels(path: str) -> Labels:
    try:
        rows = [row for row in csv.reader(Path(path).read_text("utf-8").splitlines()) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise VisionError("vision-onnx-unusable", f"The labels file cannot be read: {exc}") from exc
    return Labels(tuple(row[0].strip() for row in rows), tuple(row[1].strip() if row[1:] else "" for row in rows))
