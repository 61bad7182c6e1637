"""Detection models as bytes: skops with a fixed list of types, never a pickle."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, fields
from typing import Any

import skops.io

from ml.detection.model import DetectionModel
from ml.detection.table import NAMES
from processing.audio.detect import AdaptiveParams, build
from processing.errors import ModelError, ProcessingError

FORMAT = "fieldstation-detection-1"
"""Names the layout of the stored dictionary."""

TRUSTED = ("sklearn.tree._tree.Tree",)
"""Types beyond those skops itself trusts that a stored model may hold."""


MAX_BYTES = 500_000_000
"""Most bytes a stored model may unpack to: forests of 150,000 calls take a fifth of that."""


def save(model: DetectionModel) -> bytes:
    """A model as bytes that `load` reads."""
    content: dict[str, Any] = {f.name: getattr(model, f.name) for f in fields(model)}
    content |= {"format": FORMAT, "columns": list(NAMES), "params": asdict(model.params)}
    return bytes(skops.io.dumps(content, compression=zipfile.ZIP_DEFLATED))


def load(data: bytes) -> DetectionModel:
    """Read a stored model.

    Raises ModelError: not-a-model (other bytes, or types that are not allowed), other-columns (made by a
    version that measured candidates differently; train again).
    """
    try:
        _check_size(data)
        unknown = set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED)
        if unknown:
            raise ModelError("not-a-model", f"the model holds types that are not allowed: {sorted(unknown)}")
        content = skops.io.loads(data, trusted=list(TRUSTED))
    except (ValueError, KeyError, TypeError, OSError, AttributeError, zipfile.BadZipFile) as error:
        raise ModelError("not-a-model", f"expected a stored detection model: {error}") from error
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise ModelError("not-a-model", "expected a stored detection model, found something else")
    if content.pop("columns") != list(NAMES):
        raise ModelError("other-columns", "the model was made for other measures of candidates; train it again")
    try:
        return DetectionModel(**{**content, "params": build(AdaptiveParams, content["params"])})
    except (TypeError, KeyError, ProcessingError) as error:
        raise ModelError("not-a-model", f"expected the fields of a detection model: {error}") from error


def _check_size(data: bytes) -> None:
    """Refuse what would unpack to more than a model can be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        n_bytes = sum(entry.file_size for entry in archive.infolist())
    if n_bytes > MAX_BYTES:
        raise ModelError("not-a-model", f"expected at most {MAX_BYTES:,} bytes, the model unpacks to {n_bytes:,}")
