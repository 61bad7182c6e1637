"""A classifier that is an ONNX model: what it takes, what it gives, and how it is applied."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import numpy as np

from ml.calls.findings import Code, TrainingWarning
from ml.calls.onnx.graph import NUMBERS, Contents, Value, read_contents
from ml.calls.training import Predictions
from ml.hosts.onnx import Run, score
from processing.arrays import FloatArray
from processing.audio.features import FEATURE_SETS, FeatureTable
from processing.bounded import BoundedError, Limits, run
from processing.errors import ModelError

METHOD = "onnx"
"""Its name among the methods; nothing is trained with it."""

MEMORY_BYTES = 1_000_000_000
"""Address space of the process that runs a model; the runtime itself needs less than 0.4 GB of it."""

START_S = 30.0
"""Seconds a model may take to begin with."""

PER_ROW_S = 0.01
"""Seconds a row may take; a network on measures takes a hundredth of it."""

ROWS_AT_ONCE = 256
"""Calls a model sees at a time, unless it says how many."""

MOST_ROWS_AT_ONCE = 10_000
"""Largest number of rows a model may insist on."""

N_TRIED = 16
"""Made-up calls a model is tried on before it is taken in."""

MOST_LABELS = 1000
LONGEST_LABEL = 100
"""Characters; as a prediction's label in the database."""

SUM_TOLERANCE = 1e-3
"""How far the probabilities of a call may be from 1; float32 sums of many small shares miss it a little."""

NEVER_UNKNOWN = TrainingWarning(
    Code.NEVER_UNKNOWN, "It was trained elsewhere and knows no distances: calls of no known type get a name as well."
)

Scores = Literal["probabilities", "logits"]


class Takes(NamedTuple):
    """What a person says of a model.

    labels : in the order of its scores; empty if the model names its classes itself.
    feature_set : the measures it takes, in their order. band_hz : limits in which they are taken; None for 0 to
        half the sampling rate of each recording. scores : what comes out; logits are made probabilities here.
    """

    labels: tuple[str, ...]
    feature_set: str
    band_hz: tuple[float, float] | None = None
    scores: Scores = "probabilities"


@dataclass(frozen=True)
class OnnxClassifier:
    """An ONNX model with all that is needed to apply it.

    content : the file. rows_at_once : how many rows its input has, if that is fixed.
    """

    content: bytes
    takes: Takes
    code_version: str
    input: Value
    output: Value
    producer: str
    rows_at_once: int | None
    method = METHOD

    @property
    def labels(self) -> tuple[str, ...]:
        return self.takes.labels

    @property
    def feature_set(self) -> str:
        return self.takes.feature_set

    @property
    def measured_in_hz(self) -> tuple[float, float] | None:
        """The band calls have to be measured in; None for all of it."""
        return self.takes.band_hz

    @property
    def class_counts(self) -> tuple[int, ...]:
        """Of calls it was trained on nothing is known."""
        return (0,) * len(self.labels)

    @property
    def warnings(self) -> tuple[TrainingWarning, ...]:
        return (NEVER_UNKNOWN,)

    def predict(self, table: FeatureTable) -> Predictions:
        """Probabilities of every label for each call; equal ones, and unknown, where it cannot be measured.

        Raises ModelError("feature-version"), ("band-mismatch"), and as `try_out`.
        """
        narrowed = table.as_set(self.feature_set)
        if narrowed.code_version != self.code_version:
            raise ModelError(
                "feature-version", f"expected measures of {self.code_version}, got {narrowed.code_version}"
            )
        if self.takes.band_hz is not None and narrowed.band_hz != self.takes.band_hz:
            raise ModelError("band-mismatch", f"expected measures in {self.takes.band_hz} Hz, got {narrowed.band_hz}")
        n_calls, n_labels = len(narrowed.values), len(self.labels)
        probabilities = np.full((n_calls, n_labels), 1.0 / n_labels)
        measurable = narrowed.is_measurable
        if measurable.any():
            probabilities[measurable] = self._probabilities(narrowed.values[measurable])
        shares = (probabilities / np.sum(probabilities, axis=1, keepdims=True)).astype(np.float32)
        return Predictions(self.labels, shares, ~measurable, np.zeros(n_calls))

    def try_out(self) -> None:
        """Run the model on made-up calls.

        Raises ModelError("onnx-failed") if it cannot be run within its limits, and ("onnx-mismatch") if what
        comes out are no scores of the labels.
        """
        n_columns = len(FEATURE_SETS[self.feature_set].names)
        rng = np.random.default_rng(0)
        self._probabilities(np.concatenate([np.zeros((1, n_columns)), rng.normal(0, 1, (N_TRIED - 1, n_columns))]))

    def _probabilities(self, values: FloatArray) -> FloatArray:
        scores = _run(self, np.ascontiguousarray(values, dtype="<f4")).astype(np.float64)
        if not np.isfinite(scores).all():
            raise ModelError("onnx-mismatch", "expected finite scores, the model gave others")
        if self.takes.scores == "logits":
            powers = np.exp(scores - np.max(scores, axis=1, keepdims=True))
            return np.asarray(powers / np.sum(powers, axis=1, keepdims=True))
        if np.min(scores) < -SUM_TOLERANCE or np.max(np.abs(np.sum(scores, axis=1) - 1.0)) > SUM_TOLERANCE:
            raise ModelError(
                "onnx-mismatch", "expected probabilities that sum to 1; if the model gives logits, import it as such"
            )
        return np.asarray(np.maximum(scores, 0.0))


def accept(content: bytes, takes: Takes) -> OnnxClassifier:
    """The classifier that a file and what a person says of it make; nothing of it is run.

    Raises ModelError: as `read_contents`; "onnx-mismatch" if its input or output cannot be those of a
    classifier of the labels on the measures; "feature-version" for measures that are not known here.
    """
    contents = read_contents(content)
    known = FEATURE_SETS.get(takes.feature_set)
    if known is None:
        raise ModelError("feature-version", f"expected one of {', '.join(FEATURE_SETS)}, got {takes.feature_set!r}")
    labelled = takes if takes.labels else takes._replace(labels=contents.class_names)
    _check_labels(labelled.labels, contents)
    source = _input(contents, len(known.names), known.name)
    rows = source.shape[0] if source.shape else None
    if rows is not None and rows > MOST_ROWS_AT_ONCE:
        raise ModelError("untrusted-model", f"expected an input of at most {MOST_ROWS_AT_ONCE} rows, got {rows}")
    output = _output(contents, len(labelled.labels))
    return OnnxClassifier(content, labelled, known.code_version, source, output, contents.producer, rows)


def of_stored(content: bytes, header: dict[str, object]) -> OnnxClassifier:
    """The classifier of a stored file; its measures have to be those of today."""
    band, labels = header["band_hz"], header["labels"]
    scores: Scores = "logits" if header["scores"] == "logits" else "probabilities"
    if not isinstance(labels, list) or not (band is None or isinstance(band, list)):
        raise ModelError("damaged", "expected labels and a band, found others")
    limits = None if band is None else (float(band[0]), float(band[1]))
    takes = Takes(tuple(str(label) for label in labels), str(header["feature_set"]), limits, scores)
    found = accept(content, takes)
    return replace(found, code_version=str(header["code_version"]))



def _check_labels(labels: tuple[str, ...], contents: Contents) -> None:
    if not labels:
        raise ModelError("onnx-mismatch", "expected labels in the order of the scores; the model names none itself")
    if len(labels) > MOST_LABELS or len(set(labels)) != len(labels):
        raise ModelError("onnx-mismatch", f"expected up to {MOST_LABELS} different labels, got others")
    if any(not label.strip() or len(label) > LONGEST_LABEL for label in labels):
        raise ModelError("onnx-mismatch", f"expected labels of 1 to {LONGEST_LABEL} characters, got others")
    if contents.class_names and contents.class_names != labels:
        raise ModelError(
            "onnx-mismatch",
            f"the model names its classes itself: {', '.join(contents.class_names)[:200]}; leave the labels out",
        )


def _input(contents: Contents, n_columns: int, feature_set: str) -> Value:
    if len(contents.inputs) != 1:
        raise ModelError("onnx-mismatch", f"expected one input with all measures, found {len(contents.inputs)}")
    found = contents.inputs[0]
    if found.kind not in NUMBERS.values():
        raise ModelError("onnx-mismatch", f"expected an input of float or double, found {found.kind}")
    if found.shape is not None and (len(found.shape) != 2 or found.shape[1] not in (None, n_columns)):
        raise ModelError(
            "onnx-mismatch", f"{feature_set} has {n_columns} measures a call; the model's input is {_shown(found)}"
        )
    return found


def _output(contents: Contents, n_labels: int) -> Value:
    fitting = [one for one in contents.outputs if _fits(one, n_labels)]
    # Of several outputs the one that says what it is; a label's own output is no table of numbers.
    fitting.sort(key=lambda one: "prob" not in one.name.lower())
    if not fitting:
        shown = ", ".join(f"{one.name} {_shown(one)}" for one in contents.outputs)
        raise ModelError("onnx-mismatch", f"expected an output with a score of each of {n_labels} labels, got {shown}")
    return fitting[0]


def _fits(value: Value, n_labels: int) -> bool:
    if value.kind == "maps":
        return True
    is_table = value.shape is None or (len(value.shape) == 2 and value.shape[1] in (None, n_labels))
    return value.kind in NUMBERS.values() and is_table


def _shown(value: Value) -> str:
    return "of any shape" if value.shape is None else f"[{', '.join(str(n or 'n') for n in value.shape)}]"


def _run(classifier: OnnxClassifier, rows: FloatArray) -> FloatArray:
    """Scores of each row, shape (n, n_labels), from a process that lives as long as this takes."""
    limit_s = START_S + PER_ROW_S * len(rows)
    how = Run(
        input=classifier.input.name,
        output=classifier.output.name,
        kind=classifier.input.kind,
        shape=(rows.shape[0], rows.shape[1]),
        labels=list(classifier.labels),
        rows_at_once=classifier.rows_at_once or ROWS_AT_ONCE,
        is_fixed=classifier.rows_at_once is not None,
    )
    n_bytes = 4 * len(rows) * len(classifier.labels)
    limits = Limits(MEMORY_BYTES, cpu_s=int(limit_s) or 1, wait_s=limit_s, file_bytes=n_bytes)
    with TemporaryDirectory() as name:
        model, given, scores = (Path(name) / part for part in ("model", "rows", "scores"))
        model.write_bytes(classifier.content)
        given.write_bytes(rows.astype("<f4").tobytes())
        try:
            run(limits, score, model, given, scores, how)
        except BoundedError as error:
            detail = f"the model took more memory, or longer than {limit_s:.0f} s for {len(rows)} calls"
            raise ModelError("onnx-failed", detail) from error
        return np.frombuffer(scores.read_bytes(), dtype="<f4").reshape(len(rows), len(classifier.labels))
