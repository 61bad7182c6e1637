"""A client that repeats a request until it is answered, and the ledger of what was acknowledged."""

from __future__ import annotations

import base64
import io
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests

from bench.station import Station

PAUSE_S = 0.3
"""Between two tries of a request that got no good answer."""

PASSING = frozenset({429, 500, 502, 503, 504, 507})
"""Answers after which the same request is sent again."""

GOOD = frozenset({200, 201, 202, 204})
"""Answers of requests that were carried out."""

WAITING = frozenset({"idempotency-in-progress", "upload-busy"})
"""Codes that say that the first try may still be at work."""


class GaveUp(Exception):  # noqa: N818 (an outcome, not a fault)
    """The load is over and the request was not answered yet."""


@dataclass
class Ledger:
    """What was acknowledged, by what the audit looks it up by, and what was refused."""

    kept: dict[str, list[Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    n_tries: int = 0
    n_requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, what: str, key: Any) -> None:
        with self._lock:
            self.kept.setdefault(what, []).append(key)

    def refuse(self, line: str) -> None:
        with self._lock:
            self.refused.append(line)


@dataclass
class Client:
    """One connection that repeats a request until it is answered for good."""

    station: Station
    ledger: Ledger
    over: threading.Event
    """Set when no request may be tried any more."""
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, *, ok: frozenset[int] = GOOD, **options: Any) -> Any:
        """The answer, once it is good. Raises GaveUp, or RuntimeError for an answer that will not become better."""
        self.ledger.n_requests += 1
        headers = self.station.headers | options.pop("headers", {})
        while not self.over.is_set():
            self.ledger.n_tries += 1
            try:
                made = options.get("files")
                files = {name: (part[0], io.BytesIO(part[1])) for name, part in made.items()} if made else None
                given = options | ({"files": files} if files else {})
                url = urljoin(self.station.url, path)
                answer = self.session.request(method, url, headers=headers, timeout=30, **given)
            except requests.RequestException:
                self.session.close()
                time.sleep(PAUSE_S)
                continue
            if answer.status_code in PASSING or code_of(answer) in WAITING:
                time.sleep(PAUSE_S)
                continue
            if answer.status_code in ok:
                return answer
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        raise GaveUp(path)

    def make(self, path: str, key: str, body: dict[str, Any]) -> Any:
        """Make something once, however often that must be said; None if it was made and the answer to it is gone.

        Raises GaveUp, or RuntimeError for an answer that will not become better.
        """
        answer = self.ask("POST", path, json=body, headers={"Idempotency-Key": key}, ok=GOOD | {409})
        if answer.status_code != 409:
            return answer.json()
        if code_of(answer) != "answer-not-kept":
            raise RuntimeError(f"POST {path}: {answer.text[:300]}")
        return None

    def wait_for(self, path: str, *, states: frozenset[str]) -> Any:
        """What is found there, once it is in one of these states. Raises GaveUp."""
        while True:
            found = self.ask("GET", path).json()
            if found["state"] in states:
                return found
            time.sleep(PAUSE_S)

    def upload(self, content: bytes, **fields: str) -> dict[str, Any]:
        """Send a file by tus, in three pieces, from wherever the station says it is; the ended upload."""
        words = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())
        tus = {"Tus-Resumable": "1.0.0"}
        begin = tus | {"Upload-Length": str(len(content)), "Upload-Metadata": words}
        place = self.ask("POST", "/api/v1/uploads", headers=begin).headers["Location"]
        piece = len(content) // 3 + 1
        while True:
            offset = int(self.ask("HEAD", place, headers=tus).headers["Upload-Offset"])
            if offset == len(content):
                break
            more = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            # Whatever became of it, the station is asked anew how far it has come.
            self.ask("PATCH", place, headers=tus | more, data=content[offset : offset + piece],
                     ok=frozenset({204, 400, 409, 423, 460}))  # fmt: skip
        while True:
            upload: dict[str, Any] = self.ask("GET", place, headers=tus).json()
            if upload["state"] not in {"receiving", "verifying"}:
                return upload
            time.sleep(PAUSE_S)


def code_of(answer: requests.Response) -> str:
    if "problem+json" not in answer.headers.get("Content-Type", ""):
        return ""
    return str(answer.json().get("code", ""))
