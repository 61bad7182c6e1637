"""ZIP archives from strangers, with real archives made here."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.db import db
from core.jobs import queue
from core.jobs.models import Job
from core.storage.blobs import Blob
from core.uploads import kinds
from core.uploads.archives import ArchiveError, Limits, Member, open_archive
from core.uploads.models import Upload, UploadState
from core.uploads.unpack import archive_of
from tests.core import notes
from tests.core.notes import begin, run_job, send, upload_of

LIMITS = Limits(max_members=50, max_total_bytes=2**30, max_member_bytes=2**20)


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Write an archive of these names and contents."""

    def write(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "night.zip"
        with zipfile.ZipFile(path, "w", compression) as file:
            for name, content in members:
                file.writestr(name, content)
        return path

    return write


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(ArchiveError) as caught, open_archive(path, limits):
        pass
    return caught.value.code


def test_a_plain_archive_is_unpacked_one_member_at_a_time(archive, tmp_path):
    litter = (("__MACOSX/a/._one.txt", b"x"), ("a/.DS_Store", b"x"))
    path = archive(("a/one.txt", b"one"), ("a/b/two.txt", b"two"), *litter)
    with open_archive(path, LIMITS) as found:
        assert found.members == [Member("a/one.txt", "one.txt", 3), Member("a/b/two.txt", "two.txt", 3)]
        found.extract(found.members[1], tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"two"


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/evil.txt", "..\\evil.txt", "\\\\host\\evil.txt"]
)
def test_names_that_lead_elsewhere_are_refused(archive, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    assert refusal(archive(("good.txt", b"x"), (info, b"x"))) == "archive-unsafe-name"


def test_links_are_refused(archive):
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    assert refusal(archive((info, b"/etc/passwd"))) == "archive-link"


def test_two_members_of_one_name_are_refused(archive):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = archive(("a.txt", b"1"), ("a.txt", b"2"))
    assert refusal(path) == "archive-duplicate-name"


def test_too_many_members_are_refused(archive):
    assert refusal(archive(*((f"{n}.txt", b"") for n in range(51)))) == "archive-too-many"


def test_an_archive_that_unpacks_to_far_more_than_it_holds_is_refused(archive):
    assert refusal(archive(("zeros", bytes(30 * 2**20)))) == "archive-bomb"


def test_members_that_share_their_bytes_are_refused(archive, tmp_path):
    """The overlapping bomb (Fifield 2019): many entries of the directory point at one packed member."""
    path = archive(("kernel", b"k" * 1000), ("other", b"o" * 1000), compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    path.write_bytes(data)
    assert refusal(path) == "archive-bomb"


def test_an_archive_above_the_total_limit_is_refused(archive):
    path = archive(("a", b"x" * 5000), ("b", b"x" * 6000), compression=zipfile.ZIP_STORED)
    assert refusal(path, LIMITS._replace(max_total_bytes=10_000)) == "archive-too-large"


@pytest.mark.parametrize("data", [b"", b"text, not an archive", b"PK\x03\x04 cut off", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_refused(tmp_path, data):
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert refusal(path) in {"archive-damaged", "archive-too-many"}


def test_a_cut_archive_is_refused(archive):
    path = archive(("a.txt", b"x" * 500), ("b.txt", b"y" * 500), compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes()[:-60])
    assert refusal(path) == "archive-damaged"


def test_an_archive_without_files_is_refused(archive):
    assert refusal(archive(("folder/", b""))) == "archive-empty"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("inner.zip", b"PK", "archive-nested"), ("large.bin", b"x" * (2**20 + 1), "too-large")],
)
def test_a_member_that_is_not_taken_does_not_spoil_the_others(archive, tmp_path, name, content, code):
    path = archive((name, content), ("good.txt", b"good"), compression=zipfile.ZIP_STORED)
    with open_archive(path, LIMITS) as found:
        with pytest.raises(ArchiveError) as caught:
            found.extract(found.members[0], tmp_path / "out")
        assert caught.value.code == code
        assert not (tmp_path / "out").exists()
        found.extract(found.members[1], tmp_path / "out")


def test_a_damaged_member_leaves_nothing_behind(archive, tmp_path):
    path = archive(("a.txt", b"needle" * 100), compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"needle", b"noodle", 1))
    with open_archive(path, LIMITS) as found, pytest.raises(ArchiveError) as caught:
        found.extract(found.members[0], tmp_path / "out")
    assert caught.value.code == "archive-member-damaged"
    assert not (tmp_path / "out").exists()


class TestUnpacking:
    """An archive of notes, uploaded and taken in."""

    @pytest.fixture
    def take_in(self, client, place) -> Callable[..., Upload]:
        kinds.register(archive_of("note", name="note-archive"))

        def upload_and_run(*members: tuple[str, bytes]) -> Upload:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
                for name, content in members:
                    file.writestr(name, content)
            data = packed.getvalue()
            created = begin(
                client, place.headers, len(data), project_id=place.project.id, kind="note-archive", filename="n.zip"
            )
            send(client, place.headers, created.headers["Location"], data, 0)
            upload = upload_of(created)
            run_job(upload)
            return upload

        yield upload_and_run
        kinds._kinds.pop("note-archive")

    def test_every_member_gets_a_verdict_and_the_good_ones_an_object(self, take_in, client, place, app):
        upload = take_in(
            ("a/one.note", b"NOTE one"), ("b/one.note", b"NOTE uno"), ("a/copy.note", b"NOTE one"),
            ("text.txt", b"not a note"), ("inner.zip", b"PK\x03\x04"),
        )  # fmt: skip
        assert upload.state == UploadState.STORED
        answer = client.get(upload.result["url"], headers=place.headers).json
        verdicts = {
            row["fields"]["member"]: (row["problem"] or {"code": row["state"]})["code"] for row in answer["results"]
        }
        assert verdicts == {
            "a/one.note": "stored", "b/one.note": "stored", "a/copy.note": "already-here",
            "text.txt": "not-a-note", "inner.zip": "archive-nested",
        }  # fmt: skip
        assert set(notes.notes.values()) == {b"NOTE one", b"NOTE uno"}
        assert len(db.session.scalars(select(Blob)).all()) == 2
        assert not list(app.config["SETTINGS"].chunk_dir.glob("*-*"))
        assert client.get("/api/v1/uploads", headers=place.headers).json["count"] == 1

    def test_a_table_in_the_archive_reaches_its_files(self, take_in):
        table = "filename;x\n".replace(";", ",") + "one.note,5\nabsent.note,6\n"
        upload = take_in(("metadata.csv", table.encode("utf-8-sig")), ("d/One.note", b"NOTE one"))
        child = db.session.scalars(select(Upload).where(Upload.parent_id == upload.id)).one()
        assert child.fields["metadata"] == {"filename": "one.note", "x": "5"}

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ([("good.note", b"NOTE good"), ("../evil.note", b"NOTE evil")], "archive-unsafe-name"),
            ([("good.note", b"NOTE good"), ("bomb", bytes(30 * 2**20))], "archive-bomb"),
            ([("a.txt", b"no"), ("b.txt", b"no")], "archive-nothing-usable"),
        ],
    )
    def test_a_harmful_or_useless_archive_leaves_nothing(self, take_in, app, members, code):
        upload = take_in(*members)
        assert upload.state == UploadState.REJECTED
        assert upload.problem["code"] == code
        assert notes.notes == {}
        assert db.session.scalars(select(Blob)).all() == []
        assert not list(app.config["SETTINGS"].chunk_dir.glob("*-*"))

    def test_an_archive_whose_worker_died_is_gone_on_with(self, take_in, app):
        kind = kinds.kind_of("note")

        def die_on_two(*arguments):
            if arguments[-1] == b"NOTE two":
                raise RuntimeError("the process dies here")
            return kind.accept(*arguments)

        kinds.register(replace(kind, accept=die_on_two))
        upload = take_in(("one.note", b"NOTE one"), ("two.note", b"NOTE two"))
        assert upload.state == UploadState.VERIFYING
        assert list(notes.notes.values()) == [b"NOTE one"]
        kinds.register(kind)
        queue.retry(db.session.get_one(Job, upload.job_id))
        db.session.commit()
        run_job(upload)
        assert upload.state == UploadState.STORED
        children = db.session.scalars(select(Upload).where(Upload.parent_id == upload.id)).all()
        assert sorted((child.file_name, child.state) for child in children) == [
            ("one.note", UploadState.STORED), ("two.note", UploadState.STORED),
        ]  # fmt: skip
        assert not list(app.config["SETTINGS"].chunk_dir.glob("*-*"))
