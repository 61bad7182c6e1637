"""Who may use the routes of training sets, classifiers, runs and results."""

from datetime import UTC, datetime, timedelta
from typing import Any

from blueprints.recordings.models import Segment
from core.clock import now
from core.db import db
from tests.architecture.access import Door, Needs, World, one, unique


def _clips_form(w: World) -> dict[str, Any]:
    content = w.make.clips_zip(2) + w.make.number().to_bytes(4, "big")
    return {"project_id": str(w.project.id), "file": w.make.file(content, "clips.zip")}


def _model_form(w: World) -> dict[str, Any]:
    return {"project_id": str(w.project.id), "file": w.make.file(w.make.model_file(), "other.fsmodel")}


def _classifier_body(w: World) -> dict[str, Any]:
    source = {"kind": "training-set", "training_set_id": str(w.make.training_set(w.group).id)}
    return {"name": "Myotis", "project_id": str(w.project.id), "source": source}


def _run_body(w: World) -> dict[str, Any]:
    segmentation = w.make.segmentation(w.make.recording(w.project))
    return {"segmentation_id": str(segmentation.id), "classifier_id": str(w.make.classifier(w.group).id)}


def _batch_body(w: World) -> dict[str, Any]:
    w.make.segmentation(w.make.recording(w.project))
    return {"project_id": str(w.project.id), "classifier_id": str(w.make.classifier(w.group).id)}


def _run(w: World) -> Any:
    return w.make.run(w.make.segmentation(w.make.recording(w.project)))


def _label(w: World) -> str:
    """A label found nowhere else, which a person gave to the segments of a recording."""
    recording, label = w.make.recording(w.project, recorded_at=now()), unique("label")
    segmentation = w.make.segmentation(recording)
    db.session.query(Segment).filter_by(segmentation_id=segmentation.id).update({"label": label})
    db.session.commit()
    return label


def _night(w: World) -> str:
    """A night of which no other recording is."""
    day = datetime(1990, 1, 1, 22, tzinfo=UTC) + timedelta(days=w.make.number())
    w.make.segmentation(w.make.recording(w.project, recorded_at=day))
    return day.date().isoformat()


DOORS = {
    "calls.list_methods": Door(Needs.SIGN_IN),
    "calls.list_export_formats": Door(Needs.SIGN_IN),
    "calls.list_training_sets": Door(Needs.VIEWER, shows=lambda w: str(w.make.training_set(w.group).id)),
    "calls.create_training_set": Door(Needs.EDITOR, form=_clips_form),
    "calls.get_training_set": Door(Needs.VIEWER, path=one(lambda w: w.make.training_set(w.group))),
    "calls.delete_training_set": Door(Needs.EDITOR, path=one(lambda w: w.make.training_set(w.group))),
    "calls.list_classifiers": Door(Needs.VIEWER, shows=lambda w: str(w.make.classifier(w.group).id)),
    "calls.create_classifier": Door(Needs.EDITOR, body=_classifier_body),
    "calls.get_classifier": Door(Needs.VIEWER, path=one(lambda w: w.make.classifier(w.group))),
    "calls.change_classifier": Door(
        Needs.EDITOR, path=one(lambda w: w.make.classifier(w.group)), body=lambda w: {"notes": "good"}
    ),
    "calls.delete_classifier": Door(Needs.EDITOR, path=one(lambda w: w.make.classifier(w.group))),
    "calls.get_evaluation": Door(Needs.VIEWER, path=one(lambda w: w.make.classifier(w.group))),
    "calls.import_classifier": Door(Needs.EDITOR, form=_model_form),
    "calls.compare_classifiers": Door(
        Needs.VIEWER,
        query=lambda w: {"ids": ",".join(str(w.make.classifier(w.group).id) for _ in range(2))},
    ),
    "calls.show_lineage": Door(Needs.VIEWER, path=one(lambda w: w.make.classifier(w.group))),
    "calls.export_classifier": Door(Needs.VIEWER, path=one(lambda w: w.make.classifier(w.group))),
    "calls.list_runs": Door(Needs.VIEWER, shows=lambda w: str(_run(w).id)),
    "calls.create_run": Door(Needs.ANNOTATOR, body=_run_body),
    "calls.create_batch": Door(Needs.ANNOTATOR, body=_batch_body),
    "calls.get_run": Door(Needs.VIEWER, path=one(_run)),
    "calls.delete_run": Door(Needs.EDITOR, path=one(_run)),
    "calls.summarise_run": Door(Needs.VIEWER, path=one(_run)),
    "calls.list_predictions": Door(Needs.VIEWER, path=one(_run)),
    "calls.list_calls": Door(Needs.VIEWER, shows=lambda w: str(_run(w).recording_id)),
    "calls.export_calls": Door(
        Needs.VIEWER, shows=lambda w: str(_run(w).recording_id), query=lambda w: {"format": "json"}
    ),
    "calls.show_activity": Door(Needs.VIEWER, shows=_label),
    "calls.show_nights": Door(Needs.VIEWER, shows=_night),
    "calls.show_sequences": Door(Needs.VIEWER, shows=lambda w: str(_run(w).recording_id)),
    "calls.show_places": Door(Needs.VIEWER, shows=_label),
}
