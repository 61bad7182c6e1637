"""Files made on request: fetched, linked to, given up."""

from datetime import timedelta
from uuid import UUID

from flask.testing import FlaskClient

from blueprints.exchange.models import Export
from blueprints.exchange.service.exports import sweep_exports
from core.clock import now
from core.db import db
from core.jobs.models import Job
from core.jobs.queue import cancel
from core.storage.blobs import Blob
from tests.exchange.conftest import Lab
from tests.factories import Factory

BASE = "/api/v1/exports"


def test_a_made_file_is_fetched_whole_in_parts_and_by_a_link(client: FlaskClient, make: Factory, lab: Lab) -> None:
    address = f"{BASE}/{make.export(lab.project).id}"
    whole = client.get(f"{address}/file", headers=lab.viewer)
    assert (whole.data, whole.headers["Content-Disposition"]) == (b"file", "attachment; filename=project.zip")
    part = client.get(f"{address}/file", headers=lab.viewer | {"Range": "bytes=1-2"})
    assert (part.status_code, part.data) == (206, b"il")
    link = client.post(f"{address}/link", headers=lab.viewer).json["url"]
    assert client.get(link).data == b"file"


def test_a_file_whose_time_is_over_is_let_go(client: FlaskClient, make: Factory, lab: Lab) -> None:
    row = make.export(lab.project, expires_at=now() - timedelta(seconds=1))
    young = make.export(lab.project)
    sha256, address = row.blob_sha256, f"{BASE}/{row.id}"
    late = client.get(f"{address}/file", headers=lab.viewer)
    assert (late.status_code, late.json["code"]) == (410, "export-expired")
    assert sweep_exports() == 1
    assert client.get(address, headers=lab.viewer).json["state"] == "expired"
    assert db.session.get_one(Export, young.id).state == "ready"
    assert db.session.get(Blob, sha256) is not None


def test_a_file_that_is_not_made_yet_cannot_be_fetched(client: FlaskClient, make: Factory, lab: Lab) -> None:
    made = client.post(BASE, headers=lab.editor, json={"kind": "project-archive", "project_id": str(lab.project.id)})
    answer = client.get(f"{made.headers['Location']}/file", headers=lab.viewer)
    assert (answer.status_code, answer.json["code"]) == (409, "export-not-ready")


def test_a_cancelled_export_says_so(client: FlaskClient, lab: Lab) -> None:
    made = client.post(BASE, headers=lab.editor, json={"kind": "project-archive", "project_id": str(lab.project.id)})
    cancel(db.session.get_one(Job, UUID(made.json["job_id"])))
    db.session.commit()
    shown = client.get(made.headers["Location"], headers=lab.viewer).json
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "cancelled")
