"""Every list of the API document: how long its pages take, and how the database finds their rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import event, text

from bench.report import Metric
from bench.station import ROOT, free_port, quantile, wait_until_up

BAR_MS = 200.0
"""What every list page must keep below at the 95th percentile."""

LARGE_ROWS = 20_000
"""Rows from which a table must not be read from end to end for a page."""

GIVEN_UP_S = 60.0
"""A page that takes longer counts as this long."""

SEARCH = "night0421"

START_US = 1_767_225_600_000_000
"""When the readings begin."""

QUERIES = {
    "start": "2026-01-01T00:00:00Z", "end": "2026-01-03T00:00:00Z", "search": SEARCH, "q": "Myo", "ids": "1001,1002",
    "kind": "parquet", "name": "Myotis", "a": "1", "b": "1",
}  # fmt: skip
"""Values of parameters that routes insist on."""


def addresses(document: dict[str, Any], known: dict[str, str], only: str = "") -> dict[str, str]:
    """A name and an address for the first page of every list, as it is and searched."""
    found = {}
    for path, operations in sorted(document["paths"].items()):
        parameters = {p["name"]: p for p in operations.get("get", {}).get("parameters", ()) if p["in"] == "query"}
        kind = path.removeprefix("/api/v1/").split("/{id}")[0]
        if only not in path or not _is_paged(document, operations.get("get", {})) or path.count("{") > 1:
            continue
        if "{id}" in path and kind not in known:
            continue
        must = "".join(f"&{name}={QUERIES.get(name, '1')}" for name, p in parameters.items() if p.get("required"))
        base = path.replace("{id}", known.get(kind, "")) + f"?limit=50{must}"
        found[path] = base
        if "search" in parameters and not must:
            found[f"{path}?search"] = f"{base}&search={SEARCH}"
    return found


def _is_paged(document: dict[str, Any], operation: dict[str, Any]) -> bool:
    """Whether the answer is a page with another behind it; exports and sums over everything are no pages."""
    answer = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
    name = answer.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "next" in document["components"]["schemas"].get(name, {}).get("properties", {})


def page_times(folder: Path, known: dict[str, str], times: int, only: str = "") -> Iterator[Metric]:
    """Milliseconds of each page over HTTP, and of an answer that needs nothing: what the machine itself takes."""
    with _station(folder) as url:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {known['key']}"
        document = session.get(f"{url}/api/openapi.json", timeout=60).json()
        idle, _ = _timed(session, f"{url}/health", times)
        yield Metric("scale.health.p50", quantile(idle, 0.5), "ms")
        yield Metric("scale.health.p95", quantile(idle, 0.95), "ms")
        worst = 0.0
        for name, address in addresses(document, known, only).items():
            taken, following = _timed(session, url + address, times)
            if following:
                more, _ = _timed(session, url + following, times)
                taken = max(taken, more, key=lambda values: quantile(values, 0.95))
            worst = max(worst, quantile(taken, 0.95))
            yield Metric(f"scale.page{name}.p50", quantile(taken, 0.5), "ms")
            yield Metric(f"scale.page{name}.p95", quantile(taken, 0.95), "ms")
        yield Metric("scale.page.worst.p95", worst, "ms")


def _timed(session: requests.Session, address: str, times: int) -> tuple[list[float], str | None]:
    taken, following = [], None
    for _ in range(times + 1):
        began = time.perf_counter()
        try:
            answer = session.get(address, timeout=GIVEN_UP_S)
        except requests.ReadTimeout:
            return [1000 * GIVEN_UP_S], None
        taken.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code} {answer.text[:300]}")
        if "json" in answer.headers["Content-Type"] and isinstance(answer.json(), dict):
            following = answer.json().get("next")
    # The first one warms what a page leaves in memory.
    return taken[1:], following


@contextmanager
def _station(folder: Path) -> Iterator[str]:
    """A station without workers: nothing but pages is asked of it."""
    port = free_port()
    env = os.environ | {"PORT": str(port), "WORKERS": "0"}
    with (folder / "station.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, process, folder / "station.log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def plans(known: dict[str, str], only: str = "") -> Iterator[Metric]:
    """Which large tables are read from end to end by which pages; the lines after a page's name go to stderr."""
    from app import create_app
    from core.db import db

    app = create_app(role="web")
    client = app.test_client()
    headers = {"Authorization": f"Bearer {known['key']}"}
    n_pages = n_scans = 0
    with app.app_context():
        document = client.get("/api/openapi.json").json
        for name, address in addresses(document, known, only).items():
            asked: list[tuple[str, Any]] = []
            listen = _listener(asked)
            event.listen(db.engine, "before_cursor_execute", listen)
            client.get(address, headers=headers)
            event.remove(db.engine, "before_cursor_execute", listen)
            db.session.remove()
            scans = _scans(db.engine, asked)
            n_pages, n_scans = n_pages + 1, n_scans + len(scans)
            for line in scans:
                print(f"{name}: {line}", file=sys.stderr, flush=True)
    yield Metric("scale.plans.pages", float(n_pages), "pages")
    yield Metric("scale.plans.scans_of_large_tables", float(n_scans), "scans")


def _listener(asked: list[tuple[str, Any]]) -> Any:
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    return note


def _scans(engine: Any, asked: list[tuple[str, Any]]) -> list[str]:
    found = []
    with engine.connect() as connection:
        sizes = dict(connection.execute(text("SELECT relname, reltuples FROM pg_class WHERE reltuples > 0")).all())
        for statement, parameters in asked:
            answer = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
            plan = answer if isinstance(answer, list) else json.loads(answer)
            read = [node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"]
            shown = " ".join(statement.split())[:300]
            found += [f"{name} ({sizes[name]:.0f} rows): {shown}" for name in read if sizes.get(name, 0) >= LARGE_ROWS]
        connection.rollback()
    return found


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
