"""Stored files, wherever they lie."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from core.config import StorageBackend
from core.storage import Storage, StorageError, open_storage, sha256_of
from core.storage.local import LocalStorage
from tests.conftest import make_settings
from tests.core.bucket_server import BUCKET, KEY, bucket_server

CONTENT = os.urandom(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A real server that speaks S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=list(StorageBackend))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Each kind of storage, empty."""
    if request.param is StorageBackend.S3:
        yield _s3(tmp_path, request.getfixturevalue("s3_address"))
    elif request.param is StorageBackend.SUPABASE:
        with bucket_server() as address:
            yield _open(tmp_path, storage_backend="supabase", supabase_url=address, supabase_key=KEY, s3_bucket=BUCKET)
    else:
        yield _open(tmp_path)


def _open(folder: Path, **values: str) -> Storage:
    return open_storage(make_settings(folder, database_url="", redis_url="redis://localhost", **values))


def _s3(folder: Path, address: str) -> Storage:
    values = {
        "storage_backend": "s3", "s3_bucket": f"b-{folder.name.lower().replace('_', '-')}"[:60].rstrip("-"),
        "s3_prefix": "station/one", "s3_endpoint_url": address, "s3_region": "eu-central-1",
        "s3_access_key_id": "id", "s3_secret_access_key": "secret",
    }  # fmt: skip
    place = _open(folder, **values)
    place.client._client.create_bucket(  # type: ignore[attr-defined]
        Bucket=values["s3_bucket"], CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return place


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "night.wav"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("verb", ["put_file", "adopt_file"])
def test_a_stored_file_is_read_back_whole(place, source, verb):
    getattr(place, verb)(source, SHA256)
    assert place.exists(SHA256)
    assert place.size(SHA256) == len(CONTENT)
    with place.open_local(SHA256) as path:
        assert path.read_bytes() == CONTENT
    assert source.read_bytes() == CONTENT


def test_storing_a_file_again_changes_nothing(place, source):
    place.put_file(source, SHA256)
    place.put_file(source, SHA256)
    assert place.size(SHA256) == len(CONTENT)


def test_a_file_that_is_not_there_is_told_by_name(place):
    assert not place.exists(SHA256)
    with pytest.raises(StorageError, match=SHA256[:12]) as caught, place.open_local(SHA256):
        pass
    assert caught.value.code == "file-missing"
    with pytest.raises(StorageError):
        place.size(SHA256)


def test_a_deleted_file_is_gone_and_can_be_deleted_again(place, source):
    place.put_file(source, SHA256)
    place.delete(SHA256)
    place.delete(SHA256)
    assert not place.exists(SHA256)


def test_nothing_but_a_hash_becomes_part_of_a_path(place, source):
    for key in ("../../etc/passwd", "", SHA256.upper(), SHA256 + "/x"):
        with pytest.raises(ValueError, match="64 hexadecimal digits"):
            place.put_file(source, key)


def test_a_storage_in_order_passes_its_check(place):
    place.check()


def test_a_file_opened_twice_is_fetched_once_and_both_can_read(place, source):
    place.put_file(source, SHA256)
    with place.open_local(SHA256) as one, place.open_local(SHA256) as two:
        assert one.read_bytes() == two.read_bytes() == CONTENT
    with place.open_local(SHA256) as path:
        assert path.exists()


def test_a_sweep_of_the_cache_leaves_a_file_that_is_lent(tmp_path, s3_address, source):
    place = _s3(tmp_path, s3_address)
    place.put_file(source, SHA256)
    with place.open_local(SHA256) as path:
        for kept in (tmp_path / "data" / "cache" / "blobs").rglob(SHA256):
            kept.unlink()
        assert path.read_bytes() == CONTENT


def test_a_bucket_gives_a_signed_address_that_works_without_a_key(tmp_path, s3_address, source):
    place = _s3(tmp_path, s3_address)
    place.put_file(source, SHA256)
    address = place.url(SHA256, file_name="Nächte 1.wav", media_type="audio/wav")
    assert address
    with urlopen(address) as answer:
        assert answer.read() == CONTENT
        assert answer.headers["Content-Type"] == "audio/wav"
        assert "N%C3%A4chte%201.wav" in answer.headers["Content-Disposition"]


def test_a_large_file_goes_to_the_bucket_in_parts(tmp_path, s3_address):
    place = _s3(tmp_path, s3_address)
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1024) * 1024 * 40)
    sha256 = sha256_of(path)
    place.put_file(path, sha256)
    with place.open_local(sha256) as fetched:
        assert sha256_of(fetched) == sha256


def test_a_bucket_that_is_not_there_fails_the_check(tmp_path, s3_address):
    place = _open(
        tmp_path, storage_backend="s3", s3_bucket="absent", s3_endpoint_url=s3_address, s3_region="eu-central-1",
        s3_access_key_id="id", s3_secret_access_key="secret",
    )  # fmt: skip
    with pytest.raises(StorageError, match="bucket"):
        place.check()


class TestLocal:
    """The local folder."""

    def test_files_lie_two_folders_deep_and_cannot_be_written(self, tmp_path, source):
        place = LocalStorage(tmp_path / "blobs")
        place.put_file(source, SHA256)
        path = tmp_path / "blobs" / SHA256[:2] / SHA256[2:4] / SHA256
        assert path.stat().st_mode & 0o222 == 0
        assert [one.name for one in path.parent.iterdir()] == [SHA256]

    def test_an_adopted_file_costs_no_second_copy(self, tmp_path, source):
        place = LocalStorage(tmp_path / "blobs")
        place.adopt_file(source, SHA256)
        assert place.path_of(SHA256).stat().st_ino == source.stat().st_ino

    def test_a_put_file_may_change_afterwards(self, tmp_path, source):
        place = LocalStorage(tmp_path / "blobs")
        place.put_file(source, SHA256)
        source.write_bytes(b"changed")
        with place.open_local(SHA256) as path:
            assert path.read_bytes() == CONTENT

    def test_a_source_that_vanished_leaves_nothing_behind(self, tmp_path):
        place = LocalStorage(tmp_path / "blobs")
        with pytest.raises(StorageError):
            place.put_file(tmp_path / "absent", SHA256)
        assert not place.exists(SHA256)
        assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []

    def test_a_folder_that_cannot_be_made_fails_the_check(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(StorageError, match="folder of stored files"):
            LocalStorage(tmp_path / "file").check()
