"""What a classifier can learn from: projects, species, tables and clips with a table; held-out calls stay out."""

import io
import zipfile

import pytest

from blueprints.calls.models import Classifier, TrainingSelection, TrainingSet
from blueprints.calls.service import selections
from blueprints.recordings.models import Recording, Segment, Segmentation
from core.access import Role
from core.db import db
from tests.databases import on_one_database
from tests.factories.calls import SR, clip
from tests.factories.recordings import wav

BASE = "/api/v1"


@pytest.fixture
def train(client, lab, run_jobs):
    def _train(source, *, headers=None, **fields):
        body = {"name": "First", "project_id": str(lab.project.id), "method": "logistic", "source": source} | fields
        answer = client.post(f"{BASE}/classifiers", json=body, headers=headers or lab.editor)
        if answer.status_code != 201:
            return answer
        run_jobs()
        return client.get(f"{BASE}/classifiers/{answer.json['id']}", headers=lab.viewer)

    return _train


def of_project(lab):
    return {"kind": "segments", "project_id": str(lab.project.id)}


def test_a_projects_named_segments_are_learned_and_rejected_ones_are_not(lab, make, train):
    for seed in range(3):
        segments = make.named_recording(lab.project, seed=seed)
    segments[0].is_rejected = True
    db.session.commit()
    shown = train(of_project(lab)).json
    assert (shown["state"], shown["training"]["per_class"]) == ("ready", {"fall": 11, "rise": 12})
    assert shown["source"]["per_class"] == {"fall": 11, "rise": 12}
    assert shown["source"]["project_name"] == lab.project.name
    assert shown["scores"]["macro_f1"] > 0.9


def test_guesses_and_segmentations_that_are_not_current_teach_nothing(lab, make, train):
    for seed in range(2):
        segments = make.named_recording(lab.project, seed=seed)
    make.named_recording(lab.project, seed=2, labels=(None,) * 8)
    db.session.get_one(Segmentation, segments[0].segmentation_id).is_current = False
    db.session.commit()
    assert train(of_project(lab)).json["training"]["n_calls"] == 8


def test_a_species_is_learned_across_the_groups_projects_only(lab, make, train):
    species = make.species(lab.group)
    other = make.project(lab.group)
    for seed, project in enumerate((lab.project, other, other)):
        make.named_recording(project, seed=seed, species_id=species.id)
    make.named_recording(other, seed=4)
    source = {"kind": "species", "species_id": str(species.id)}
    shown = train(source).json
    assert (shown["training"]["n_calls"], shown["training"]["n_groups"]) == (24, 3)
    assert shown["source"]["species_name"] == species.scientific_name


def test_labels_of_another_group_are_not_learned_from(lab, make, train):
    stranger = make.group()
    project = make.project(stranger)
    assert train({"kind": "segments", "project_id": str(project.id)}).status_code == 404
    assert train({"kind": "species", "species_id": str(make.species(stranger).id)}).status_code == 404
    make.member(stranger, Role.EDITOR, user=lab.person)
    answer = train({"kind": "segments", "project_id": str(project.id)})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/source")


def test_too_few_labels_fail_with_the_reason(lab, make, train):
    make.named_recording(lab.project, labels=("fall", "fall", "fall", "rise"))
    assert train(of_project(lab)).json["problem"]["code"] == "too-few-calls"


@pytest.mark.parametrize(
    ("labels", "code"), [(("fall",) * 6, "one-class"), (("fall",) * 6 + ("rise",), "too-few-per-class")]
)
def test_labels_that_teach_nothing_are_refused(lab, make, train, labels, code):
    make.named_recording(lab.project, labels=labels)
    assert train(of_project(lab)).json["problem"]["code"] == code


def test_what_is_held_out_is_scored_and_not_learned(lab, make, train, monkeypatch):
    for seed in range(3):
        held = make.named_recording(lab.project, seed=seed)
    numbers = [segment.id for segment in held]
    from sqlalchemy import select

    monkeypatch.setattr(selections, "_held_out", [lambda: select(Segment.id).where(Segment.id.in_(numbers))])
    shown = train(of_project(lab)).json
    assert (shown["training"]["n_calls"], shown["source"]["n_held_out"]) == (16, 8)
    assert shown["scores"]["held_out"]["n_calls"] == 8
    assert shown["scores"]["held_out"]["macro_f1"] > 0.9
    kept = db.session.get(TrainingSelection, db.session.query(Classifier).one().id)
    assert set(selections.unpacked(kept.held_out_ids)) == set(numbers)
    assert not set(selections.unpacked(kept.segment_ids)) & set(numbers)


def send(client, lab, content, name):
    data = {"project_id": str(lab.project.id), "file": (io.BytesIO(content), name)}
    return client.post(f"{BASE}/training-sets", data=data, headers=lab.editor)


def table_of(segments, name=None):
    lines = ["recording,onset_s,offset_s,label"]
    for segment in segments:
        segmentation = db.session.get_one(Segmentation, segment.segmentation_id)
        recording = db.session.get_one(Recording, segmentation.recording_id)
        lines.append(f"{name or recording.name},{segment.onset_s},{segment.offset_s},{segment.label}")
    return "\n".join(lines).encode()


@on_one_database
def test_a_table_of_a_projects_recordings_is_learned_from(client, lab, make, train):
    segments = [one for seed in range(3) for one in make.named_recording(lab.project, seed=seed)]
    content = table_of(segments) + b"\nnowhere.wav,0.1,0.2,fall\n"
    for segment in segments:
        segment.label = None
    db.session.commit()
    answer = send(client, lab, content, "labels.csv")
    assert answer.status_code == 201, answer.json
    assert (answer.json["kind"], answer.json["labels"]) == ("labels", {"fall": 13, "rise": 12})
    assert answer.json["findings"] == [{"member": "nowhere.wav", "reason": "the project has no such recording"}]
    shown = train({"kind": "training-set", "training_set_id": answer.json["id"]}).json
    assert (shown["state"], shown["training"]["n_calls"], shown["training"]["n_groups"]) == ("ready", 24, 3)


def test_a_table_may_name_recordings_by_id_or_without_ending(client, lab, make):
    segments = make.named_recording(lab.project, name="Bank 7.wav")
    recording = db.session.query(Recording).one()
    for name in ("bank 7", str(recording.id), "folder/Bank 7.WAV"):
        assert send(client, lab, table_of(segments, name), "labels.csv").json["findings"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"recording,onset,offset,label\nelsewhere.wav,0,1,fall\n", "no-known-recordings"),
        (b"recording,onset,offset,label\n", "no-labelled-clips"),
        (b"recording,label\na,b\n", "missing-columns"),
        (b"\x00\x01\x02", "not-a-table"),
    ],
)
def test_a_table_that_tells_nothing_is_refused(client, lab, content, code):
    answer = send(client, lab, content, "labels.csv")
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert db.session.query(TrainingSet).count() == 0


def archive_with(table, *, prefix="clips/"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(12):
            label = ("fall", "rise")[number % 2]
            archive.writestr(f"{prefix}{number:03d}.wav", wav(clip(label, number), SR))
        archive.writestr(f"{prefix}labels.csv", table)
    return buffer.getvalue()


@on_one_database
def test_a_table_beside_the_clips_names_them(client, lab, train):
    rows = [f"{number:03d}.wav,{('fall', 'rise')[number % 2]},bat{number // 4}" for number in range(11)]
    answer = send(client, lab, archive_with("\n".join(["file,label,group", *rows, "missing.wav,fall,x"])), "clips.zip")
    assert answer.json["labels"] == {"fall": 6, "rise": 5}
    assert {one["member"] for one in answer.json["findings"]} == {"line 13", "clips/011.wav"}
    shown = train({"kind": "training-set", "training_set_id": answer.json["id"]}).json
    assert (shown["state"], shown["training"]["n_calls"], shown["training"]["n_groups"]) == ("ready", 11, 3)


@on_one_database
def test_a_chain_of_parents_is_kept(lab, make, train):
    for seed in range(2):
        make.named_recording(lab.project, seed=seed)
    first = train(of_project(lab)).json
    second = train(of_project(lab), parent_id=first["id"], name="Second").json
    assert second["parent_id"] == first["id"]
