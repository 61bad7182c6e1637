"""Clustering runs from request to groups, what people make of them, and who may."""

import pytest

from blueprints.calls.models import TrainingSet
from blueprints.recordings.models import LabelChange, Segment
from blueprints.similarity.models import Cluster, ClusteringRun, ClusterMember
from core.clock import new_id
from core.db import db
from core.jobs.models import Job

RUNS = "/api/v1/clustering-runs"


def start(client, lab, **body):
    return client.post(RUNS, json={"project_id": str(lab.project.id), **body}, headers=lab.editor)


def finished(client, lab, run_jobs, **body):
    made = start(client, lab, **body)
    assert made.status_code == 201, made.json
    jobs = run_jobs()
    assert jobs[-1].state == "succeeded", jobs[-1].error_detail
    return client.get(f"{RUNS}/{made.json['id']}", headers=lab.viewer).json


def words(ids):
    rows = db.session.query(Segment).filter(Segment.id.in_(ids)).populate_existing()
    return {row.id: row.label for row in rows}


def members_of(client, lab, run, **query):
    return client.get(f"{RUNS}/{run['id']}/members", query_string=query, headers=lab.viewer).json


def test_the_default_run_finds_the_two_kinds_of_calls_in_two_recordings(client, lab, make, run_jobs):
    for _ in range(2):
        make.two_kinds(lab.project, n=12)
    run = finished(client, lab, run_jobs)
    assert (run["state"], run["n_members"], run["n_clusters"], run["n_noise"]) == ("ready", 24, 2, 0)
    assert [cluster["n_members"] for cluster in run["clusters"]] == [12, 12]
    assert run["silhouette"] > 0.5
    assert run["params"]["n_clusters"] == 2
    assert run["scores"]["by_number"][0]["n_clusters"] == 2
    members = members_of(client, lab, run)
    by_onset = [row.id for row in db.session.query(Segment).order_by(Segment.segmentation_id, Segment.onset_s)]
    numbers = dict(zip(members["segment_id"], members["number"], strict=True))
    assert len({numbers[k] for k in by_onset[0::2]}) == len({numbers[k] for k in by_onset[1::2]}) == 1
    assert members["n"] == 24
    assert max(map(abs, members["x"])) <= 1
    card = run["clusters"][0]
    assert card["summary"]["duration"] == {"median": pytest.approx(0.005), "unit": "s"}
    assert numbers[card["representative_id"]] == 0


def test_a_second_attempt_replaces_what_the_first_stored(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=10)
    run = finished(client, lab, run_jobs)
    before = members_of(client, lab, run)
    db.session.query(Job).update({"state": "queued", "finished_at": None})
    db.session.commit()
    assert run_jobs()[-1].state == "succeeded"
    assert members_of(client, lab, run) == before
    again = client.get(f"{RUNS}/{run['id']}", headers=lab.viewer).json
    assert [cluster["n_members"] for cluster in again["clusters"]] == [5, 5]


@pytest.mark.parametrize("feature_set", ["mfcc", "log-bands", "chroma", "warble27"])
def test_every_feature_set_makes_groups(client, lab, make, run_jobs, feature_set):
    make.two_kinds(lab.project, n=10)
    run = finished(client, lab, run_jobs, feature_set=feature_set, method="kmeans", params={"n_clusters": 2})
    assert run["n_clusters"] == 2
    assert sum(cluster["n_members"] for cluster in run["clusters"]) == 10


def test_a_silent_call_is_counted_among_those_that_belong_nowhere(client, lab, make, run_jobs):
    recording, _ = make.two_kinds(lab.project, n=8)
    times = [((k + 1) * 0.05, (k + 1) * 0.05 + 0.005) for k in range(8)]
    recording.current_segmentation_id = None
    db.session.query(Segment).delete()
    db.session.execute(db.text("DELETE FROM segmentations"))
    make.segmentation(recording, segments=[*times, (0.01, 0.01001)])
    run = finished(client, lab, run_jobs)
    assert (run["n_members"], run["n_noise"]) == (9, 1)
    assert run["clusters"][-1]["number"] == -1
    assert run["clusters"][-1]["n_members"] == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"method": "astrology"}, "unknown-method"),
        ({"params": {"n_clusters": 3}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"n_clusters": 1}}, "bad-parameter"),
        ({"method": "kmeans", "params": {"n_clusters": "x"}}, "bad-parameter"),
        ({"feature_set": "tea-leaves"}, "validation-failed"),
        ({"map": "globe"}, "validation-failed"),
        ({"segment_ids": [10**9 + k for k in range(6)]}, "validation-failed"),
        ({"filter": {"label": "none has it"}}, "too-few-calls"),
    ],
)
def test_a_run_that_cannot_be_is_refused_with_a_code(client, lab, make, body, code):
    make.two_kinds(lab.project, n=6)
    refused = start(client, lab, **body)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert db.session.query(ClusteringRun).count() == 0


def test_too_few_calls_are_refused(client, lab, make):
    refused = start(client, lab)
    assert (refused.status_code, refused.json["code"]) == (422, "too-few-calls")


def test_a_run_whose_calls_are_all_silent_fails_with_the_reason(client, lab, make, run_jobs):
    recording = make.stored_recording(lab.project, content=make.wav(0.5))
    make.segmentation(recording, segments=[(k / 100, k / 100 + 0.00001) for k in range(8)])
    made = start(client, lab).json
    run_jobs()
    run = client.get(f"{RUNS}/{made['id']}", headers=lab.viewer).json
    assert (run["state"], run["problem"]["code"]) == ("failed", "too-few-calls")


def test_mapped_groups_are_applied_and_one_undo_takes_it_back(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=12)
    run = finished(client, lab, run_jobs)
    members = members_of(client, lab, run, number=0)["segment_id"]
    named, rejected, *_ = members
    db.session.query(Segment).filter_by(id=named).update({"label": "mine"})
    db.session.query(Segment).filter_by(id=rejected).update({"is_rejected": True})
    db.session.commit()
    call_type = make.call_type(make.species(lab.group), name="sweep")
    url = f"/api/v1/clusters/{run['clusters'][0]['id']}/mapping"
    body = {"call_type_id": str(call_type.id), "confidence": 0.9}
    mapped = client.put(url, json=body, headers=lab.annotator).json
    assert (mapped["label"], mapped["mapping_confidence"]) == ("sweep", 0.9)
    body = {"target": "segments", "min_confidence": 0.95}
    none = client.post(f"{RUNS}/{run['id']}/apply", json=body, headers=lab.annotator)
    assert (none.status_code, none.json["code"]) == (422, "nothing-mapped")
    done = client.post(f"{RUNS}/{run['id']}/apply", json={"target": "segments"}, headers=lab.annotator).json
    assert (done["n_changed"], done["n_kept"]) == (len(members) - 2, 2)
    assert words(members) == dict.fromkeys(members, "sweep") | {named: "mine", rejected: None}
    change = db.session.query(LabelChange).first()
    assert (change.source, change.call_type_id, change.label_before) == ("cluster", call_type.id, None)
    undo = f"{RUNS}/{run['id']}/apply/{done['action_id']}/undo"
    assert client.post(undo, headers=lab.annotator).json == {"n_changed": len(members) - 2}
    assert set(words(members).values()) == {None, "mine"}
    body = {"target": "segments", "overwrite": True}
    again = client.post(f"{RUNS}/{run['id']}/apply", json=body, headers=lab.annotator).json
    assert again["n_changed"] == len(members) - 1
    assert words([named]) == {named: "sweep"}


def test_an_action_of_another_run_is_not_undone(client, lab, make):
    run, other = (make.clustering_run(lab.project) for _ in range(2))
    cluster = db.session.query(Cluster).filter_by(run_id=run.id, number=0).one()
    client.put(f"/api/v1/clusters/{cluster.id}/mapping", json={"label": "a"}, headers=lab.annotator)
    done = client.post(f"{RUNS}/{run.id}/apply", json={"target": "segments"}, headers=lab.annotator).json
    assert client.post(f"{RUNS}/{other.id}/apply/{done['action_id']}/undo", headers=lab.annotator).status_code == 404


def test_several_groups_are_mapped_at_once_or_none(client, lab, make):
    run = make.clustering_run(lab.project)
    url = f"{RUNS}/{run.id}/mappings"
    wrong = {"mappings": [{"number": 0, "label": "a"}, {"number": 7, "label": "b"}]}
    assert client.put(url, json=wrong, headers=lab.annotator).status_code == 404
    shown = client.get(f"{RUNS}/{run.id}", headers=lab.viewer).json
    assert [cluster["label"] for cluster in shown["clusters"]] == [None, None]
    right = {"mappings": [{"number": 0, "label": "a"}, {"number": 1, "label": "b"}]}
    answer = client.put(url, json=right, headers=lab.annotator)
    assert [cluster["label"] for cluster in answer.json["clusters"]] == ["a", "b"]
    taken = client.put(url, json={"mappings": [{"number": 0}]}, headers=lab.annotator)
    assert [cluster["label"] for cluster in taken.json["clusters"]] == [None, "b"]


def test_a_call_type_of_another_group_cannot_be_mapped(client, lab, make):
    run = make.clustering_run(lab.project)
    foreign = make.call_type(make.species(make.group()))
    answer = client.put(
        f"{RUNS}/{run.id}/mappings",
        json={"mappings": [{"number": 0, "call_type_id": str(foreign.id)}]},
        headers=lab.annotator,
    )
    assert answer.status_code == 404


def test_members_move_into_another_group_and_into_a_new_one(client, lab, make):
    run = make.clustering_run(lab.project)
    members = client.get(f"{RUNS}/{run.id}/members", headers=lab.viewer).json
    first, second, third = members["segment_id"]
    assert members["number"] == [0, 0, 1]
    url = f"{RUNS}/{run.id}/move"
    moved = client.post(url, json={"segment_ids": [first], "number": 1}, headers=lab.annotator).json
    assert (moved["number"], moved["n_moved"]) == (1, 1)
    assert [cluster["n_members"] for cluster in moved["run"]["clusters"]] == [1, 2]
    assert moved["run"]["clusters"][0]["representative_id"] == second
    alone = client.post(url, json={"segment_ids": [first, third], "number": "new"}, headers=lab.annotator).json
    assert [(c["number"], c["n_members"]) for c in alone["run"]["clusters"]] == [(0, 1), (2, 2)]
    nowhere = client.post(url, json={"segment_ids": [second], "number": -1}, headers=lab.annotator).json
    assert (nowhere["run"]["n_clusters"], nowhere["run"]["n_noise"]) == (1, 1)
    assert client.post(url, json={"segment_ids": [10**9], "number": 2}, headers=lab.annotator).status_code == 404
    assert client.post(url, json={"segment_ids": [first], "number": 55}, headers=lab.annotator).status_code == 404


def test_comparing_two_groups_names_what_tells_them_apart(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=12)
    run = finished(client, lab, run_jobs)
    answer = client.get(f"{RUNS}/{run['id']}/compare?a=0&b=1", headers=lab.viewer).json
    effects = {row["name"]: row["effect_size"] for row in answer["measures"]}
    # A fall from 80 to 40 kHz against a rise from 20 to 35 kHz: far apart in frequency, alike in duration.
    assert abs(effects["meanfreq"]) > 5
    assert not abs(effects["duration"] or 0) > 0.5
    assert abs(answer["measures"][0]["effect_size"]) >= abs(answer["measures"][1]["effect_size"])
    assert answer["separation"] == 1.0
    assert client.get(f"{RUNS}/{run['id']}/compare?a=0&b=9", headers=lab.viewer).status_code == 404


def test_mapped_groups_become_a_training_set(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=12)
    run = finished(client, lab, run_jobs)
    mappings = [{"number": 0, "label": "a"}, {"number": 1, "label": "b"}]
    client.put(f"{RUNS}/{run['id']}/mappings", json={"mappings": mappings}, headers=lab.annotator)
    url = f"{RUNS}/{run['id']}/apply"
    assert client.post(url, json={"target": "training-set"}, headers=lab.annotator).status_code == 403
    made = client.post(url, json={"target": "training-set"}, headers=lab.editor).json
    row = db.session.query(TrainingSet).one()
    assert str(row.id) == made["training_set_id"]
    assert (row.kind, row.n_clips, row.labels) == ("labels", 12, {"a": 6, "b": 6})
    assert set(words(members_of(client, lab, run)["segment_id"]).values()) == {None}


def test_strangers_see_no_run_and_viewers_change_none(client, lab, make):
    run = make.clustering_run(lab.project)
    cluster = db.session.query(Cluster).filter_by(run_id=run.id, number=0).one()
    for url in (f"{RUNS}/{run.id}", f"{RUNS}/{run.id}/members", f"{RUNS}/{run.id}/compare?a=0&b=1"):
        assert client.get(url, headers=lab.stranger).status_code == 404
    assert client.get(RUNS, headers=lab.stranger).json["count"] == 0
    mapping = f"/api/v1/clusters/{cluster.id}/mapping"
    assert client.put(mapping, json={"label": "a"}, headers=lab.viewer).status_code == 403
    assert client.put(mapping, json={"label": "a"}, headers=lab.stranger).status_code == 404
    assert client.delete(f"{RUNS}/{run.id}", headers=lab.annotator).status_code == 403
    assert client.delete(f"{RUNS}/{run.id}", headers=lab.editor).status_code == 204
    assert db.session.query(ClusterMember).count() == 0


def test_calls_of_another_project_cannot_be_named(client, lab, make):
    _, foreign = make.two_kinds(make.project(lab.group), n=6)
    numbers = [row.id for row in db.session.query(Segment).filter_by(segmentation_id=foreign.id)]
    refused = start(client, lab, segment_ids=numbers)
    assert refused.status_code == 422
    assert client.get(f"{RUNS}/{new_id()}", headers=lab.viewer).status_code == 404


def test_the_list_of_methods_names_parameters_feature_sets_and_maps(client, lab):
    shown = client.get("/api/v1/clustering-methods", headers=lab.viewer).json
    assert shown["results"][0]["name"] == "auto"
    assert {"mfcc", "log-bands", "chroma", "warble27", "embedding"} == {one["name"] for one in shown["feature_sets"]}
    assert {"pca", "tsne"} <= {one["name"] for one in shown["maps"]}
    kmeans = next(method for method in shown["results"] if method["name"] == "kmeans")
    assert kmeans["parameters"][0]["default"] is None
