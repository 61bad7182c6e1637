"""Doors for load balancers and supervisors."""

import pytest
from redis import Redis

from blueprints.ops import service
from core.db import db
from core.storage import StorageError, storage


def test_health_asks_nobody_else(client, app, monkeypatch):
    monkeypatch.setattr(db.session, "execute", None)
    monkeypatch.setattr(app.config["SETTINGS"], "redis_url", "redis://127.0.0.1:1")
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json == {"status": "alive"}


def test_a_station_in_order_is_ready(client, migrated):
    answer = client.get("/ready")
    assert answer.json == {"ready": True, "failing": []}
    assert answer.status_code == 200


def test_without_redis_it_is_not_ready(client, migrated, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "redis_url", "redis://127.0.0.1:1")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "failing": ["redis"]}


def test_without_storage_it_is_not_ready(client, migrated, monkeypatch):
    def fail(_self):
        raise StorageError("storage-unwritable", "The folder of stored files: read-only.")

    monkeypatch.setattr(type(storage()), "check", fail)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json["failing"] == ["storage"]


def test_with_a_database_of_another_revision_it_is_not_ready(client, migrated, monkeypatch):
    monkeypatch.setattr(service, "_newest_revisions", lambda: frozenset({"9999"}))
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json["failing"] == ["migrations"]


def test_a_probe_of_redis_gives_up_soon():
    probe: Redis = service._probe("redis://127.0.0.1:1")
    assert probe.connection_pool.connection_kwargs["socket_timeout"] == service.PROBE_TIMEOUT_S


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_the_doors_only_answer(client, path):
    assert client.post(path).status_code == 405
