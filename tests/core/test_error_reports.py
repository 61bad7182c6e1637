"""Reports of faults: sent to the collector that is named, without anything personal."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest

from core.error_reports import init_error_reports, without_secrets


class Collector(HTTPServer):
    """Keeps the events that are sent to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.bodies: list[str] = []
        self.has_come = threading.Event()


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.bodies.append(body.decode())
        self.server.has_come.set()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    import sentry_sdk

    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        sentry_sdk.get_client().close(timeout=2)
        sentry_sdk.init()
        server.shutdown()


def test_a_fault_is_reported_without_secrets(app: Any, client: Any, auth: Any, make: Any, collector: Collector,
                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from blueprints.accounts.service import groups

    settings = app.config["SETTINGS"]
    monkeypatch.setattr(settings, "sentry_dsn", f"http://key@127.0.0.1:{collector.server_port}/1")
    init_error_reports(settings, version="1.2.3", role="web")

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(groups, "groups_of", fail)
    # Made at run time, because reports show the lines of code around a fault, these too.
    secret, headers = uuid4().hex, auth(make.user())
    assert client.get(f"/api/v1/me?token={secret}", headers=headers).status_code == 500
    assert collector.has_come.wait(20)
    told = "".join(collector.bodies)
    assert "a fault of ours" in told
    assert "fieldstation@1.2.3" in told
    assert headers["Authorization"].split()[1] not in told
    assert secret not in told


def test_headers_that_prove_who_one_is_are_left_out() -> None:
    event = {
        "user": {"ip_address": "203.0.113.9"},
        "server_name": "host",
        "request": {
            "method": "GET", "url": "http://x/api", "query_string": "token=1", "cookies": {"fs_refresh": "1"},
            "data": "x",
            "headers": {"Authorization": "x", "Cookie": "x", "X-API-Key": "x", "X-Forwarded-For": "x", "Accept": "*"},
        },
    }  # fmt: skip
    assert without_secrets(event) == {"request": {"method": "GET", "url": "http://x/api", "headers": {"Accept": "*"}}}


def test_without_an_address_nothing_is_loaded(app: Any) -> None:
    settings = app.config["SETTINGS"]
    assert settings.sentry_dsn == ""
    init_error_reports(settings, version="1", role="web")
