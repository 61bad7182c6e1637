"""Reading training material from folders, archives and tables."""

import zipfile
from pathlib import Path

import pytest

from ml.calls.clips import read_folder, read_table, unpack
from processing.errors import TableError


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")


def zipped(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "label", "group"),
    [
        ("001_song.wav", "song", "all clips"),
        ("12_two_words.WAV", "two_words", "all clips"),
        ("night 3/7_song.wav", "song", "night 3"),
        ("song/a.wav", "song", "all clips"),
        ("night 3/song/a.wav", "song", "night 3"),
    ],
)
def test_label_and_group_come_from_the_name_or_the_folders(tmp_path, name, label, group):
    touch(tmp_path / name)
    assert [(call.label, call.group) for call in read_folder(tmp_path).calls] == [(label, group)]


def test_a_folder_of_clips_is_read_and_the_rest_left_aside_with_a_reason(tmp_path):
    for name in ("1_song.wav", "alarm/x.flac", "notes.txt", "nameless.wav"):
        touch(tmp_path / name)
    found = read_folder(tmp_path)
    assert [(call.label, call.interval) for call in found.calls] == [("song", None), ("alarm", None)]
    assert dict(found.left_aside) == {
        "notes.txt": "not a sound file",
        "nameless.wav": "no label in the name or folder",
    }


def test_an_archive_is_unpacked_under_names_of_our_own(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    archive = zipped(tmp_path / "clips.zip", {"1_song.wav": b"one", "alarm/x.wav": b"two", "__MACOSX/1_song.wav": b""})
    found = unpack(archive, target)
    assert [(call.label, call.path.read_bytes()) for call in found.calls] == [("song", b"one"), ("alarm", b"two")]
    assert all(call.path.parent == target for call in found.calls)


@pytest.mark.parametrize(
    "name", ["../1_song.wav", "/1_song.wav", "a/../../1_song.wav", "C:\\1_song.wav", "..\\1_a.wav"]
)
def test_names_that_lead_outside_are_refused_and_nothing_is_written(tmp_path, name):
    target = tmp_path / "out"
    target.mkdir()
    archive = zipped(tmp_path / "clips.zip", {"0_fine.wav": b"", name: b""})
    with pytest.raises(TableError) as refused:
        unpack(archive, target)
    assert refused.value.code == "unsafe-name"
    assert not list(target.iterdir())


def test_an_archive_that_swells_is_refused(tmp_path):
    archive = zipped(tmp_path / "clips.zip", {"1_song.wav": bytes(20 << 20)})
    with pytest.raises(TableError) as refused:
        unpack(archive, tmp_path)
    assert refused.value.code == "suspicious-compression"


def test_what_is_not_an_archive_is_refused(tmp_path):
    touch(tmp_path / "clips.zip")
    with pytest.raises(TableError) as refused:
        unpack(tmp_path / "clips.zip", tmp_path)
    assert refused.value.code == "not-a-zip"


def test_a_table_gives_intervals_labels_and_groups(tmp_path):
    touch(tmp_path / "a.wav")
    table = tmp_path / "labels.csv"
    table.write_text(
        "file,onset_s,offset_s,label,group\na.wav,0.5,0.75,song,bird 1\na.wav,1,2,song,\n"
        "a.wav,3,4,,bird 1\nb.wav,0,1,song,bird 1\na.wav,2,1,song,bird 1\n"
    )
    found = read_table(table, tmp_path)
    assert [(c.interval.onset_s, c.interval.offset_s, c.label, c.group) for c in found.calls] == [
        (0.5, 0.75, "song", "bird 1"),
        (1.0, 2.0, "song", "a.wav"),
    ]
    assert [reason for _, reason in found.left_aside] == ["no label", "no file b.wav", "onset 2 is not before offset 1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("file,onset,label\na.wav,1,song\n", "missing-columns"),
        ("file,onset,offset,label\na.wav,one,2,song\n", "bad-number"),
        ("file,onset,offset,label\n../a.wav,1,2,song\n", "unsafe-name"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(tmp_path, text, code):
    touch(tmp_path / "a.wav")
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(TableError) as refused:
        read_table(tmp_path / "labels.csv", tmp_path)
    assert refused.value.code == code
