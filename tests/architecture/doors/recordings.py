"""Who may use the routes of recordings, segmentations and spectrograms."""

import io
from typing import Any

from processing.audio.spectrogram.grid import Grid
from tests.architecture.access import Door, Needs, World, one


def _recording(w: World) -> Any:
    return w.make.recording(w.project)


def _stored(w: World) -> Any:
    """One recording with a real file for the whole world; only read."""
    found = w.__dict__.get("stored")
    if found is None:
        found = w.__dict__["stored"] = w.make.stored_recording(w.project)
    return found


def _segmentation(w: World) -> Any:
    return w.make.segmentation(_recording(w))


def _tile(w: World) -> dict[str, Any]:
    row = _stored(w)
    key = Grid(row.sr_hz, row.n_frames).key
    return {"id": row.id, "content": row.blob_sha256[:16], "key": key, "level": 0, "index": 0}


def _compared(w: World) -> dict[str, Any]:
    recording = _recording(w)
    made = [w.make.segmentation(recording, is_current=is_current) for is_current in (True, False)]
    return {"reference_id": str(made[0].id), "ids": [str(made[1].id)]}


def _calls(w: World) -> list[int]:
    return w.make.segments_of(_segmentation(w))


def _named(w: World) -> dict[str, Any]:
    """Calls that the person about to ask, or the administrator, has named."""
    return {"id": w.make.label_action(_segmentation(w), w.me)}


def _learn_body(w: World) -> dict[str, Any]:
    w.make.segmentation(_recording(w), is_edited=True)
    return {"project_id": str(w.project.id)}


ADDED = {"operations": [{"op": "add", "onset_s": 0.7, "offset_s": 0.71}]}

DOORS = {
    "recordings.get_recordings": Door(Needs.VIEWER, shows=lambda w: str(_recording(w).id)),
    "recordings.post_recordings": Door(
        Needs.EDITOR,
        form=lambda w: {"project_id": str(w.project.id), "file": w.make.file(w.make.wav(0.2, seed=w.make.number()))},
    ),
    "recordings.post_bulk": Door(
        Needs.EDITOR, body=lambda w: {"action": "delete", "ids": [str(_recording(w).id)]}, takes_more=True
    ),
    "recordings.export_recordings": Door(Needs.VIEWER, shows=lambda w: str(_recording(w).id)),
    "recordings.follow_link": Door(Needs.NOTHING, path=lambda w: {"secret": "x"}),
    "recordings.get_recording": Door(Needs.VIEWER, path=one(_recording)),
    "recordings.patch_recording": Door(Needs.EDITOR, path=one(_recording), body=lambda w: {"notes": "windy"}),
    "recordings.delete_recording": Door(Needs.EDITOR, path=one(_recording)),
    "recordings.get_parts": Door(Needs.VIEWER, path=one(_recording)),
    "recordings.get_findings": Door(Needs.VIEWER, path=one(_recording)),
    "recordings.get_indices": Door(Needs.VIEWER, path=one(_recording)),
    "recordings.download_recording": Door(Needs.VIEWER, path=one(_stored)),
    "recordings.post_download_link": Door(Needs.VIEWER, path=one(_stored)),
    "recordings.get_methods": Door(Needs.SIGN_IN),
    "recordings.get_segmentations": Door(Needs.VIEWER, path=one(_recording)),
    "recordings.post_segmentation": Door(Needs.ANNOTATOR, path=one(_recording), body=lambda w: {"method": "adaptive"}),
    "recordings.post_preview": Door(Needs.VIEWER, path=one(_stored), body=lambda w: {"from": 0.0, "to": 0.5}),
    "recordings.post_import": Door(
        Needs.ANNOTATOR,
        path=one(_recording),
        form=lambda w: {"file": (io.BytesIO(b"0.1\t0.2\tfall\n"), "labels.txt"), "format": "audacity"},
    ),
    "recordings.get_segmentation": Door(Needs.VIEWER, path=one(_segmentation)),
    "recordings.patch_segmentation": Door(Needs.ANNOTATOR, path=one(_segmentation), body=lambda w: {"name": "Best"}),
    "recordings.delete_segmentation": Door(Needs.ANNOTATOR, path=one(_segmentation)),
    "recordings.export_segmentation": Door(Needs.VIEWER, path=one(_segmentation)),
    "recordings.get_learned_detectors": Door(Needs.VIEWER, shows=lambda w: str(w.make.learned_detector(w.project).id)),
    "recordings.post_learned_detector": Door(Needs.EDITOR, body=_learn_body),
    "recordings.get_learned_detector": Door(Needs.VIEWER, path=one(lambda w: w.make.learned_detector(w.project))),
    "recordings.delete_learned_detector": Door(Needs.EDITOR, path=one(lambda w: w.make.learned_detector(w.project))),
    "recordings.post_compare": Door(Needs.VIEWER, body=_compared),
    "recordings.get_segments": Door(Needs.VIEWER, path=one(_segmentation)),
    "recordings.get_history": Door(Needs.VIEWER, path=lambda w: {"id": _calls(w)[0]}),
    "recordings.post_edits": Door(
        Needs.ANNOTATOR, path=one(_segmentation), headers=lambda w: {"If-Match": "*"}, body=lambda w: ADDED
    ),
    "recordings.get_placed_segments": Door(Needs.SIGN_IN, query=lambda w: {"ids": "1,2"}),
    "recordings.post_labels": Door(Needs.ANNOTATOR, body=lambda w: {"segment_ids": _calls(w), "label": "song"}),
    "recordings.post_labels_undo": Door(Needs.ANNOTATOR, path=_named),
    "recordings.get_thumbnails": Door(Needs.SIGN_IN, query=lambda w: {"ids": "1,2"}),
    "recordings.get_waveform": Door(Needs.VIEWER, path=one(_stored), query=lambda w: {"width": 100}),
    "recordings.get_audio": Door(Needs.VIEWER, path=one(_stored), query=lambda w: {"from": 0, "to": 0.1}),
    "recordings.get_spectrogram": Door(Needs.VIEWER, path=one(_stored)),
    "recordings.get_tile": Door(Needs.VIEWER, path=_tile, has_missing=False),
    "recordings.post_spectrogram_file": Door(Needs.ANNOTATOR, path=one(_stored), body=lambda w: {}),
    "recordings.get_spectrogram_file": Door(Needs.VIEWER, path=one(_stored), also=(404,)),
}
