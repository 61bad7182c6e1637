"""Fixtures of exchange: a lab whose project holds something of everything, and jobs carried out in this process."""

from collections.abc import Callable
from typing import Any

import pytest

from blueprints.annotation.models import Task, TaskBatch, TaskDecision, TaskState
from blueprints.projects.models import Project
from blueprints.recordings.models import LabelSource, Segment
from blueprints.recordings.service.labels import Said, Word, name_segments
from core.clock import new_id, now
from core.db import db
from core.jobs.models import Job
from tests.factories import Factory
from tests.recordings.conftest import Lab, lab, run_jobs

__all__ = ["Lab", "lab", "run_jobs", "worker_jobs"]


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.exchange.jobs  # noqa: F401


@pytest.fixture
def full_project(make: Factory, lab: Lab) -> Project:
    """A project with sites, species, sounds, segments, labels, history, predictions, a batch and its decisions."""
    return fill_project(make, lab)


def fill_project(make: Factory, lab: Lab) -> Project:
    project: Project = lab.project
    species = make.species(lab.group, scientific_name="Nyctalus noctula", repertoire_sha256=make.picture())
    buzz = make.call_type(species, name="buzz", key="b")
    make.call_type(species, name="fall", key="f", position=1)
    site = make.site(project, name="Pond", latitude=49.5, longitude=11.0)
    recording = make.stored_recording(project, species_id=species.id, site_id=site.id, name="night.wav")
    make.recording(
        project, name="part.wav", parent_id=recording.id, blob_sha256=recording.blob_sha256,
        n_frames=recording.n_frames, duration_s=0.5,
    )  # fmt: skip
    segmentation = make.segmentation(recording)
    classifier = make.classifier(lab.group, project_id=project.id, species_id=species.id)
    make.run(segmentation, classifier)
    first, second, third = db.session.query(Segment).filter_by(segmentation_id=segmentation.id).order_by(Segment.id)
    said = Said(lab.person.id, LabelSource.TASK)
    name_segments({first.id: Word("buzz", buzz.id)}, said)
    name_segments({second.id: Word(None, None, True)}, said)
    project.recipe = {"segment": None, "classify": {"classifier_id": str(classifier.id)}}
    batch = make.save(
        TaskBatch(
            group_id=lab.group.id, project_id=project.id, species_id=species.id, name="First look",
            source={"kind": "selection", "segment_ids": [first.id, second.id, third.id]}, state="open",
            classifier_id=classifier.id, n_tasks=3, n_done=2, created_by=lab.person.id,
        )
    )  # fmt: skip
    states = (TaskState.DONE, TaskState.REJECTED, TaskState.OPEN)
    for place, (segment, state) in enumerate(zip((first, second, third), states, strict=True)):
        task = make.save(
            Task(
                batch_id=batch.id, segment_id=segment.id, recording_id=recording.id, position=place, state=state,
                label=segment.label, call_type_id=segment.call_type_id,
                decided_by=lab.person.id if state != TaskState.OPEN else None, note="=odd" if place == 0 else None,
            )
        )  # fmt: skip
        if state != TaskState.OPEN:
            make.save(
                TaskDecision(
                    key=new_id(), task_id=task.id, batch_id=batch.id, user_id=lab.person.id, action="label",
                    before={"state": "open", "label": None}, label=segment.label, decided_at=now(),
                )
            )  # fmt: skip
    db.session.commit()
    return project


@pytest.fixture
def exported(client: Any, lab: Lab, run_jobs: Callable[[], list[Job]]) -> Callable[..., bytes]:
    """`exported(project, **options)` makes a project's archive and returns it."""

    def _export(project: Project, **options: Any) -> bytes:
        body = {"kind": "project-archive", "project_id": str(project.id), **options}
        made = client.post("/api/v1/exports", headers=lab.editor, json=body)
        assert made.status_code == 202, made.json
        run_jobs()
        shown = client.get(made.headers["Location"], headers=lab.viewer).json
        assert shown["state"] == "ready", shown
        answer = client.get(f"{made.headers['Location']}/file", headers=lab.viewer)
        assert answer.status_code == 200
        return bytes(answer.data)

    return _export
