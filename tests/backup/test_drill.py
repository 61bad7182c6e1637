"""The drill: a station is saved, restored into an empty installation, and asked everything again."""

from typing import Any

import pytest
from flask import Flask

from blueprints.telemetry.store import Row, store
from core.db import db
from tests.backup.conftest import command_line, web_station
from tests.backup.walk import Walk, differences
from tests.contract.belongings import Belongings, fill
from tests.core.notes import metadata
from tests.databases import DATABASES
from tests.factories import Factory

ROUTES = [(name, name) for name in DATABASES]
if len(DATABASES) > 1:
    # A station on one box moves to several.
    ROUTES += [(DATABASES[0], DATABASES[1])]


@pytest.fixture
def owned(app: Flask, make: Factory) -> Belongings:
    """A station with one object of each kind, readings, and an upload that broke off."""
    found = fill(make)
    make.entry(found.owner)
    channel_id = int(found.ids["telemetry/channels"][0])
    at_us = 1_767_225_600_000_000
    rows = [Row(channel_id, at_us + n * 1_000_000, n / 7, None, at_us) for n in range(5000)]
    rows += [Row(channel_id, at_us + 40 * 86_400_000_000, None, "tab\there, line\nthere, \\N", at_us)]
    store().append(rows)
    while store().roll_up():
        pass
    _break_off_upload(app, found)
    return found


def _break_off_upload(app: Flask, found: Belongings) -> None:
    headers = found.make.headers(found.owner) | {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "1000",
        "Upload-Metadata": metadata(filename="night.wav", kind="recording", project_id=found.ids["projects"][0]),
    }
    client = app.test_client()
    location = client.post("/api/v1/uploads", headers=headers).headers["Location"]
    more = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert client.patch(location, data=b"RIFF" * 50, headers=headers | more).status_code == 204


def walk(app: Flask, owned: Belongings, headers: dict[str, str]) -> dict[str, tuple[int, Any]]:
    client = app.test_client()
    ids = {kind: list(found) for kind, found in owned.ids.items()}
    with app.app_context():
        return Walk(client, headers, ids).go(client.get("/api/openapi.json").json)


@pytest.mark.parametrize(("database", "target"), ROUTES, indirect=["database"])
def test_a_restored_station_answers_everything_as_the_saved_one_did(app, owned, target, empty_settings, tmp_path):
    headers = owned.make.headers(owned.owner)
    place = str(tmp_path / "backups")
    before = walk(app, owned, headers)
    db.session.remove()
    # Some rows of the factories name files that were never stored: an operator hears of these.
    told = command_line(app.config["SETTINGS"])("create", "--place", place, fails=True)
    assert "The storage lacks 3 files" in told
    settings = empty_settings(target)
    assert "SECRET_KEY" not in command_line(settings)("restore", "--place", place)
    restored = web_station(settings)
    after = walk(restored, owned, headers)
    with restored.app_context():
        db.engine.dispose()
    found = differences(before, after)
    assert found == [], "\n".join(found)
    assert sum(status == 200 for status, _ in before.values()) > 100
