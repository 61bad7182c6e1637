"""Making batches from every source, changing and removing them, and what lists say of them."""

import numpy as np
import pytest
from sqlalchemy import func, select

from blueprints.annotation.models import Task, TaskBatch
from blueprints.calls.models import Prediction
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.access import Role
from core.clock import now
from core.db import db

URL = "/api/v1/task-batches"


@pytest.fixture
def ask(client, lab):
    """`ask(source, **fields)` asks for a batch as the editor and returns the response."""

    def _ask(source, *, headers=None, **fields):
        body = {"project_id": str(lab.project.id), "name": "Night work", "source": source} | fields
        return client.post(URL, json=body, headers=headers or lab.editor)

    return _ask


@pytest.fixture
def build(client, lab, ask, run_jobs, annotation_jobs):
    """`build(source, **fields)` makes a batch and returns it when it is built."""

    def _build(source, **fields):
        answer = ask(source, **fields)
        assert answer.status_code == 201, answer.json
        run_jobs()
        return client.get(f"{URL}/{answer.json['id']}", headers=lab.editor).json

    return _build


def tasks_of(batch):
    rows = select(Task).where(Task.batch_id == TaskBatch.id, TaskBatch.name == batch["name"])
    return list(db.session.scalars(rows.order_by(Task.position, Task.id)))


def segments_of(recording):
    rows = select(Segment).join(Segmentation, Segmentation.id == Segment.segmentation_id)
    return list(db.session.scalars(rows.where(Segmentation.recording_id == recording.id).order_by(Segment.onset_s)))


def predict(make, recording, *confidences, **fields):
    """A current run over a recording whose calls have these confidences."""
    segmentation = db.session.get(Segmentation, recording.current_segmentation_id)
    run = make.run(segmentation, **fields)
    for segment, confidence in zip(segments_of(recording), confidences, strict=True):
        db.session.get(Prediction, (segment.id, run.id)).confidence = confidence
    db.session.commit()
    return run


def test_a_batch_of_a_projects_segments_holds_what_nobody_named(lab, make, build):
    make.night(lab.project, 4)
    make.night(lab.project, 2, label="fall")
    make.night(make.project(lab.group), 3)
    batch = build({"kind": "segments"})
    assert (batch["state"], batch["n_tasks"], batch["n_done"], batch["order"]) == ("open", 4, 0, "time")
    assert build({"kind": "segments", "only_unlabelled": False}, name="All")["n_tasks"] == 6


def test_a_batch_can_be_of_some_recordings_or_of_a_site(lab, make, build):
    site = make.site(lab.project)
    first, second = make.night(lab.project, 2), make.night(lab.project, 3, site_id=site.id)
    of_one = build({"kind": "segments", "recording_ids": [str(first.id)]})
    assert {task.recording_id for task in tasks_of(of_one)} == {first.id}
    of_site = build({"kind": "segments", "site_id": str(site.id)}, name="At the pond")
    assert {task.recording_id for task in tasks_of(of_site)} == {second.id}


def test_a_batch_of_a_run_takes_what_the_model_doubts(lab, make, build):
    run = predict(make, make.night(lab.project, 3), 0.9, 0.4, 0.6)
    source = {"kind": "run", "run_id": str(run.id), "max_confidence": 0.7}
    doubtful = build(source, order="confidence")
    confidences = [db.session.get(Prediction, (task.segment_id, run.id)).confidence for task in tasks_of(doubtful)]
    assert confidences == [0.4, 0.6]
    assert build({"kind": "run", "run_id": str(run.id), "label": "rise"}, name="None")["problem"] == {
        "code": "nothing-to-label",
        "detail": "No call there fits what was asked for.",
    }


def test_a_batch_of_a_classifier_takes_its_latest_run_of_each_recording(lab, make, build):
    classifier = make.classifier(lab.group)
    first, second = make.night(lab.project, 2), make.night(lab.project, 3)
    old = predict(make, first, 0.1, 0.1, classifier=classifier)
    old.is_current = False
    db.session.commit()
    predict(make, first, 0.9, 0.2, classifier=classifier)
    predict(make, second, 0.9, 0.9, 0.3, classifier=classifier)
    batch = build({"kind": "run", "classifier_id": str(classifier.id), "max_confidence": 0.5})
    assert batch["n_tasks"] == 2


def test_unknown_calls_can_be_asked_for(lab, make, build):
    recording = make.night(lab.project, 3)
    run = predict(make, recording, 0.9, 0.8, 0.7)
    strange = segments_of(recording)[1]
    db.session.get(Prediction, (strange.id, run.id)).is_unknown = True
    db.session.commit()
    batch = build({"kind": "run", "run_id": str(run.id), "unknown_only": True})
    assert [task.segment_id for task in tasks_of(batch)] == [strange.id]


def test_a_random_sample_is_drawn_alike_by_the_same_seed(lab, make, build):
    make.night(lab.project, 30)
    drawn = [
        {task.segment_id for task in tasks_of(build({"kind": "random", "n": 5, "seed": seed}, name=f"No. {number}"))}
        for number, seed in enumerate((7, 7, 8))
    ]
    assert len(drawn[0]) == 5
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_selection_becomes_exactly_these_tasks(lab, make, build):
    segments = segments_of(make.night(lab.project, 5, label="fall"))
    chosen = [segments[3].id, segments[0].id, segments[3].id]
    batch = build({"kind": "selection", "segment_ids": chosen})
    assert sorted(task.segment_id for task in tasks_of(batch)) == sorted(set(chosen))


def test_a_batch_of_clusters_holds_their_members(lab, make, build):
    from blueprints.similarity.models import ClusteringRun, ClusterMember

    recording = make.night(lab.project, 4)
    run = make.save(
        ClusteringRun(group_id=lab.group.id, project_id=lab.project.id, name="Run", method="kmeans", feature_set="mfcc")
    )
    segments = segments_of(recording)
    for segment, number in zip(segments, (0, 1, 0, -1), strict=True):
        make.save(ClusterMember(run_id=run.id, segment_id=segment.id, number=number, x=0, y=0))
    batch = build({"kind": "cluster", "clustering_run_id": str(run.id), "numbers": [0, -1]})
    assert [task.segment_id for task in tasks_of(batch)] == [segments[0].id, segments[2].id, segments[3].id]


@pytest.fixture
def heard(lab, make):
    """Nine calls of a real recording of sweeps, and one of silence between them."""
    spans = [(0.1 * i + 0.05, 0.1 * i + 0.055) for i in range(9)] + [(0.9, 0.91)]
    recording = make.stored_recording(lab.project)
    return make.segmentation(recording, segments=spans)


@pytest.mark.parametrize("strategy", ["uncertain", "diverse", "mixed"])
def test_active_learning_chooses_without_and_with_a_model(lab, make, build, heard, strategy):
    source = {"kind": "active", "n": 4, "strategy": strategy}
    before = build(source)
    assert (before["state"], before["order"], before["n_tasks"]) == ("open", "active", 4)
    recording = db.session.get(Recording, heard.recording_id)
    run = predict(make, recording, *(0.9,) * 6, 0.51, *(0.9,) * 3)
    doubtful = segments_of(recording)[6]
    db.session.get(Prediction, (doubtful.id, run.id)).probabilities = np.array([0.51, 0.49], "<f4").tobytes()
    db.session.commit()
    chosen = [task.segment_id for task in tasks_of(build(source, name="With a model"))]
    assert len(set(chosen)) == 4
    if strategy == "uncertain":
        assert chosen[0] == doubtful.id


def test_of_each_predicted_type_no_more_than_the_quota_is_chosen(make, build, heard):
    predict(make, db.session.get(Recording, heard.recording_id), *(0.9,) * 10)
    batch = build({"kind": "active", "n": 8, "per_class_quota": 3})
    assert batch["n_tasks"] == 3


def test_calls_like_an_example_become_a_batch(client, lab, build, heard, run_jobs):
    import blueprints.similarity.jobs  # noqa: F401

    client.post("/api/v1/similarity-index", json={"group_id": str(lab.group.id)}, headers=lab.editor)
    run_jobs()
    segments = segments_of(db.session.get(Recording, heard.recording_id))
    batch = build({"kind": "similar", "segment_ids": [segments[0].id], "rejected_ids": [segments[9].id], "n": 5})
    assert batch["n_tasks"] == 5
    found = {task.segment_id for task in tasks_of(batch)}
    assert found <= {segment.id for segment in segments[1:9]}


def test_any_batch_can_be_ordered_by_what_a_model_would_learn(make, build, heard):
    predict(make, db.session.get(Recording, heard.recording_id), *(0.9,) * 10)
    batch = build({"kind": "segments"}, order="active")
    assert (batch["state"], batch["n_tasks"]) == ("open", 10)


def test_orders_are_by_time_at_random_or_by_doubt(client, lab, make, build, run_jobs):
    late, early = make.night(lab.project, 3), make.night(lab.project, 3)
    early.timeline_at, late.timeline_at = now().replace(year=2024), now().replace(year=2025)
    predict(make, late, 0.3, 0.9, 0.5)
    batch = build({"kind": "segments"})
    by_time = [segment.id for recording in (early, late) for segment in segments_of(recording)]
    assert [task.segment_id for task in tasks_of(batch)] == by_time
    for order in ("random", "confidence"):
        client.patch(f"{URL}/{batch['id']}", json={"order": order}, headers=lab.editor)
        run_jobs()
        db.session.expire_all()
        found = [task.segment_id for task in tasks_of(batch)]
        assert sorted(found) == sorted(by_time)
        assert found != by_time
    calls = segments_of(late)
    assert found[:3] == [calls[0].id, calls[2].id, calls[1].id]


def test_whole_recordings_are_held_out_from_learning(lab, make, build):
    recordings = [make.night(lab.project, 4) for _ in range(10)]
    batch = build({"kind": "segments"}, learn_every=10, order="time")
    assert batch["held_out_share"] == 0.2
    held = [task for task in tasks_of(batch) if task.is_held_out]
    assert len(held) == 8
    assert len({task.recording_id for task in held}) == 2
    assert len({task.recording_id for task in tasks_of(batch)}) == len(recordings)
    assert batch["n_until_learning"] == 10


def test_of_a_single_recording_single_calls_are_held_out(lab, make, build):
    make.night(lab.project, 20)
    batch = build({"kind": "segments"}, held_out_share=0.25)
    assert sum(task.is_held_out for task in tasks_of(batch)) == 5


def test_a_name_is_taken_once_in_a_project(lab, make, ask):
    assert ask({"kind": "segments"}).status_code == 201
    again = ask({"kind": "segments"})
    assert (again.status_code, again.json["code"]) == (409, "name-taken")
    elsewhere = ask({"kind": "segments"}, project_id=str(make.project(lab.group).id))
    assert elsewhere.status_code == 201


def test_a_batch_without_calls_fails_and_says_why(lab, build):
    batch = build({"kind": "segments"})
    assert (batch["state"], batch["problem"]["code"], batch["n_tasks"]) == ("failed", "nothing-to-label", 0)


def test_only_those_who_may_label_are_given_a_batch(client, lab, make, ask):
    viewer = make.member(lab.group, Role.VIEWER)
    for person in (viewer, make.user()):
        refused = ask({"kind": "segments"}, assignee_ids=[str(lab.ann_person.id), str(person.id)])
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/assignee_ids/1")
    batch = ask({"kind": "segments"}, assignee_ids=[str(lab.ann_person.id)]).json
    assert [person["id"] for person in batch["assignees"]] == [str(lab.ann_person.id)]
    mine = {name: client.get(f"{URL}?mine=true", headers=getattr(lab, name)).json["count"] for name in ("ann", "ben")}
    assert mine == {"ann": 1, "ben": 0}


def test_a_batch_given_to_others_is_looked_at_but_not_worked_on(client, lab, make):
    batch = make.task_batch(lab.project, assignees=(lab.ann_person,))
    assert client.get(f"{URL}/{batch.id}", headers=lab.ben).status_code == 200
    refused = client.post(f"{URL}/{batch.id}/next", json={}, headers=lab.ben)
    assert (refused.status_code, refused.json["code"]) == (403, "not-assigned")
    assert client.post(f"{URL}/{batch.id}/next", json={}, headers=lab.editor).status_code == 200


def foreign_sources(lab, make):
    """Sources that lie in another project or group, with the status and place of the refusal."""
    elsewhere = make.project(lab.group)
    recording = make.night(elsewhere, 1)
    segment = segments_of(recording)[0]
    run = make.run(db.session.get(Segmentation, recording.current_segmentation_id))
    foreign = make.run()
    return [
        ({"kind": "run", "run_id": str(run.id)}, 422, "/source/run_id"),
        ({"kind": "run", "run_id": str(foreign.id)}, 404, None),
        ({"kind": "run"}, 422, "/source"),
        ({"kind": "segments", "project_id": str(elsewhere.id)}, 422, "/source/project_id"),
        ({"kind": "segments", "recording_ids": [str(recording.id)]}, 422, "/source/recording_ids/0"),
        ({"kind": "segments", "site_id": str(make.site(elsewhere).id)}, 422, "/source/site_id"),
        ({"kind": "selection", "segment_ids": [segment.id]}, 422, "/source/segment_ids/0"),
        ({"kind": "similar", "segment_ids": [2**40]}, 422, "/source/segment_ids/0"),
        ({"kind": "random", "n": 0}, 422, "/source/n"),
        ({"kind": "dream"}, 422, "/source"),
    ]


def test_a_source_of_elsewhere_is_refused_with_its_place(lab, make, ask):
    for source, status, pointer in foreign_sources(lab, make):
        answer = ask(source)
        assert answer.status_code == status, (source, answer.json)
        if pointer:
            assert answer.json["errors"][0]["pointer"] == pointer
    assert db.session.scalar(select(func.count()).select_from(TaskBatch)) == 0


def test_species_and_classifier_must_be_the_groups_own(make, ask, lab):
    group = make.group(admin=lab.editor_person)
    for field, row in (("species_id", make.species(group)), ("classifier_id", make.classifier(group))):
        answer = ask({"kind": "segments"}, **{field: str(row.id)})
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{field}")


def test_a_batch_is_changed_on_the_version_that_was_read(client, lab, make):
    batch = make.task_batch(lab.project)
    url = f"{URL}/{batch.id}"
    tag = client.get(url, headers=lab.editor).headers["ETag"]
    body = {"name": "Renamed", "deadline": "2027-03-01T00:00:00Z", "is_blind": True, "learn_every": 50}
    changed = client.patch(url, json=body, headers=lab.editor | {"If-Match": tag})
    assert {name: changed.json[name] for name in body} == body | {"deadline": "2027-03-01T00:00:00.000Z"}
    stale = client.patch(url, json={"name": "Lost"}, headers=lab.editor | {"If-Match": tag})
    assert (stale.status_code, stale.json["code"]) == (412, "version-conflict")
    other = make.task_batch(lab.project)
    taken = client.patch(f"{URL}/{other.id}", json={"name": "Renamed"}, headers=lab.editor)
    assert (taken.status_code, taken.json["code"]) == (409, "name-taken")


def test_a_batch_being_made_is_not_opened_by_hand(client, lab, ask):
    batch = ask({"kind": "segments"}).json
    answer = client.patch(f"{URL}/{batch['id']}", json={"state": "open"}, headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (409, "batch-not-ready")


def test_labels_outlive_their_batch(client, lab, make, next_tasks, decide):
    batch = make.task_batch(lab.project)
    task = next_tasks(batch, lab.ann)[0]
    decide(batch, lab.ann, task["id"], label="fall")
    assert client.delete(f"{URL}/{batch.id}", headers=lab.editor).status_code == 204
    assert client.get(f"{URL}/{batch.id}", headers=lab.editor).status_code == 404
    assert db.session.get(Segment, task["segment"]["id"], populate_existing=True).label == "fall"


def test_lists_are_filtered_sorted_and_count_what_is_done(client, lab, make, next_tasks, decide):
    species = make.species(lab.group)
    soon = make.task_batch(lab.project, name="Soon", deadline=now(), species_id=species.id)
    make.task_batch(make.project(lab.group), name="Whenever", state="closed")
    tasks = next_tasks(soon, lab.ann)
    decide(soon, lab.ann, tasks[0]["id"], label="fall")
    decide(soon, lab.ann, tasks[1]["id"], "skip")

    def names(query):
        return [row["name"] for row in client.get(f"{URL}?{query}", headers=lab.ann).json["results"]]

    assert names("ordering=deadline") == ["Soon", "Whenever"]
    assert names("ordering=-name") == ["Whenever", "Soon"]
    assert names("state=closed") == names("search=WHEN") == ["Whenever"]
    assert names(f"species_id={species.id}") == names(f"project_id={lab.project.id}") == ["Soon"]
    row = client.get(f"{URL}?search=soon", headers=lab.ann).json["results"][0]
    assert (row["n_done"], row["n_skipped"], row["n_mine_done"], row["n_flagged"]) == (1, 1, 1, 0)
    assert (row["project_name"], row["species_name"]) == (lab.project.name, species.scientific_name)


def test_a_batch_shrinks_with_the_segments_that_go(client, lab, make, next_tasks, decide):
    recording = make.night(lab.project, 3)
    segmentation = db.session.get(Segmentation, recording.current_segmentation_id)
    batch = make.task_batch(lab.project, segmentation=segmentation)
    task = next_tasks(batch, lab.ann)[0]
    decide(batch, lab.ann, task["id"], label="fall")
    edits = {"operations": [{"op": "delete", "id": task["segment"]["id"]}]}
    url = f"/api/v1/segmentations/{segmentation.id}/edits"
    assert client.post(url, json=edits, headers=lab.ann | {"If-Match": "*"}).status_code == 200
    shown = client.get(f"{URL}/{batch.id}", headers=lab.ann).json
    assert (shown["n_tasks"], shown["n_done"]) == (2, 0)
