"""When a backup was last read whole and what was found: noted beside it, so that it goes where the backup goes."""

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from core.backup.manifest import Manifest, folder_key
from core.backup.place import Place
from core.backup.reading import verify
from core.clock import now
from core.errors import AppError

NOTE = "checked.json"
"""Name of the note; it goes with the backup's other objects when the backup is too old."""


class Check(BaseModel):
    """One reading of a whole backup."""

    checked_at: datetime
    n_wrong: int
    """Parts that were not in order; 0: it can be restored."""


def check(place: Place, manifest: Manifest, *, report: Callable[[int, int], object] = lambda *_: None) -> list[str]:
    """Read everything of a backup and note it there; returns what is wrong, in words."""
    wrong = verify(place, manifest, report=report)
    found = Check(checked_at=now(), n_wrong=len(wrong))
    with tempfile.TemporaryDirectory(prefix="fieldstation-check-") as folder:
        path = Path(folder) / NOTE
        path.write_text(found.model_dump_json())
        place.put(f"{folder_key(manifest.name)}/{NOTE}", path)
    return wrong


def last_check(place: Place, name: str) -> Check | None:
    """The latest reading of a backup; None when nobody has read it, or the note cannot be understood."""
    key = f"{folder_key(name)}/{NOTE}"
    if not place.exists(key):
        return None
    try:
        with place.open(key) as path:
            return Check.model_validate(json.loads(path.read_text()))
    except (AppError, ValidationError, ValueError):
        return None
