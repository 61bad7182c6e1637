"""The process that decodes one picture within limits: a request on standard input, the answer on standard output."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from processing.errors import ImageError
from processing.images.standard import make_set, make_standard, write_png
from processing.images.transformations import read_transformations

MEMORY_BYTES = 2 * 1024**3
"""Address space: three copies of a hundred megapixels with the libraries."""

CPU_S = 30
"""Processor time; the largest AVIF pictures take some ten seconds."""


def main() -> None:
    """Answer one request; a refusal is an answer too, `{"code", "message"}`."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    wanted = json.load(sys.stdin)
    try:
        answer = _carry_out(wanted)
    except ImageError as exc:
        answer = {"code": exc.code, "message": exc.message}
    json.dump(answer, sys.stdout)


def _carry_out(wanted: dict[str, Any]) -> dict[str, Any]:
    path, target = Path(wanted["path"]), Path(wanted["target"])
    transformations = read_transformations(wanted["transformations"])
    if wanted["what"] == "png":
        write_png(make_standard(path, transformations), target)
        return {}
    facts, size = make_set(path, target, transformations)
    shown = asdict(facts)
    taken = facts.exif.taken
    shown["exif"]["taken"] = taken.isoformat() if taken else None
    return {"facts": shown, "size": list(size)}


if __name__ == "__main__":
    main()
