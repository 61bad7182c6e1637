"""A walk over everything that can be read: every GET of the API document, for every object the lists show."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

MOMENTARY = {"/metrics", "/health", "/ready", "/api/v1/status", "/api/v1/backups"}
"""Answers about the process and the moment, not about what is stored."""

DATED = re.compile(r"/classifiers/[^/]+/export")
"""Files that say within when they were asked for."""

PASSING = {"last_used_at", "last_seen_at", "request_id", "since_at"}
"""Fields that every request sets anew; news are told since a week before the first visit."""

TREE = "/api/v1/tree"
"""Its answers name the moment at which the tree in memory was made, as their `state`."""

QUERIES = {
    "start": "2026-01-01T00:00:00Z",
    "end": "2026-01-02T00:00:00Z",
    "kind": "parquet",
    "name": "Myotis",
    "q": "Myo",
    "search": "Myo",
    "z": "0",
    "x": "0",
    "y": "0",
}
"""Values of parameters that routes insist on."""

LISTS = {"aggregates": "telemetry/channels", "chart": "telemetry/channels", "export": "telemetry/channels",
         "sparks": "telemetry/channels", "segments": "segments", "segment-thumbnails": "segments",
         "compare": "classifiers"}  # fmt: skip
"""What `ids` means, by the last word of the address."""


@dataclass
class Walk:
    """One person's walk; `ids` are objects known beforehand, by the list in whose address they are."""

    client: FlaskClient
    headers: dict[str, str]
    ids: dict[str, list[str]]
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def go(self, document: dict[str, Any]) -> dict[str, tuple[int, Any]]:
        paths = {path: found["get"] for path, found in document["paths"].items() if "get" in found}
        known = [path for path in paths if path not in MOMENTARY]
        for path in sorted(known, key=lambda path: (path.count("{"), path)):
            for address in self._addresses(path):
                self._visit(address + self._query(path, paths[path]))
        return self.answers

    def _addresses(self, path: str) -> list[str]:
        if "{" not in path:
            return [path]
        if path.count("{") > 1 or "{id}" not in path:
            return []
        kind = path.removeprefix("/api/v1/").split("/{id}")[0]
        return [path.replace("{id}", number) for number in self.ids.get(kind, ())]

    def _query(self, path: str, operation: dict[str, Any]) -> str:
        words = []
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query" and parameter.get("required"):
                words.append(f"{parameter['name']}={self._value(path, parameter['name'])}")
        return "?" + "&".join(words) if words else ""

    def _value(self, path: str, name: str) -> str:
        if name == "ids":
            found = self.ids.get(LISTS.get(path.rpartition("/")[2], ""), [])
            return ",".join(found[:2])
        return self.ids["groups"][0] if name == "group_id" else QUERIES.get(name, "1")

    def _visit(self, address: str) -> None:
        answer = self.client.get(address, headers=self.headers)
        if answer.is_json:
            body = _lasting(answer.json, PASSING | ({"state"} if address.startswith(TREE) else set()))
            self._note_ids(address, body)
        else:
            body = "dated" if DATED.search(address) else hashlib.sha256(answer.data).hexdigest()
        self.answers[address] = (answer.status_code, body)
        answer.close()

    def _note_ids(self, address: str, body: Any) -> None:
        kind = re.sub(r"\?.*", "", address.removeprefix("/api/v1/"))
        results = body.get("results") if isinstance(body, dict) else None
        if isinstance(results, list) and "/" not in kind.removeprefix("telemetry/"):
            found = [str(row["id"]) for row in results if isinstance(row, dict) and "id" in row]
            known = self.ids.setdefault(kind, [])
            known += [number for number in found if number not in known]


def _lasting(value: Any, left_out: set[str]) -> Any:
    """A JSON value without the fields that are set anew."""
    if isinstance(value, dict):
        return {name: _lasting(part, left_out) for name, part in value.items() if name not in left_out}
    return [_lasting(part, left_out) for part in value] if isinstance(value, list) else value


def differences(before: dict[str, tuple[int, Any]], after: dict[str, tuple[int, Any]]) -> list[str]:
    """Addresses that answer otherwise, with both answers."""
    addresses = sorted(before.keys() | after.keys())
    return [
        f"{address}:\n  {json.dumps(before.get(address))[:2000]}\n  {json.dumps(after.get(address))[:2000]}"
        for address in addresses
        if before.get(address) != after.get(address)
    ]
