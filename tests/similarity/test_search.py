"""Find more like this: what is found, what is not, and who may look."""

from pathlib import Path

import pytest

from blueprints.recordings.models import Segment
from blueprints.similarity.models import CallEmbedding, SimilarityIndex
from blueprints.similarity.service import embeddings, indexes, search
from core.access import Role
from core.clock import new_id
from core.db import db
from ml.similarity.index import PointIndex


def numbers_of(segmentation):
    return [row.id for row in db.session.query(Segment).filter_by(segmentation_id=segmentation.id).order_by(Segment.id)]


def build(client, lab, run_jobs):
    answer = client.post("/api/v1/similarity-index", json={"group_id": str(lab.group.id)}, headers=lab.editor)
    assert answer.status_code == 202, answer.json
    jobs = run_jobs()
    assert jobs[-1].state == "succeeded", jobs[-1].error_detail
    return jobs[-1]


def look(client, headers, **body):
    return client.post("/api/v1/similar", json=body, headers=headers)


def test_calls_of_the_same_kind_come_first(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=12)
    build(client, lab, run_jobs)
    numbers = numbers_of(segmentation)
    found = look(client, lab.viewer, segment_ids=[numbers[0]], n=11).json
    assert {row["segment_id"] for row in found["results"][:5]} == set(numbers[2::2])
    assert found["results"][0]["similarity"] > found["results"][-1]["similarity"]
    assert numbers[0] not in {row["segment_id"] for row in found["results"]}
    assert found["index"]["n_calls"] == 12
    assert found["index"]["is_stale"] is False


def test_a_call_that_nothing_has_embedded_yet_is_listened_to_at_once(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    _, later = make.two_kinds(lab.project, n=6)
    found = look(client, lab.viewer, segment_ids=[numbers_of(later)[1]], n=3).json["results"]
    assert len(found) == 3
    assert db.session.query(CallEmbedding).count() == 6


def test_rejected_examples_push_their_like_back(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=12)
    build(client, lab, run_jobs)
    numbers = numbers_of(segmentation)
    both = look(client, lab.viewer, segment_ids=numbers[:2], n=10).json["results"]
    less = look(client, lab.viewer, segment_ids=numbers[:2], rejected_ids=[numbers[3]], n=9).json["results"]
    assert {row["segment_id"] for row in both} == set(numbers[2:])
    assert {row["segment_id"] for row in less[:5]} == set(numbers[2::2])


def test_filters_keep_calls_out(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=12)
    other = make.project(lab.group)
    make.two_kinds(other, n=6)
    build(client, lab, run_jobs)
    numbers = numbers_of(segmentation)
    db.session.query(Segment).filter(Segment.id.in_(numbers[4:6])).update({"label": "fm"})
    db.session.query(Segment).filter_by(id=numbers[2]).update({"is_rejected": True})
    db.session.commit()
    example = {"segment_ids": [numbers[0]], "n": 100}

    def found(**more):
        return {row["segment_id"] for row in look(client, lab.viewer, **example, **more).json["results"]}

    assert len(found()) == 16
    assert found(project_id=str(other.id)).isdisjoint(numbers)
    assert found(label="fm") == set(numbers[4:6])
    assert found(labelled=False).isdisjoint(numbers[4:6])
    assert numbers[2] not in found()
    assert found(site_id=str(new_id())) == set()


def test_strangers_cannot_search_and_find_nothing_of_others(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    theirs = numbers_of(segmentation)
    refused = look(client, lab.stranger, segment_ids=[theirs[0]])
    assert (refused.status_code, refused.json["code"]) == (404, "not-found")
    group = make.group()
    outsider = make.member(group, Role.VIEWER)
    _, mine = make.two_kinds(make.project(group), n=6)
    headers = make.headers(outsider)
    found = look(client, headers, segment_ids=[numbers_of(mine)[0]])
    assert found.status_code == 200
    assert {row["segment_id"] for row in found.json["results"]}.isdisjoint(theirs)
    elsewhere = look(client, headers, segment_ids=[numbers_of(mine)[0]], group_id=str(lab.group.id))
    assert elsewhere.status_code == 404
    mixed = look(client, headers, segment_ids=[numbers_of(mine)[0]], rejected_ids=[theirs[1]])
    assert mixed.status_code == 404


def test_a_silent_example_is_refused_with_a_code(client, lab, make):
    recording = make.stored_recording(lab.project, content=make.wav(0.5))
    segmentation = make.segmentation(recording, segments=[(0.2, 0.200001)])
    refused = look(client, lab.viewer, segment_ids=numbers_of(segmentation))
    assert (refused.status_code, refused.json["code"]) == (422, "call-not-measurable")


def test_a_build_takes_up_what_is_new_and_forgets_what_went(client, lab, make, run_jobs):
    _, first = make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    row = db.session.get(SimilarityIndex, lab.group.id)
    before = indexes.edition_path(row.edition, embeddings.code_version())
    assert before.exists()
    make.two_kinds(lab.project, n=4)
    db.session.query(Segment).filter_by(id=numbers_of(first)[0]).delete()
    db.session.commit()
    build(client, lab, run_jobs)
    row = db.session.get(SimilarityIndex, lab.group.id, populate_existing=True)
    assert row.n_calls == 9
    assert not before.exists()
    assert indexes.present_path(lab.group.id, embeddings.code_version()).exists()


def test_the_index_and_the_comparison_of_all_find_the_same(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=40)
    build(client, lab, run_jobs)
    number = numbers_of(segmentation)[3]
    one_by_one = search.nearest(lab.group.id, [number], n=10)
    db.session.get(SimilarityIndex, lab.group.id).n_calls = search.MOST_COMPARED + 1
    db.session.commit()
    by_index = search.nearest(lab.group.id, [number], n=10)
    assert [hit.segment_id for hit in by_index] == [hit.segment_id for hit in one_by_one]


def damage(lab):
    """Cut the file of the group's index off, as a full disk does."""
    path = indexes.present_path(lab.group.id, embeddings.code_version())
    path.write_bytes(b"")
    return db.session.get(SimilarityIndex, lab.group.id), path


def test_an_index_whose_file_was_cut_off_is_built_anew(client, lab, make, run_jobs):
    make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    _, cut = damage(lab)
    build(client, lab, run_jobs)
    row = db.session.get(SimilarityIndex, lab.group.id, populate_existing=True)
    assert row.n_calls == 6
    assert not cut.exists()


def test_a_search_whose_index_is_damaged_goes_on_without_it_and_asks_for_another(
    client, lab, make, run_jobs, monkeypatch
):
    _, segmentation = make.two_kinds(lab.project, n=12)
    build(client, lab, run_jobs)
    row, _ = damage(lab)
    row.n_calls = search.MOST_COMPARED + 1
    db.session.commit()
    number = numbers_of(segmentation)[0]
    assert len(search.nearest(lab.group.id, [number], n=5)) == 5
    monkeypatch.setattr(search, "MOST_COMPARED", 3)
    refused = look(client, lab.viewer, segment_ids=[number], n=5)
    assert (refused.status_code, refused.json["code"]) == (409, "index-not-built")
    indexes.build_stale()
    assert run_jobs()[-1].state == "succeeded"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_build_that_finds_no_room_is_tried_again(client, lab, make, run_jobs, monkeypatch, tmp_path):
    make.two_kinds(lab.project, n=6)
    monkeypatch.setattr(indexes, "edition_path", lambda *_: tmp_path / "next")
    draft = tmp_path / ".next"
    draft.symlink_to("/dev/full")
    job = build(client, lab, run_jobs)
    assert job.n_faults == 1
    assert not draft.is_symlink()
    assert db.session.get(SimilarityIndex, lab.group.id, populate_existing=True).n_calls == 6
    assert len(PointIndex.load(tmp_path / "next")) == 6


def test_editing_a_segment_forgets_its_point_and_marks_the_index(client, lab, make, run_jobs):
    _, segmentation = make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    number = numbers_of(segmentation)[0]
    operation = {"op": "update", "id": number, "offset_s": 0.06}
    done = client.post(
        f"/api/v1/segmentations/{segmentation.id}/edits",
        json={"operations": [operation]},
        headers=lab.annotator | {"If-Match": f'"{segmentation.version}"'},
    )
    assert done.status_code == 200, done.json
    assert db.session.get(CallEmbedding, number) is None
    url = f"/api/v1/similarity-index?group_id={lab.group.id}"
    assert client.get(url, headers=lab.viewer).json["is_stale"] is True
    build(client, lab, run_jobs)
    assert client.get(url, headers=lab.viewer).json["is_stale"] is False
    assert db.session.get(CallEmbedding, number) is not None


def test_another_time_expansion_makes_every_point_of_the_recording_void(client, lab, make, run_jobs):
    recording, _ = make.two_kinds(lab.project, n=6)
    build(client, lab, run_jobs)
    done = client.patch(
        f"/api/v1/recordings/{recording.id}",
        json={"time_expansion": 2},
        headers=lab.editor | {"If-Match": f'"{recording.version}"'},
    )
    assert done.status_code == 200, done.json
    assert db.session.query(CallEmbedding).count() == 0


def test_the_scheduler_builds_what_has_settled_and_only_once(lab, make, run_jobs):
    make.two_kinds(lab.project, n=6)
    indexes.mark_now(lab.group.id)
    indexes.build_stale()
    indexes.build_stale()
    jobs = [job for job in run_jobs() if job.kind == "similarity.index"]
    assert [job.state for job in jobs] == ["succeeded"]
    assert db.session.get(SimilarityIndex, lab.group.id).n_calls == 6
    indexes.build_stale()
    assert len([job for job in run_jobs() if job.kind == "similarity.index"]) == 1


def test_asking_twice_for_an_index_gives_one_job(client, lab):
    first, second = (
        client.post("/api/v1/similarity-index", json={"group_id": str(lab.group.id)}, headers=lab.editor).json["id"]
        for _ in range(2)
    )
    assert first == second
