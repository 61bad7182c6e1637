"""A process of its own that runs one ONNX model over rows of measures, within limits it sets itself.

Started by path, so that nothing else of the program is loaded. Takes from standard input a line of JSON (the
limits, the names of input and output, the shape), the model's bytes and float32 rows; writes float32 scores.
What goes wrong ends it, with the reason as the last line of standard error.
"""

import json
import resource
import sys
from typing import Any


def _limit(memory_bytes: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def main() -> None:
    said = json.loads(sys.stdin.buffer.readline())
    _limit(said["memory_bytes"], said["cpu_s"])
    # Loaded under the limits; outside this process nothing loads the runtime.
    import numpy as np  # noqa: PLC0415
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    model = sys.stdin.buffer.read(said["model_bytes"])
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    rows = np.frombuffer(sys.stdin.buffer.read(), dtype="<f4").reshape(said["shape"]).astype(said["kind"])
    size = said["rows_at_once"]
    blocks = []
    for first in range(0, len(rows), size):
        block = rows[first : first + size]
        filled = np.concatenate([block, np.zeros((size - len(block), rows.shape[1]), rows.dtype)])
        scores = session.run([said["output"]], {said["input"]: filled if said["is_fixed"] else block})[0]
        blocks.append(_table(np, scores, said["labels"])[: len(block)])
    found = np.concatenate(blocks).astype("<f4")
    if found.shape != (len(rows), len(said["labels"])):
        raise SystemExit(f"expected a score of each of {len(said['labels'])} labels, got {list(found.shape[1:])}")
    sys.stdout.buffer.write(found.tobytes())


def _table(np: Any, scores: Any, labels: list[str]) -> Any:
    """Scores in columns; those that come as a map for each row by the labels' names, or else by number."""
    if not isinstance(scores, list):
        return scores
    keys: list[Any] = labels if isinstance(next(iter(scores[0])), str) else list(range(len(labels)))
    strange = [key for key in scores[0] if key not in keys]
    if strange or len(scores[0]) != len(keys):
        raise SystemExit(f"expected scores of {', '.join(map(str, keys))}, got {', '.join(map(str, scores[0]))}")
    return np.array([[row[key] for key in keys] for row in scores])


if __name__ == "__main__":
    main()
