"""Bodies no operation may take, sent to every operation that takes a body."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.contract.belongings import Belongings
from tests.contract.test_document import operations_of
from tests.databases import on_one_database

JSON = "application/json"

BODIES = {
    "broken": (b"{", JSON, 400, "bad-request"),
    "not UTF-8": (b'{"a": "\xff"}', JSON, 400, "bad-request"),
    "deep": (b"[" * 50_000, JSON, 400, "bad-request"),
    "long number": (b'{"a": ' + b"1" * 5000 + b"}", JSON, 400, "bad-request"),
    "text": (b"{}", "text/plain", 415, "unsupported-media-type"),
    "form": (b"a=b", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
    "list": (b"[]", JSON, 422, "validation-failed"),
    "NUL": (b'{"a": "\\u0000"}', JSON, 422, "validation-failed"),
    "half a character": (b'{"a": "\\ud800"}', JSON, 422, "validation-failed"),
    "infinity": (b'{"a": 1e999}', JSON, 422, "validation-failed"),
    "large number": (b'{"a": 99999999999999999999}', JSON, 422, "validation-failed"),
}
"""Body, media type, and the status and code it is refused with."""


def test_a_body_may_be_left_out_where_no_field_is_required(
    document: dict[str, Any], client: FlaskClient, belongings: Belongings
) -> None:
    """Without a body and with an empty object the answer is the same; nothing of the kind is a fault of the server."""
    headers = belongings.make.headers(belongings.owner)
    n_optional = 0
    for (method, path), operation in operations_of(document).items():
        body = operation.get("requestBody", {})
        if JSON not in body.get("content", {}) or body.get("required", True):
            continue
        n_optional += 1
        address = belongings.address(path)
        answer = client.open(address, method=method, headers=headers)
        assert answer.status_code < 500, (method, path)
        assert answer.status_code not in {400, 415}, (method, path)
        if answer.status_code == 422:
            said = client.open(address, method=method, json={}, headers=headers)
            assert (said.status_code, said.json["code"]) == (422, answer.json["code"]), (method, path)
    assert n_optional > 10


@on_one_database
@pytest.mark.parametrize("kind", list(BODIES))
def test_a_body_no_operation_takes_is_refused_by_each(
    kind: str, document: dict[str, Any], client: FlaskClient, belongings: Belongings
) -> None:
    body, media_type, status, code = BODIES[kind]
    headers = belongings.make.headers(belongings.owner)
    for (method, path), operation in operations_of(document).items():
        if JSON in operation.get("requestBody", {}).get("content", {}):
            address = belongings.address(path)
            answer = client.open(address, method=method, data=body, content_type=media_type, headers=headers)
            assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), (method, path)
            assert answer.json["code"] == code, (method, path)
