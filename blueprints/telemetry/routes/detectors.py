"""Detectors and their back-tests."""

from typing import Any

from flask import Response

from blueprints.projects import policy as projects
from blueprints.telemetry import policy
from blueprints.telemetry.models import BackTest, Detector
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.detectors import (
    BackTestBody,
    BackTestEventsOut,
    BackTestOut,
    BackTestPage,
    DetectorBody,
    DetectorMethodsOut,
    DetectorOut,
    DetectorPage,
    DetectorPatch,
    DetectorQuery,
)
from blueprints.telemetry.service import back_tests
from blueprints.telemetry.service import detectors as service
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, PageQuery, moment, paginate

ORDERINGS = {"created_at": Ordering(Detector.created_at, moment), "name": Ordering(Detector.name)}


@api.get("/telemetry/detector-methods", responses={200: DetectorMethodsOut})
def list_detector_methods() -> dict[str, Any]:
    """Ways to detect, with their parameters."""
    principal()
    return service.methods()


@api.get("/telemetry/detectors", responses={200: DetectorPage})
def list_detectors(query: DetectorQuery) -> dict[str, Any]:
    """Detectors of one's groups, newest first."""
    rows = policy.visible_detectors(principal())
    for column, value in (
        (Detector.group_id, query.group_id),
        (Detector.project_id, query.project_id),
        (Detector.method, query.method),
        (Detector.is_enabled, query.enabled),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.limits is not None:
        rows = rows.where(Detector.limits_channel_id.is_not(None) == query.limits)
    if query.search:
        rows = rows.where(Detector.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Detector.id, orderings=ORDERINGS, default="-created_at")
    channels = service.channel_names(page.rows)
    return page.shape(lambda row: service.shape_detector(row, channels))


def _shown(row: Detector) -> dict[str, Any]:
    return service.shape_detector(row, service.channel_names([row]))


@api.post("/telemetry/detectors", responses={201: DetectorOut})
def create_detector(body: DetectorBody) -> Response:
    """Let a detector watch channels, from now on or from a moment in the past."""
    who = principal()
    project = projects.get_project(who, body.project_id, Role.EDITOR)
    row = service.create(who, project, body)
    db.session.commit()
    return created(_shown(row), f"/api/v1/telemetry/detectors/{row.id}", etag=version_tag(row.version))


@api.get("/telemetry/detectors/<uuid:id>", responses={200: DetectorOut})
def get_detector(path: IdPath) -> Response:
    """One detector."""
    row = policy.detector(principal(), path.id)
    return with_version(_shown(row), row.version)


@api.patch("/telemetry/detectors/<uuid:id>", responses={200: DetectorOut})
def change_detector(path: IdPath, body: DetectorPatch) -> Response:
    """Change a detector; other parameters count from here on, `since_us` goes through history again."""
    who = principal()
    row = policy.detector(who, path.id, Role.EDITOR)
    check_version(row.version)
    service.change(who, row, body)
    db.session.commit()
    return with_version(_shown(row), row.version)


@api.delete("/telemetry/detectors/<uuid:id>", responses={204: NOTHING})
def delete_detector(path: IdPath) -> Response:
    """Delete a detector with its events."""
    row = policy.detector(principal(), path.id, Role.ADMIN)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.get("/telemetry/detectors/<uuid:id>/back-tests", responses={200: BackTestPage})
def list_back_tests(path: IdPath, query: PageQuery) -> dict[str, Any]:
    """Back-tests of a detector, newest first."""
    row = policy.detector(principal(), path.id)
    orderings = {"created_at": Ordering(BackTest.created_at, moment)}
    page = paginate(back_tests.of_detector(row), query, key=BackTest.id, orderings=orderings, default="-created_at")
    return page.shape(_shape_back_test)


@api.post("/telemetry/detectors/<uuid:id>/back-tests", responses={201: BackTestOut})
def create_back_test(path: IdPath, body: BackTestBody) -> Response:
    """Run over stored readings with other parameters and compare; the answer names the job."""
    who = principal()
    row = policy.detector(who, path.id, Role.ANNOTATOR)
    made = back_tests.ask(who, row, body.params, body.start_us, body.end_us)
    db.session.commit()
    return created(_shape_back_test(made), f"/api/v1/telemetry/back-tests/{made.id}")


@api.get("/telemetry/back-tests/<uuid:id>", responses={200: BackTestEventsOut})
def get_back_test(path: IdPath) -> dict[str, Any]:
    """One back-test with the events of both sides."""
    row = policy.back_test(principal(), path.id)
    return _shape_back_test(row) | {"events": row.events}


def _shape_back_test(row: BackTest) -> dict[str, Any]:
    names = [*BackTestOut.model_fields]
    return {name: getattr(row, name) for name in names}
