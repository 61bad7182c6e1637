"""Calls to addresses that people typed in: only to public machines, and to the one that was checked."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from blueprints.telemetry.posting.registry import SendError
from core.addresses import is_public
from core.config import Settings

TIMEOUT_S = 10.0
"""How long connecting, and each wait for the answer, may take."""

MOST_BYTES = 256 * 1024
"""An answer longer than this is cut."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON; {} when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return {}


def is_private_allowed() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.telemetry_private_addresses


def check(address: str) -> str | None:
    """What is wrong with an address as it is written; None when nothing is."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        return "its port is no number"
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return "expected an address such as https://example.org/hook"
    if parts.scheme == "http" and not is_private_allowed():
        return "expected https"
    if "@" in parts.netloc:
        return "a password does not belong into an address"
    if port == 0:
        return "its port is no number"
    return None


def public_address(host: str, port: int) -> str:
    """The IP address to connect to.

    Every address the name resolves to must be a public one, and the connection goes to what was checked here:
    a name that resolves differently a moment later gains nothing.
    Raises SendError("address-refused") for private ones, ("address-unknown") when nothing is found.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise SendError("address-unknown", f"{host} cannot be found: {exc}", is_passing=True) from exc
    numbers = [str(item[4][0]) for item in found]
    if not is_private_allowed():
        for number in numbers:
            if not is_public(number):
                raise SendError("address-refused", f"{host} is {number}, not a public address", is_passing=False)
    return numbers[0]


def call(
    method: str, address: str, *, headers: dict[str, str], body: bytes | None = None, as_json: object | None = None
) -> Answer:
    """Send one request, without following redirects; any status is an answer.

    Raises SendError: before anything was sent nothing has arrived; afterwards it may have.
    """
    problem = check(address)
    if problem is not None:
        raise SendError("address-refused", problem, is_passing=False)
    parts = urlsplit(address)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    if as_json is not None:
        body = json.dumps(as_json, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"} | headers
    connection = _Connection(host, port, public_address(host, port), is_secure=is_secure)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
    except (OSError, ssl.SSLError) as exc:
        raise SendError("no-connection", f"{host} cannot be reached: {exc}", is_passing=True) from exc
    try:
        connection.request(method, path, body=body, headers={"User-Agent": "Fieldstation"} | headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(MOST_BYTES))
    except (OSError, http.client.HTTPException) as exc:
        told = f"{host} broke off: {exc or type(exc).__name__}"
        raise SendError("no-answer", told, is_passing=True, may_have_arrived=True) from exc
    finally:
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to a given IP address that is spoken to by its name."""

    def __init__(self, host: str, port: int, number: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self.number = number
        self.is_secure = is_secure
        self.default_port = 443 if is_secure else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def refuse(answer: Answer, who: str) -> SendError:
    """The error for a status that is no success; 429 and 5xx pass, and after 5xx it may have arrived."""
    told = answer.body[:300].decode("utf-8", "replace")
    is_passing = answer.status == 429 or answer.status >= 500
    return SendError(
        f"http-{answer.status}",
        f"{who} answered {answer.status}: {told}",
        is_passing=is_passing,
        may_have_arrived=answer.status >= 500,
    )
