"""Runs one ONNX model over rows of measures. Lies apart, so that its process loads nothing else of the program."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processing.errors import ModelError


@dataclass(frozen=True)
class Run:
    """How a model is run.

    input, output : their names. kind : number type of the input. shape : of the rows. labels : what is scored.
    rows_at_once : rows a run takes. is_fixed : whether the model takes exactly so many.
    """

    input: str
    output: str
    kind: str
    shape: tuple[int, int]
    labels: list[str]
    rows_at_once: int
    is_fixed: bool


def score(model: Path, rows: Path, target: Path, how: Run) -> None:
    """Write float32 scores of each row, a column a label, to a file.

    model : its file. rows : a file of float32 rows, little-endian.
    Raises ModelError("onnx-failed") with the runtime's reason.
    """
    # Loaded under the limits; outside this process nothing loads the runtime.
    import numpy as np  # noqa: PLC0415

    # (as above)
    import onnxruntime  # noqa: PLC0415

    table = np.frombuffer(rows.read_bytes(), dtype="<f4").reshape(how.shape).astype(how.kind)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model.read_bytes(), options, providers=["CPUExecutionProvider"])
        starts = range(0, len(table), how.rows_at_once)
        blocks = [_block(np, session, table[n : n + how.rows_at_once], how) for n in starts]
    except ModelError:
        raise
    except Exception as exc:
        # The runtime has exceptions of its own for each of its states, without a common class.
        raise ModelError("onnx-failed", f"the model cannot be run: {str(exc)[-300:]}") from exc
    found = np.concatenate(blocks).astype("<f4")
    if found.shape != (len(table), len(how.labels)):
        shape = list(found.shape[1:])
        raise ModelError("onnx-failed", f"expected a score of each of {len(how.labels)} labels, got {shape}")
    target.write_bytes(found.tobytes())


def _block(np: Any, session: Any, rows: Any, how: Run) -> Any:
    """Scores of some rows; a model of fixed size gets zeros for those that are missing."""
    filled = rows
    if how.is_fixed:
        filled = np.concatenate([rows, np.zeros((how.rows_at_once - len(rows), rows.shape[1]), rows.dtype)])
    scores = session.run([how.output], {how.input: filled})[0]
    return _table(np, scores, how.labels)[: len(rows)]


def _table(np: Any, scores: Any, labels: list[str]) -> Any:
    """Scores in columns; those that come as a map for each row by the labels' names, or else by number."""
    if not isinstance(scores, list):
        return scores
    keys: list[Any] = labels if isinstance(next(iter(scores[0])), str) else list(range(len(labels)))
    strange = [key for key in scores[0] if key not in keys]
    if strange or len(scores[0]) != len(keys):
        found = f"expected scores of {', '.join(map(str, keys))}, got {', '.join(map(str, scores[0]))}"
        raise ModelError("onnx-failed", found)
    return np.array([[row[key] for key in keys] for row in scores])
