"""One station: its operations as its own API document names them, and the rows of its lists."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import requests

from fieldstation_client.errors import StationError

TIMEOUT_S = 120.0
TRIES = 5
"""How often a request is sent that the network or a busy station did not let through."""

PASSING = frozenset({429, 502, 503, 504})
LONGEST_WAIT_S = 60.0


@dataclass(frozen=True)
class Operation:
    """One operation of the API: its name (`recordings.get_recordings`), method, path and what it takes."""

    name: str
    method: str
    path: str
    summary: str
    path_names: tuple[str, ...]
    query_names: tuple[str, ...]
    media_types: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        return self.method == "GET" and "cursor" in self.query_names


class Station:
    """A station at an address, spoken to with an API key or an access token."""

    def __init__(self, url: str, key: str = "", *, session: Any = None) -> None:
        self.url = url.rstrip("/")
        self.key = key
        self.session = session or requests.Session()

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Every operation by name, as the station's own document has them."""
        document = self.request("GET", "/api/openapi.json").json()
        found = [
            _operation(method.upper(), path, one)
            for path, methods in document["paths"].items()
            for method, one in methods.items()
        ]
        return {operation.name: operation for operation in found}

    def call(
        self, operation_name: str, /, *, body: Any = None, files: Any = None, headers: dict[str, str] | None = None,
        **values: Any,
    ) -> Any:  # fmt: skip
        """Carry out an operation; values fill its path and query, `body` is sent as JSON, `files` as a form.

        Returns what JSON says, the bytes of a file, or None. Raises StationError.
        """
        operation = self.operation(operation_name)
        path, query = fill(operation, values)
        answer = self.request(operation.method, path, query=query, body=body, files=files, headers=headers)
        if not answer.content:
            return None
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.content

    def operation(self, name: str) -> Operation:
        """Raises StationError naming those that are like it."""
        if name not in self.operations:
            like = ", ".join(sorted(one for one in self.operations if name.split(".")[-1] in one)[:5])
            detail = f"There is no operation {name}." + (f" Like it: {like}" if like else "")
            raise StationError(0, "unknown-operation", detail)
        return self.operations[name]

    def rows(self, operation_name: str, /, **values: Any) -> Iterator[dict[str, Any]]:
        """The rows of a list, page after page."""
        operation = self.operation(operation_name)
        path, query = fill(operation, {"limit": 500} | values)
        page = self.request("GET", path, query=query).json()
        while True:
            yield from page["results"]
            if not page.get("next"):
                return
            page = self.request("GET", page["next"]).json()

    def request(
        self, method: str, path: str, *, query: Any = None, body: Any = None, files: Any = None, data: Any = None,
        headers: dict[str, str] | None = None, ok: tuple[int, ...] = (),
    ) -> Any:  # fmt: skip
        """One request, sent again while the fault is a passing one. `ok`: refusals that are answers here.

        A POST carries an Idempotency-Key, so that sending it again makes nothing twice.
        """
        sent = self._headers(method) | (headers or {})
        options = {"params": query, "files": files, "data": data, "json": body, "headers": sent, "timeout": TIMEOUT_S}
        address = path if path.startswith(("http://", "https://")) else f"{self.url}{path}"
        for number in range(TRIES):
            is_last = number == TRIES - 1 or data is not None
            try:
                answer = self.session.request(method, address, **options)
            except requests.RequestException as exc:
                if is_last:
                    raise StationError(0, "no-answer", f"The station does not answer: {exc}") from exc
                time.sleep(min(2.0**number, LONGEST_WAIT_S))
                continue
            if answer.status_code < 400 or answer.status_code in ok:
                return answer
            if is_last or answer.status_code not in PASSING:
                raise _refusal(answer)
            time.sleep(_wait_s(answer, number))
        raise AssertionError("the last try returns or raises")

    def _headers(self, method: str) -> dict[str, str]:
        headers = {"Accept": "application/json, */*"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        return headers


def fill(operation: Operation, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path with its values, and the others as a query. Raises StationError for one that is missing or unknown."""
    missing = [name for name in operation.path_names if values.get(name) is None]
    unknown = [name for name in values if name not in (*operation.path_names, *operation.query_names)]
    if unknown == ["limit"]:
        unknown = []
        values = {name: value for name, value in values.items() if name != "limit"}
    if missing or unknown:
        words = [f"needs {name}" for name in missing] + [f"knows no {name}" for name in unknown]
        raise StationError(0, "wrong-values", f"{operation.name} {', '.join(words)}")
    path = operation.path
    for name in operation.path_names:
        path = path.replace(f"{{{name}}}", quote(str(values[name]), safe=""))
    query = {name: value for name, value in values.items() if name not in operation.path_names and value is not None}
    return path, {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}


def _operation(method: str, path: str, described: dict[str, Any]) -> Operation:
    parameters = described.get("parameters", [])
    return Operation(
        name=described["operationId"],
        method=method,
        path=path,
        summary=described.get("summary", ""),
        path_names=tuple(re.findall(r"\{(\w+)\}", path)),
        query_names=tuple(one["name"] for one in parameters if one["in"] == "query"),
        media_types=tuple(described.get("requestBody", {}).get("content", {})),
    )


def _refusal(answer: Any) -> StationError:
    try:
        problem = answer.json()
        return StationError(answer.status_code, problem["code"], problem["detail"], problem=problem)
    except (ValueError, KeyError, TypeError):
        return StationError(answer.status_code, "http-error", f"The station answered {answer.status_code}.")


def _wait_s(answer: Any, number: int) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked) if asked.isdigit() else 2.0**number, LONGEST_WAIT_S)
