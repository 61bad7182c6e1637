"""Which stored files are swept: only those that nobody claims, and only after a day."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, String, Table, literal, select

from core.cache_files import cache_path, find_cached, make_cached, sweep_cache
from core.clock import now
from core.db import Base, db
from core.storage import StorageError, blobs, storage
from core.storage.blobs import Blob, announce_blob, claims, sweep_blobs

YESTERDAY = timedelta(hours=25)


def store(tmp_path: Path, content: bytes, *, age: timedelta = YESTERDAY) -> str:
    """A stored file that nobody claims."""
    path = tmp_path / "file"
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    announce_blob(sha256, len(content), "text/plain")
    db.session.get_one(Blob, sha256).created_at = now() - age
    db.session.commit()
    storage().put_file(path, sha256)
    return sha256


def is_kept(sha256: str) -> bool:
    row = db.session.scalar(select(Blob.sha256).where(Blob.sha256 == sha256))
    assert (row is not None) == storage().exists(sha256)
    return row is not None


def test_an_unclaimed_file_goes_after_a_day(app, tmp_path):
    old, young = store(tmp_path, b"old"), store(tmp_path, b"young", age=timedelta(hours=23))
    assert sweep_blobs() == 1
    assert not is_kept(old)
    assert is_kept(young)


def test_a_registered_claim_keeps_a_file(app, tmp_path, monkeypatch):
    monkeypatch.setattr(blobs, "_claims", [])
    kept, lost = store(tmp_path, b"kept"), store(tmp_path, b"lost")
    claims(lambda: select(literal(kept)))
    assert sweep_blobs() == 1
    assert is_kept(kept)
    assert not is_kept(lost)


def test_every_foreign_key_to_stored_files_is_a_claim(app):
    before = len(blobs._claimed())
    key = Column("sha256", String(64), ForeignKey("blobs.sha256"))
    table = Table("claimers_of_a_test", Base.metadata, key)
    try:
        assert len(blobs._claimed()) == before + 1
    finally:
        Base.metadata.remove(table)


def test_a_file_that_arrives_again_is_young_again(app, tmp_path):
    sha256 = store(tmp_path, b"again")
    announce_blob(sha256, 5, "text/plain")
    db.session.commit()
    assert sweep_blobs() == 0
    assert is_kept(sha256)


def test_a_file_announced_while_the_sweep_looks_is_left_alone(app, tmp_path, monkeypatch):
    sha256 = store(tmp_path, b"raced")
    look = blobs._sweep

    def announce_first(*arguments):
        announce_blob(sha256, 5, "text/plain")
        db.session.commit()
        return look(*arguments)

    monkeypatch.setattr(blobs, "_sweep", announce_first)
    assert sweep_blobs() == 0
    assert is_kept(sha256)


def test_a_storage_that_fails_leaves_the_row_for_the_next_sweep(app, tmp_path, monkeypatch):
    sha256 = store(tmp_path, b"stuck")

    def fail(*_):
        raise StorageError("storage-unavailable", "The bucket does not answer.")

    monkeypatch.setattr(type(storage()), "delete", fail)
    assert sweep_blobs() == 0
    monkeypatch.undo()
    assert is_kept(sha256)
    assert sweep_blobs() == 1


class TestCache:
    """Files that can be made again."""

    def test_a_file_is_found_by_what_it_was_made_from(self, app):
        path = cache_path("tiles", "abc", {"n_fft": 512, "hop": 128}, "1", ".bin")
        assert path == cache_path("tiles", "abc", {"hop": 128, "n_fft": 512}, "1", ".bin")
        others = [("tiles", "abd", {"n_fft": 512, "hop": 128}, "1"), ("tiles", "abc", {"n_fft": 256, "hop": 128}, "1")]
        others.append(("tiles", "abc", {"n_fft": 512, "hop": 128}, "2"))
        assert path not in [cache_path(*other, ".bin") for other in others]

    def test_a_file_is_made_once(self, app):
        path = cache_path("tiles", os.urandom(4).hex(), {}, "1")
        calls = []

        def make(draft: Path) -> None:
            calls.append(draft)
            draft.write_bytes(b"tile")

        assert find_cached(path) is None
        assert make_cached(path, make).read_bytes() == b"tile"
        make_cached(path, make)
        assert len(calls) == 1

    def test_a_file_that_could_not_be_made_is_not_there(self, app):
        path = cache_path("tiles", os.urandom(4).hex(), {}, "1")

        def fail(draft: Path) -> None:
            draft.write_bytes(b"half")
            raise OSError("no")

        with pytest.raises(OSError, match="no"):
            make_cached(path, fail)
        assert find_cached(path) is None
        assert list(path.parent.iterdir()) == []

    def test_the_sweep_takes_what_was_unused_longest(self, app):
        sweep_cache(0)
        paths = [cache_path("tiles", f"sweep-{number}", {}, "1") for number in range(4)]
        for number, path in enumerate(paths):
            make_cached(path, lambda draft: draft.write_bytes(b"x" * 1000) and None)
            os.utime(path, (1_000_000 + number, 1_000_000 + number))
        assert sweep_cache(4000) == 0
        find_cached(paths[0])
        assert sweep_cache(3000) == 2
        assert [path.exists() for path in paths] == [True, False, False, True]
