"""Where backups lie: a folder or a bucket, which behave alike."""

from collections.abc import Iterator

import pytest

from core.backup import create, reading, upkeep
from core.backup.place import open_place
from core.errors import AppError
from core.storage import StorageError
from tests.databases import on_one_database

BUCKET = "kept-nights"


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A real server that speaks S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def settings(app, monkeypatch, s3_address):
    found = app.config["SETTINGS"]
    values = {"s3_endpoint_url": s3_address, "s3_region": "eu-central-1", "s3_access_key_id": "id",
              "s3_secret_access_key": "secret"}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setattr(found, name, value)
    return found


@pytest.fixture(params=["folder", "bucket"])
def place(request, settings, tmp_path):
    if request.param == "folder":
        return open_place(settings, str(tmp_path / "backups"))
    found = open_place(settings, f"s3://{BUCKET}/station/{tmp_path.name}")
    where = {"LocationConstraint": "eu-central-1"}
    client = found._client._client
    if BUCKET not in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    return found


@on_one_database
def test_objects_are_put_listed_read_and_removed(place, tmp_path):
    path = tmp_path / "object"
    path.write_bytes(b"content")
    for key in ("backups/b/one", "backups/a/two", "files/x"):
        place.put(key, path)
    assert list(place.list("backups")) == ["backups/a/two", "backups/b/one"]
    assert place.exists("files/x")
    with place.open("files/x") as found:
        assert found.read_bytes() == b"content"
    place.delete("files/x")
    place.delete("files/x")
    assert not place.exists("files/x")
    with pytest.raises(AppError, match="is not there"), place.open("files/x"):
        pass


@on_one_database
def test_a_backup_is_made_checked_and_removed_there(place, make):
    make.stored_recording()
    first = create.create(place)
    last = create.create(place)
    assert reading.names(place) == sorted([first.name, last.name])
    assert reading.verify(place, reading.read_manifest(place, last.name)) == []
    assert upkeep.prune(place, keep=1) == [min(first.name, last.name)]
    assert len(list(place.list("files"))) == 1


@on_one_database
def test_a_bucket_that_is_not_there_is_told_of(settings):
    with pytest.raises(StorageError, match="The bucket cannot be used"):
        create.create(open_place(settings, "s3://nowhere-at-all"))
