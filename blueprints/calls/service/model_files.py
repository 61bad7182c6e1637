"""Classifiers as files that go from station to station: what they say of themselves, sending and taking in.

Only the first lines are read here; what the file holds is looked over by a job before anything is built.
"""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from blueprints.calls.models import Classifier, ClassifierState
from blueprints.calls.schemas.jobs import IMPORT, TrainParams
from core.clock import iso
from core.db import db
from core.errors import AppError
from core.jobs.models import Job
from core.jobs.queue import submit

IDENTIFICATION = b"fieldstation call classifier\n"
"""The first line of every file; a test compares it with the store's."""

MAX_MODEL_BYTES = 256_000_000
"""Largest file; an ensemble of 20,000 calls has some 20 MB."""

MAX_ONNX_BYTES = 64_000_000
"""Largest ONNX model; a test compares it with what the worker reads."""

ONNX_STARTS = (b"\x08", b"\x12", b"\x1a", b"\x22", b"\x28", b"\x32", b"\x3a", b"\x42")
"""First bytes of a message of ONNX: the keys of the fields 1 to 8."""

MAX_HEADER_BYTES = 1 << 20

MAX_TEXT = 5000
"""Characters of what a file says of itself that are kept."""


def sniff_model(head: bytes) -> str:
    """Raises AppError("not-a-classifier") for anything but a classifier of ours."""
    if not head.startswith(IDENTIFICATION):
        raise AppError(422, "not-a-classifier", "Expected the .fsmodel file of a classifier, found something else.")
    return "application/octet-stream"


def sniff_onnx(head: bytes) -> str:
    """Raises AppError("not-an-onnx-model") for what cannot be one; the format has no first bytes of its own."""
    if not head.startswith(ONNX_STARTS):
        raise AppError(422, "not-an-onnx-model", "Expected an ONNX model, found something else.")
    return "application/octet-stream"


def check_onnx_size(path: Path) -> None:
    """Raises AppError("too-large"); nothing of the file is read here."""
    size = path.stat().st_size
    if size > MAX_ONNX_BYTES:
        raise AppError(422, "too-large", f"An ONNX model has at most {MAX_ONNX_BYTES} bytes, this file has {size}.")


def says_of_itself(path: Path) -> dict[str, Any]:
    """What a file says of itself, which nobody has checked. Raises AppError: "too-large", "not-a-classifier"."""
    size = path.stat().st_size
    if size > MAX_MODEL_BYTES:
        raise AppError(422, "too-large", f"A classifier has at most {MAX_MODEL_BYTES} bytes, this file has {size}.")
    with path.open("rb") as file:
        head = file.read(len(IDENTIFICATION) + MAX_HEADER_BYTES)
    about = _header(head)[0].get("about")
    return _only_plain(about) if isinstance(about, dict) else {}


def _header(head: bytes) -> tuple[dict[str, Any], int]:
    """The header of a file of ours and where its content begins."""
    stop = head.find(b"\n", len(IDENTIFICATION))
    try:
        header = json.loads(head[len(IDENTIFICATION) : stop]) if stop > 0 else None
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise AppError(422, "not-a-classifier", "The file begins as a classifier and does not go on as one.")
    return header, stop + 1


def _only_plain(about: dict[str, Any]) -> dict[str, Any]:
    """Short texts and numbers by the names we write; the rest is left away."""
    found: dict[str, Any] = {}
    for name in ("name", "notes", "method", "species", "exported_at", "created_at"):
        if isinstance(about.get(name), str):
            found[name] = about[name][:MAX_TEXT]
    scores = about.get("scores")
    if isinstance(scores, dict):
        numbers = {name: scores.get(name) for name in ("macro_f1", "balanced_accuracy", "accuracy", "n_groups")}
        found["scores"] = {name: value for name, value in numbers.items() if _is_number(value)}
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def open_import(
    says: dict[str, Any],
    *,
    file_name: str,
    sha256: str,
    group_id: UUID,
    project_id: UUID | None,
    owner_id: UUID | None,
    onnx: dict[str, Any] | None = None,
) -> Classifier:
    """The row of a file that arrived, not usable yet, and the job that looks it over. The caller commits.

    onnx : of an ONNX model, what the sender says it takes and gives.
    """
    name = str(says.get("name") or re.sub(r"\.[A-Za-z]+$", "", file_name)).strip()[:120] or "Classifier"
    row = Classifier(
        group_id=group_id,
        project_id=project_id,
        name=name,
        method=str(says.get("method", ""))[:60],
        notes=str(says.get("notes", "")),
        source={"kind": "import", "file_name": file_name, "sha256": sha256, "says": says}
        | ({"onnx": onnx} if onnx else {}),
        state=ClassifierState.CHECKING,
        blob_sha256=sha256,
        created_by=owner_id,
    )
    db.session.add(row)
    db.session.flush()
    job = submit(
        IMPORT,
        TrainParams(classifier_id=row.id),
        title=f"Look over {name}",
        owner_id=owner_id,
        group_id=group_id,
        project_id=project_id,
    )
    row.job_id = job.id
    db.session.flush()
    return row


def note_failed_import(row: Classifier, job: Job) -> None:
    """A file that is not what it has to be is let go of; the row keeps the reason."""
    row.state, row.blob_sha256 = ClassifierState.FAILED, None
    row.problem_code, row.problem_detail = job.error_code, job.error_detail


def file_for(row: Classifier, content: bytes, *, at: Any, species: str | None) -> bytes:
    """The stored file with what this station says of it in its header."""
    header, start = _header(content)
    about = {
        "name": row.name,
        "notes": row.notes,
        "method": row.method,
        "species": species,
        "scores": row.scores,
        "created_at": iso(row.created_at),
        "exported_at": iso(at),
    }
    return IDENTIFICATION + json.dumps(header | {"about": about}).encode() + b"\n" + content[start:]
