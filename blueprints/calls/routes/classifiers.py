"""Training sets, classifiers, their evaluation and their files."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, send_file
from sqlalchemy import select

from blueprints.calls import policy
from blueprints.calls.models import Classifier, ClassifierState, TrainingSet
from blueprints.calls.routes.blueprint import api
from blueprints.calls.schemas.answers import (
    ClassifierComparisonOut,
    ClassifierMethodsOut,
    ClassifierOut,
    ClassifierPage,
    EvaluationOut,
    LineageOut,
    TrainingSetOut,
    TrainingSetPage,
)
from blueprints.calls.schemas.classifiers import (
    ClassifierBody,
    ClassifierImportForm,
    ClassifierPatch,
    ClassifierQuery,
    CompareQuery,
    TrainingSetForm,
    TrainingSetQuery,
)
from blueprints.calls.service import classifiers as service
from blueprints.calls.service import lineage
from blueprints.calls.service.model_files import file_for
from blueprints.calls.service.shapes import shape_classifier, shape_training_set
from blueprints.species import policy as species
from blueprints.species.models import Species
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.clock import now
from core.db import db
from core.documents import NOTHING, file_of
from core.errors import conflict, invalid
from core.paging import Ordering, moment, paginate
from core.storage import storage
from core.uploads.multipart import receive_multipart

ORDERINGS = {"created_at": Ordering(Classifier.created_at, moment), "name": Ordering(Classifier.name)}
MODEL_TYPE = "application/octet-stream"

MAX_COMPARED = 10
"""Classifiers side by side; more do not fit a screen."""

TABLE_ENDINGS = (".csv", ".tsv", ".txt")
"""Endings of names of tables; anything else is taken for an archive."""

SET_ORDERINGS = {"created_at": Ordering(TrainingSet.created_at, moment), "name": Ordering(TrainingSet.name)}


@api.get("/classifier-methods", responses={200: ClassifierMethodsOut})
def list_methods() -> dict[str, Any]:
    """Methods a classifier can be trained with."""
    return {"results": [{"name": name, "description": text} for name, text in service.METHODS.items()]}


@api.get("/training-sets", responses={200: TrainingSetPage})
def list_training_sets(query: TrainingSetQuery) -> dict[str, Any]:
    """Archives of labelled clips, newest first."""
    rows = policy.visible_training_sets(principal())
    if query.project_id:
        rows = rows.where(TrainingSet.project_id == query.project_id)
    if query.search:
        rows = rows.where(TrainingSet.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=TrainingSet.id, orderings=SET_ORDERINGS, default="-created_at")
    return page.shape(shape_training_set)


@api.post("/training-sets", responses={201: TrainingSetOut})
def create_training_set(form: TrainingSetForm) -> Response:
    """Take in a small archive of labelled clips, or a table of labels; large ones go through /uploads."""
    kind = "labels-csv" if str(form.file.filename).lower().endswith(TABLE_ENDINGS) else "clips"
    upload = receive_multipart(form.file, kind, {"project_id": str(form.project_id)}, principal())
    row = db.session.get_one(TrainingSet, UUID((upload.result or {})["id"]))
    return created(shape_training_set(row), f"/api/v1/training-sets/{row.id}")


@api.get("/training-sets/<uuid:id>", responses={200: TrainingSetOut})
def get_training_set(path: IdPath) -> dict[str, Any]:
    """One archive of labelled clips with what was found in it."""
    return shape_training_set(policy.training_set(principal(), path.id))


@api.delete("/training-sets/<uuid:id>", responses={204: NOTHING})
def delete_training_set(path: IdPath) -> Response:
    """Forget an archive; classifiers trained from it stay."""
    db.session.delete(policy.training_set(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()


@api.get("/classifiers", responses={200: ClassifierPage})
def list_classifiers(query: ClassifierQuery) -> dict[str, Any]:
    """Classifiers of one's groups, newest first."""
    rows = policy.visible_classifiers(principal())
    for column, value in (
        (Classifier.group_id, query.group_id),
        (Classifier.project_id, query.project_id),
        (Classifier.species_id, query.species_id),
        (Classifier.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(Classifier.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Classifier.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_classifier)


@api.post("/classifiers", responses={201: ClassifierOut})
def create_classifier(body: ClassifierBody) -> Response:
    """Train a classifier; the answer names the job."""
    row = service.create(principal(), body)
    db.session.commit()
    return created(shape_classifier(row), f"/api/v1/classifiers/{row.id}", etag=version_tag(row.version))


@api.post("/classifiers/import", responses={201: ClassifierOut})
def import_classifier(form: ClassifierImportForm) -> Response:
    """Take in a classifier's file; it can be used when a job has looked it over. Large files go through /uploads."""
    said = form.model_dump(exclude={"file"}, exclude_none=True)
    kind = "classifier-onnx" if str(form.file.filename).lower().endswith(".onnx") else "classifier"
    upload = receive_multipart(form.file, kind, {name: str(value) for name, value in said.items()}, principal())
    row = db.session.get_one(Classifier, UUID((upload.result or {})["id"]))
    return created(shape_classifier(row), f"/api/v1/classifiers/{row.id}", etag=version_tag(row.version))


@api.get("/classifiers/compare", responses={200: ClassifierComparisonOut})
def compare_classifiers(query: CompareQuery) -> dict[str, Any]:
    """Classifiers side by side: scores with the data each is from, scores per type, training data."""
    who = principal()
    return lineage.compare([policy.classifier(who, one) for one in _ids(query.ids)])


def _ids(text: str) -> list[UUID]:
    try:
        found = list(dict.fromkeys(UUID(part.strip()) for part in text.split(",")))
    except ValueError:
        raise invalid("/ids", "expected ids separated by commas") from None
    if not 2 <= len(found) <= MAX_COMPARED:
        raise invalid("/ids", f"expected 2 to {MAX_COMPARED} classifiers, found {len(found)}")
    return found


@api.get("/classifiers/<uuid:id>/lineage", responses={200: LineageOut})
def show_lineage(path: IdPath) -> dict[str, Any]:
    """The classifiers this one was trained anew from, and those trained anew from it."""
    row = policy.classifier(principal(), path.id)
    return {
        "ancestors": [lineage.shape_relative(one) for one in lineage.ancestors_of(row)],
        "descendants": [lineage.shape_relative(one) for one in lineage.descendants_of(row)],
    }


@api.get("/classifiers/<uuid:id>", responses={200: ClassifierOut})
def get_classifier(path: IdPath) -> Response:
    """One classifier with its training data and headline scores."""
    row = policy.classifier(principal(), path.id)
    return with_version(shape_classifier(row), row.version)


@api.patch("/classifiers/<uuid:id>", responses={200: ClassifierOut})
def change_classifier(path: IdPath, body: ClassifierPatch) -> Response:
    """Rename a classifier, or change its species or notes."""
    row = policy.classifier(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    changes = body.model_dump(exclude_unset=True)
    if changes.get("species_id") is not None:
        species.get_species(principal(), changes["species_id"])
    for name, value in changes.items():
        if value is not None or name == "species_id":
            setattr(row, name, value)
    row.version += 1
    db.session.commit()
    return with_version(shape_classifier(row), row.version)


@api.delete("/classifiers/<uuid:id>", responses={204: NOTHING})
def delete_classifier(path: IdPath) -> Response:
    """Delete a classifier that no result rests on."""
    row = policy.classifier(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.delete(row)
    db.session.commit()
    return no_content()


@api.get("/classifiers/<uuid:id>/evaluation", responses={200: EvaluationOut})
def get_evaluation(path: IdPath) -> dict[str, Any]:
    """The full evaluation: per class, confusion, reliability, learning curve, and what would fool people."""
    return service.evaluation_of(policy.classifier(principal(), path.id))


@api.get("/classifiers/<uuid:id>/export", responses={200: file_of(MODEL_TYPE)})
def export_classifier(path: IdPath) -> Response:
    """The classifier as one file that another station can import."""
    row = policy.classifier(principal(), path.id)
    if row.state != ClassifierState.READY or row.blob_sha256 is None:
        raise conflict("classifier-not-ready", f"This classifier is {row.state}; there is no file yet.")
    name = db.session.scalar(select(Species.scientific_name).where(Species.id == row.species_id))
    with storage().open_local(row.blob_sha256) as file:
        content = file_for(row, file.read_bytes(), at=now(), species=name)
    return send_file(
        BytesIO(content), mimetype=MODEL_TYPE, as_attachment=True, download_name=f"{row.name}.fsmodel"
    )
