"""Objects for walks through the API, and requests that are made to meet them."""

import random
import re
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case
from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.annotation.models import Task
from core.access import Role
from core.db import db
from tests.core.notes import metadata
from tests.factories import Factory

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

KINDS = {
    "group_id": "groups",
    "active_group_id": "groups",
    "project_id": "projects",
    "site_id": "sites",
    "species_id": "species",
    "call_type_id": "call-types",
    "recording_id": "recordings",
    "segmentation_id": "segmentations",
    "reference_id": "segmentations",
    "based_on_id": "segmentations",
    "training_set_id": "training-sets",
    "classifier_id": "classifiers",
    "image_id": "images",
    "source_id": "telemetry/sources",
    "channel_id": "telemetry/channels",
    "detector_id": "telemetry/detectors",
}
"""Which objects the identifiers in bodies and queries name, by the list in whose address they are."""

SHARE = 0.8
"""How many of the identifiers that are well formed are replaced by those of real objects."""


@dataclass
class Belongings:
    """Objects by the list they are in, and the person who owns them all."""

    owner: User
    make: Factory
    ids: dict[str, list[str]]
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def meet(self, case: Case) -> None:
        """Let a made-up request name real objects, where it names any; deletions stay harmless."""
        if case.method == "DELETE":
            return
        found = re.match(r"/api/v1/((?:telemetry/)?[a-z-]+)/\{id\}", case.path)
        if found and case.path_parameters and "id" in case.path_parameters:
            number = self._real(found[1], case.path_parameters["id"])
            case.path_parameters = case.path_parameters | {"id": number}
        case.body = self._within(case.body)
        case.query = self._within(case.query)

    def _within(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: self._real(KINDS[k], v) if k in KINDS else self._within(v) for k, v in value.items()}
        return [self._within(part) for part in value] if isinstance(value, list) else value

    def _real(self, kind: str, value: Any) -> Any:
        is_id = isinstance(value, int) or (isinstance(value, str) and ID.fullmatch(value) is not None)
        is_met = is_id and kind in self.ids and self.chance.random() < SHARE
        return self.chance.choice(self.ids[kind]) if is_met else value

    def address(self, path: str) -> str:
        """A path of the document that leads to one of these objects."""
        kind = _list_of(path)
        some_id = self.ids["recordings"][0]
        own_id = self.ids[kind][0] if kind in self.ids else some_id
        return path.replace("{id}", own_id).replace("{user_id}", some_id)

    def signed_in(self) -> dict[str, str]:
        """The headers of a fresh sign-in."""
        headers: dict[str, str] = self.make.headers(self.owner)
        return headers

    def headers(self, case: Case, signed_in: dict[str, str]) -> dict[str, str]:
        """Those of a sign-in, and the headers a route will not do without."""
        headers = dict(signed_in)
        if case.path.endswith("/edits"):
            headers["If-Match"] = "*"
        if case.path.startswith("/api/v1/uploads") and case.method in {"POST", "PATCH"}:
            headers |= self._upload_headers()
        return headers

    def _upload_headers(self) -> dict[str, str]:
        name = self.chance.choice(["night.wav", "a\0b.wav", "é" * 400, "../x", ""])
        named = metadata(filename=name, kind="recording", project_id=self.ids["projects"][0])
        body_type = self.chance.choice(["application/offset+octet-stream", "text/plain"])
        return {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": self.chance.choice(["0", "1", "10", "9" * 18, "-1", "x"]),
            "Upload-Offset": self.chance.choice(["0", "1", "9" * 18]),
            "Upload-Metadata": named,
            "Content-Type": body_type,
        }


def _list_of(path: str) -> str:
    """The list an address belongs to; those of telemetry have a folder of their own."""
    parts = path.split("/")
    return "/".join(parts[3:5]) if parts[3] == "telemetry" else parts[3]


def _telemetry(make: Factory, owner: User, group: Any, project: Any) -> dict[str, list[str]]:
    """One object of each kind of telemetry."""
    source = make.source(project)
    channel = make.channel(source)
    make.dead_letter(source)
    detector = make.detector(channel)
    event = make.event(detector)
    target = make.post_target(group)
    return {
        "telemetry/sources": [str(source.id)],
        "telemetry/channels": [str(channel.id)],
        "telemetry/dashboards": [str(make.dashboard(owner, group).id)],
        "telemetry/detectors": [str(detector.id)],
        "telemetry/back-tests": [str(make.back_test(detector).id)],
        "telemetry/events": [str(event.id)],
        "telemetry/post-targets": [str(target.id)],
        "telemetry/posts": [str(make.post(event, target=target, state="failed").id)],
    }


def fill(make: Factory) -> Belongings:
    """One object of each kind, all of one group, owned by an administrator of the station."""
    group = make.group()
    owner = make.member(group, Role.ADMIN, user=make.user(is_operator=True))
    project = make.project(group)
    species = make.species(group)
    segmentation = make.segmentation(make.stored_recording(project))
    batch = make.task_batch(project, segmentation=segmentation)
    task = db.session.scalars(select(Task).where(Task.batch_id == batch.id)).first()
    classifier = make.classifier(group)
    image = make.stored_image(group, owner=owner)
    vision_job = make.vision_job(image, created_by=owner.id)
    return Belongings(
        owner,
        make,
        {
            "groups": [str(group.id)],
            "projects": [str(project.id)],
            "sites": [str(make.site(project).id)],
            "species": [str(species.id)],
            "call-types": [str(make.call_type(species).id)],
            "recordings": [str(segmentation.recording_id)],
            "segmentations": [str(segmentation.id)],
            "training-sets": [str(make.training_set(group, project_id=project.id).id)],
            "classifiers": [str(classifier.id)],
            "learned-detectors": [str(make.learned_detector(project).id)],
            "classification-runs": [str(make.run(segmentation, classifier).id)],
            "clustering-runs": [str(make.clustering_run(project).id)],
            "clusters": [str(make.cluster(project).id)],
            "task-batches": [str(batch.id)],
            "tasks": [str(task.id)],
            "segments": [str(task.segment_id)],
            "exports": [str(make.export(project).id)],
            "project-imports": [str(make.project_import(group).id)],
            "jobs": [str(make.job(group).id), str(make.job(group, state="failed").id)],
            "images": [str(image.id)],
            "vision-jobs": [str(vision_job.id)],
            "vision-proposals": [str(make.proposal(vision_job).id)],
            "identifications": [str(make.identification(image, species_id=species.id).id)],
            "notifications": [str(make.notification(owner).id)],
        }
        | _telemetry(make, owner, group, project),
    )
