"""The detectors on offer, and what one would find in a window.

The detectors and formats bring scipy's filters and table readers, which the web process does not load
before someone asks for them: hence the imports within functions.
"""

from dataclasses import asdict
from typing import Any

from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.segmentations import PreviewBody
from blueprints.recordings.service.segmentations import check_method
from core.errors import invalid
from core.security import run_off_loop
from core.storage import Storage, storage


def describe() -> dict[str, Any]:
    """Methods, presets and formats as a page needs them."""
    from processing.audio.detect import AUTOMATIC, METHODS, PRESETS  # noqa: PLC0415 (detectors load SciPy)
    from processing.audio.formats import EXPORT_FORMATS, IMPORT_FORMATS  # noqa: PLC0415

    return {
        "methods": [
            {
                "name": method.name,
                "label": method.label,
                "uses_presets": method.uses_presets,
                "needs_model": method.needs_model,
                "parameters": [asdict(parameter) for parameter in method.parameters],
            }
            for method in METHODS.values()
        ],
        "presets": [asdict(preset) | {"values": dict(preset.values)} for preset in PRESETS.values()],
        "default": {"method": "adaptive", "preset": AUTOMATIC},
        "import_formats": ["auto", *IMPORT_FORMATS],
        "export_formats": [
            {"name": one.name, "title": one.title, "suffix": one.suffix} for one in EXPORT_FORMATS.values()
        ],
    }


def preview(recording: Recording, body: PreviewBody) -> dict[str, Any]:
    """Segments that touch a window, or its middle when it is too long for an answer at once; `from` and `to`
    say what was searched. Raises what `processing.audio.preview.preview` raises."""
    if check_method(body.method, body.preset, body.params):
        raise invalid("/method", f"{body.method} cannot be previewed; run it", "needs-model")
    found, from_s, to_s = run_off_loop(_preview, storage(), recording.blob_sha256, recording.time_expansion, body)
    return {
        "from": from_s,
        "to": to_s,
        "method": found.method,
        "preset": found.preset,
        "params": found.params,
        "results": [interval._asdict() for interval in found.intervals],
    }


def _preview(place: Storage, sha256: str, time_expansion: float, body: PreviewBody) -> Any:
    from processing.audio.preview import preview as find  # noqa: PLC0415 (detectors load SciPy)

    with place.open_local(sha256) as path:
        return find(
            path,
            body.from_s,
            body.to_s,
            time_expansion=time_expansion,
            method=body.method,
            preset=body.preset,
            params=body.params,
            channel=body.channel,
        )
