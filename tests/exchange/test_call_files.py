"""Measures, probabilities and clips of calls: read back, and the same as what training measures."""

import csv
import io
import zipfile
from typing import Any

import h5py
import numpy as np
import pytest
from flask.testing import FlaskClient

from blueprints.projects.models import Project
from blueprints.recordings.models import Segment
from core.db import db
from processing.audio.clip_names import read_clip_name
from processing.audio.decode import open_audio
from processing.audio.features import FEATURE_SETS, extract
from processing.audio.intervals import Interval
from processing.audio.metadata.recording import read_metadata
from tests.exchange.conftest import Lab
from tests.factories import Factory

BASE = "/api/v1"

SPANS = [(0.1, 0.105), (0.5, 0.505)]
"""Of the three segments of the project, one is rejected."""


def fetched(client: FlaskClient, lab: Lab, run_jobs: Any, kind: str, **choice: Any) -> bytes:
    body = {"kind": kind, "project_id": str(lab.project.id), **choice}
    made = client.post(f"{BASE}/exports", headers=lab.editor, json=body)
    assert made.status_code == 202, made.json
    run_jobs()
    shown = client.get(made.headers["Location"], headers=lab.viewer).json
    assert shown["state"] == "ready", shown
    return bytes(client.get(f"{made.headers['Location']}/file", headers=lab.viewer).data)


@pytest.fixture
def wanted(make: Factory, tmp_path: Any) -> Any:
    """What the measures of the two calls are, taken as a training takes them."""
    path = tmp_path / "night.wav"
    path.write_bytes(make.wav())
    with open_audio(path) as audio:
        return extract(audio, None, [Interval(*span) for span in SPANS], feature_set="warble27").values


def test_the_table_of_measures_has_the_names_and_values_a_training_has(
    client: FlaskClient, lab: Lab, full_project: Project, run_jobs: Any, wanted: Any
) -> None:
    rows = list(csv.DictReader(io.StringIO(fetched(client, lab, run_jobs, "features").decode())))
    names = FEATURE_SETS["warble27"].names
    assert len(names) == 27
    assert list(rows[0]) == ["recording", "segment_id", "onset_s", "offset_s", "label", *names]
    assert [(row["label"], float(row["onset_s"])) for row in rows] == [("buzz", 0.1), ("", 0.5)]
    found = np.array([[float(row[name]) for name in names] for row in rows])
    # Cells have seven digits, as many as a float32.
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


def test_a_choice_narrows_the_table(client: FlaskClient, lab: Lab, full_project: Project, run_jobs: Any) -> None:
    content = fetched(client, lab, run_jobs, "features-rich", labelled=True).decode()
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["label"] == "buzz"
    assert len(row) == 5 + len(FEATURE_SETS["rich"].names)


def test_the_hdf5_holds_calls_measures_and_probabilities(
    client: FlaskClient, lab: Lab, full_project: Project, run_jobs: Any, wanted: Any
) -> None:
    with h5py.File(io.BytesIO(fetched(client, lab, run_jobs, "hdf5"))) as file:
        assert list(file["label"].asstr()[:]) == ["buzz", ""]
        assert list(file["predicted"].asstr()[:]) == ["fall", "fall"]
        assert list(file["onset_s"][:]) == [0.1, 0.5]
        assert list(file["probabilities"].attrs["labels"]) == sorted(file["probabilities"].attrs["labels"])
        # Stored as float32.
        np.testing.assert_allclose(file["probabilities"][:].max(axis=1), [0.8, 0.8], rtol=1e-6)
        assert list(file["features"].attrs["names"])[:27] == list(FEATURE_SETS["warble27"].names)
        np.testing.assert_allclose(file["features"][:, :27], wanted, rtol=1e-6)


def clips(client: FlaskClient, lab: Lab, query: str = "") -> zipfile.ZipFile:
    address = f"{BASE}/results/calls/export?format=clips&project_id={lab.project.id}{query}"
    answer = client.get(address, headers=lab.viewer)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def test_clips_are_named_so_that_a_training_reads_labels_people_gave(
    client: FlaskClient, lab: Lab, full_project: Project
) -> None:
    names = clips(client, lab).namelist()
    assert names == ["night/1_buzz.wav", "2.wav"]
    assert [read_clip_name(name) for name in names] == [("buzz", "night"), None]


def test_a_clip_holds_the_calls_samples_and_says_where_it_comes_from(
    client: FlaskClient, lab: Lab, full_project: Project, make: Factory, tmp_path: Any
) -> None:
    (tmp_path / "night.wav").write_bytes(make.wav())
    clip = tmp_path / "clip.wav"
    clip.write_bytes(clips(client, lab).read("night/1_buzz.wav"))
    with open_audio(tmp_path / "night.wav") as whole, open_audio(clip) as cut:
        assert (cut.info.sr, cut.info.n_frames) == (250_000, 1250)
        np.testing.assert_array_equal(cut.read(0, 1250), whole.read(25_000, 1250))
    guano = read_metadata(clip).guano
    assert (guano["Original Filename"], guano["Fieldstation|Label"]) == ("night.wav", "buzz")
    assert guano["Species Manual ID"] == "Nyctalus noctula"
    segment = db.session.query(Segment).filter_by(label="buzz").one()
    assert guano["Fieldstation|Segment"] == str(segment.id)


def test_clips_may_have_context_and_play_slower(
    client: FlaskClient, lab: Lab, full_project: Project, tmp_path: Any
) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(clips(client, lab, "&context_s=0.01&time_expansion=10").read("2.wav"))
    with open_audio(clip, time_expansion=10) as audio:
        assert (audio.info.file_sr, audio.info.sr, audio.info.n_frames) == (25_000, 250_000, 6250)
    assert read_metadata(clip).guano["TE"] == "10"


def test_calls_whose_sound_is_not_there_are_listed_in_the_archive(client: FlaskClient, make: Factory, lab: Lab) -> None:
    make.segmentation(make.recording(lab.project, name="lost.wav"), segments=[(0.1, 0.2)])
    archive = clips(client, lab)
    assert archive.namelist() == ["not_read.txt"]
    assert archive.read("not_read.txt") == b"1\tlost.wav\tfile-missing\n"
