"""A small server that answers as Supabase does, on real sockets: its Storage and its tables, kept in memory."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

BUCKET = "fieldstation-test"
KEY = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl"
MOMENT = "2026-01-01T00:00:00Z"
BUCKET_ROW = {
    "id": BUCKET, "name": BUCKET, "public": False, "owner": "", "created_at": MOMENT, "updated_at": MOMENT,
    "file_size_limit": None, "allowed_mime_types": None,
}  # fmt: skip
MISSING = {"statusCode": "404", "error": "not_found", "message": "Object not found"}


@dataclass
class Tables:
    """The project's tables, as PostgREST lets them be written: rows by id, and what it is to answer instead."""

    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    n_asked: int = 0
    refusal: tuple[int, str] | None = None
    """Status and PostgREST's code; without a code a gateway before it answers."""

    def write(self, request: Request, name: str) -> Response:
        self.n_asked += 1
        if self.refusal is not None:
            status, code = self.refusal
            if not code:
                return Response("<h1>Gateway Timeout</h1>", status=status, content_type="text/html")
            return _json({"code": code, "message": "not now", "details": None, "hint": None}, status)
        if name not in self.rows:
            told = {"code": "PGRST205", "message": f"Could not find the table 'public.{name}'", "details": None}
            return _json(told | {"hint": None}, 404)
        if request.method in {"GET", "DELETE"}:
            return self.found(request, name)
        assert "resolution=merge-duplicates" in request.headers["Prefer"]
        key = request.args["on_conflict"]
        given = request.json if isinstance(request.json, list) else [request.json]
        for row in given:
            self.rows[name][row[key]] = self.rows[name].get(row[key], {}) | row
        return Response(status=201)

    def found(self, request: Request, name: str) -> Response:
        """Rows that pass the filters `column=eq.value` or `in.(…)`: told, or removed."""
        filters = {key: value for key, value in request.args.items() if key not in {"select", "limit"}}
        assert filters, "a request for all rows"
        wanted = {key: _values(value) for key, value in filters.items()}
        ids = [key for key, row in self.rows[name].items() if all(str(row[c]) in wanted[c] for c in wanted)]
        if request.method == "GET":
            return _json([{"id": key} for key in ids[: int(request.args["limit"])]])
        for key in ids:
            del self.rows[name][key]
        return Response(status=204)


@contextmanager
def bucket_server(tables: Tables | None = None) -> Iterator[str]:
    files: dict[str, bytes] = {}

    @Request.application
    def answer(request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _json({"statusCode": "403", "error": "Unauthorized", "message": "no key"}, 400)
        if tables is not None and request.path.startswith("/rest/v1/"):
            return tables.write(request, request.path.removeprefix("/rest/v1/"))
        path = request.path.removeprefix("/storage/v1")
        if path == f"/bucket/{BUCKET}":
            return _json(BUCKET_ROW)
        return _objects(request, path.removeprefix("/object/"), files)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(5)


def _objects(request: Request, path: str, files: dict[str, bytes]) -> Response:
    key = path.removeprefix("authenticated/").removeprefix(f"{BUCKET}/")
    if request.method in {"POST", "PUT"}:
        file: FileStorage = next(iter(request.files.values()))
        files[key] = file.read()
        return _json({"Key": f"{BUCKET}/{key}", "Id": "1"})
    if request.method == "DELETE":
        return _json([{"name": name} for name in request.json["prefixes"] if files.pop(name, None)])
    if key not in files:
        return _json(MISSING, 400)
    return Response(files[key], content_type="application/octet-stream")


def _values(condition: str) -> list[str]:
    """What `eq.value` or `in.(one,other)` lets through."""
    return condition.partition(".")[2].strip("()").replace('"', "").split(",")


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")
