"""The hostile corpus, requests: every answer is a clean one, nothing inside is reached, nothing is run."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.dex.service.tables import safe
from blueprints.recordings.service.table import _harmless
from blueprints.telemetry.posting import addresses
from blueprints.telemetry.service.addresses import is_inside
from blueprints.telemetry.service.exports import _cell
from core.addresses import is_public
from core.uploads.kinds import plain_name
from processing.audio.formats.cells import neutralise, restore
from tests.architecture.sockets import connected, serving
from tests.databases import on_one_database
from tests.factories import Factory
from tests.hostile import archives, models, pictures, requests, sounds, tables

LISTS = ["/api/v1/recordings", "/api/v1/jobs", "/api/v1/species", "/api/v1/images", "/api/v1/telemetry/channels",
         "/api/v1/dex/entries", "/api/v1/task-batches", "/api/v1/me/sessions"]  # fmt: skip

PROBLEM = "application/problem+json"


def is_clean(answer: Any) -> bool:
    """A success, or a refusal in the form all refusals have; never a fault of the server."""
    return answer.status_code < 400 or (answer.status_code < 500 and answer.mimetype == PROBLEM)


@pytest.fixture
def ask(client: FlaskClient, make: Factory) -> Any:
    """Ask as an editor of a group with a recording."""
    group = make.group()
    headers = make.headers(make.member(group, "editor"))
    make.recording(make.project(group))

    def _ask(path: str, **changes: Any) -> Any:
        return client.open(path, method="GET", headers=headers | changes.get("headers", {}))

    return _ask


@on_one_database
def test_tokens_that_are_none_are_refused(client: FlaskClient) -> None:
    for token in requests.TOKENS:
        for headers in ({"Authorization": f"Bearer {token}"}, {"X-API-Key": token}):
            try:
                answer = client.get("/api/v1/me", headers=headers)
            except UnicodeEncodeError:
                continue
            assert (answer.status_code, answer.mimetype) == (401, PROBLEM), token[:60]


def test_cursors_nobody_gave_are_refused(ask: Any, database: str) -> None:
    for address in LISTS:
        for cursor in requests.CURSORS:
            answer = ask(f"{address}?cursor={cursor}")
            assert answer.status_code == 422, (address, cursor[:60], answer.status_code)


def test_cursors_of_segments_and_of_synchronisation_too(client: FlaskClient, make: Factory) -> None:
    segmentation = make.segmentation(make.stored_recording(make.project(group := make.group())))
    headers = make.headers(make.member(group, "editor"))
    batch = make.task_batch(make.project(group), segmentation=segmentation)
    for address in (f"segmentations/{segmentation.id}/segments", f"task-batches/{batch.id}/grid", "dex/changes"):
        for cursor in requests.CURSORS:
            answer = client.get(f"/api/v1/{address}?cursor={cursor}", headers=headers)
            assert is_clean(answer), (address, cursor[:60], answer.status_code)
            assert answer.status_code in {404, 422}, (address, cursor[:60])


@on_one_database
def test_addresses_that_lead_astray_lead_nowhere(ask: Any) -> None:
    for path in requests.PATHS:
        answer = ask(path)
        assert is_clean(answer), path
        is_page = answer.status_code == 200 and b"<title>Fieldstation" in answer.data
        assert is_page or answer.status_code in {400, 404, 405, 422}, (path, answer.status_code)
        assert b"root:" not in answer.data
        assert b"secret_key" not in answer.data


def test_queries_nobody_should_send_are_refused(ask: Any, database: str) -> None:
    for address in LISTS:
        for query in requests.QUERIES:
            answer = ask(f"{address}?{query}")
            assert is_clean(answer), (address, query[:60], answer.status_code)


@on_one_database
def test_headers_nobody_should_send_change_nothing(ask: Any) -> None:
    for headers in requests.HEADERS:
        answer = ask("/api/v1/recordings", headers=headers)
        assert is_clean(answer), (headers, answer.status_code)
        assert "evil.example" not in str(answer.headers), headers


@on_one_database
def test_a_host_of_ones_own_choosing_is_not_believed(client: FlaskClient, make: Factory) -> None:
    for host in ("evil.example", "evil.example:8080", "127.0.0.1@evil.example", "[::1]"):
        answer = client.get("/", headers={"Host": host})
        assert "evil.example" not in answer.text, host


def test_names_of_files_lose_what_leads_elsewhere() -> None:
    for name, kept in requests.FILE_NAMES.items():
        assert plain_name(name) == kept, name[:40]


def test_addresses_of_ones_own_network_are_known_in_every_dress() -> None:
    assert [number for number in requests.INSIDE if is_public(number)] == []
    assert [number for number in requests.OUTSIDE if not is_public(number)] == []


@on_one_database
def test_webhooks_lead_outside_or_nowhere(app: Any) -> None:
    assert [hook for hook in requests.HOOKS if addresses.check(hook) is None] == []
    for number in requests.INSIDE:
        with pytest.raises(addresses.SendError, match=r"not a public address|cannot be found"):
            addresses.public_address(number, 443)


def test_sources_lead_outside_or_nowhere() -> None:
    assert [host for host in requests.HOSTS_INSIDE if not is_inside(host)] == []


def test_no_export_begins_a_cell_with_a_formula() -> None:
    for text in requests.FORMULAS:
        for write in (neutralise, safe, _harmless, lambda cell: _cell(cell).lstrip('"')):
            assert write(text).startswith("'"), (write, text)
        assert restore(neutralise(text)) == text


@on_one_database
def test_messages_that_are_none_do_not_stop_the_live_channel(app: Any, make: Factory) -> None:
    user = make.user()
    with serving(app) as address, connected(address, make.tokens(user).access_token) as socket:
        for message in requests.MESSAGES:
            assert "error" in socket.call("join", message, timeout=5), message
        assert socket.call("join", {"room": f"user:{user.id}"}, timeout=5)["ok"]


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    files = [archives.CASES, sounds.REFUSED, sounds.SURVIVED, pictures.REFUSED, pictures.SURVIVED, tables.SERIES,
             tables.SEGMENTS, tables.BODIES, tables.ANSWERS, models.PICKLES, models.CLASSIFIERS, models.MODELS]  # fmt: skip
    asked = [requests.TOKENS, requests.CURSORS, requests.PATHS, requests.QUERIES, requests.HEADERS, requests.FILE_NAMES,
             requests.INSIDE, requests.HOOKS, requests.HOSTS_INSIDE, requests.FORMULAS, requests.MESSAGES]  # fmt: skip
    assert sum(map(len, files)) >= 300
    assert sum(map(len, asked)) >= 200
