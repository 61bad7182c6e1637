"""Files that are sent while they are made, read as a server reads them: after the request's own code has ended."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.contract.belongings import Belongings


def fetch(app: Flask, address: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Status and body, in a thread that has no context of the application around it."""

    def read() -> tuple[int, bytes]:
        answer = Client(app).get(address, headers=headers, buffered=False)
        return answer.status_code, b"".join(answer.iter_encoded())

    with ThreadPoolExecutor(1) as server:
        return server.submit(read).result()


@pytest.mark.parametrize(
    "address",
    [
        "/recordings/export",
        "/results/calls/export",
        "/results/calls/export?format=raven",
        "/results/calls/export?format=xlsx",
        "/segmentations/{segmentations}/export",
        "/segmentations/{segmentations}/export?format=audacity",
        "/recordings/{recordings}/download",
        "/classifiers/{classifiers}/export",
    ],
)
def test_a_file_arrives_whole(app: Flask, belongings: Belongings, address: str) -> None:
    filled = address.format(**{kind: ids[0] for kind, ids in belongings.ids.items()})
    status, body = fetch(app, f"/api/v1{filled}", belongings.make.headers(belongings.owner))
    assert status == 200
    assert len(body) > 20


def test_a_link_gives_its_file_without_a_token(app: Flask, belongings: Belongings) -> None:
    headers = belongings.make.headers(belongings.owner)
    recording = belongings.ids["recordings"][0]
    asked: Any = app.test_client().post(f"/api/v1/recordings/{recording}/download-link", headers=headers)
    assert fetch(app, asked.json["url"], {})[0] == 200
