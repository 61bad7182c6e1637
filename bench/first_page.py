"""Home, search and map on a large station: `python -m bench.first_page [--json]`.

100,000 recordings, 50,000 entries of 2,000 species around the world; latencies of single requests, as a page asks them.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import requests

from bench.platform_lists import fill
from bench.report import Metric, print_metrics
from bench.station import Station, quantile, running_station, settings_of

N_SPECIES, N_ENTRIES, CHUNK = 2000, 50_000, 5000
N_REQUESTS = 30
SEED = 7

ASKED = {
    "home": "/api/v1/home",
    "search.begins": "/api/v1/search?q=night0421",
    "search.many": "/api/v1/search?q=night",
    "search.words": "/api/v1/search?q=spec%2099",
    "search.nothing": "/api/v1/search?q=zzyzx",
    "map.world": "/api/v1/map/cells?zoom=3",
    "map.near": "/api/v1/map/cells?zoom=9&west=8&east=12&south=46&north=49",
    "map.sites": "/api/v1/map/sites",
}
"""What is asked, by the name of its metrics."""


def metrics(station: Station) -> Iterator[Metric]:
    group_id = station.call("GET", "/api/v1/me")["active_group_id"]
    project = station.call("POST", "/api/v1/projects", json={"group_id": group_id, "name": "Large"})
    fill(station, UUID(group_id), UUID(project["id"]))
    _fill_collection(station, UUID(station.call("GET", "/api/v1/me")["id"]))
    session = station.session()
    for name, path in ASKED.items():
        seconds = [_timed(session, station.url + path) for _ in range(N_REQUESTS)]
        yield Metric(f"{name}.p50", 1000 * quantile(seconds, 0.5), "ms")
        yield Metric(f"{name}.p95", 1000 * quantile(seconds, 0.95), "ms")


def _timed(session: requests.Session, address: str) -> float:
    started = time.perf_counter()
    session.get(address, timeout=60).raise_for_status()
    return time.perf_counter() - started


def _fill_collection(station: Station, owner_id: UUID) -> None:
    from sqlalchemy import insert

    from app import create_app
    from blueprints.dex.models import DexEntry
    from blueprints.species.models import Species
    from core.clock import new_id
    from core.db import db

    rng = random.Random(SEED)
    ids = [new_id() for _ in range(N_SPECIES)]
    with create_app(settings_of(station), role="cli").app_context():
        names = [
            {"id": ids[n], "scientific_name": f"Species numero{n}", "common_name": f"Animal {n}"}
            for n in range(N_SPECIES)
        ]
        db.session.execute(insert(Species), names)
        for first in range(0, N_ENTRIES, CHUNK):
            rows = [_entry(rng, owner_id, rng.choice(ids), first + n) for n in range(CHUNK)]
            db.session.execute(insert(DexEntry), rows)
            db.session.commit()


def _entry(rng: random.Random, owner_id: UUID, species_id: UUID, n: int) -> dict[str, Any]:
    return {
        "owner_id": owner_id,
        "species_id": species_id,
        "observed_at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=11 * n),
        "latitude": max(-85.0, min(85.0, rng.gauss(47.5, 12.0))),
        "longitude": max(-179.0, min(179.0, rng.gauss(10.0, 30.0))),
        "is_obscured": rng.random() < 0.1,
        "visibility": "public",
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.first_page", description=__doc__)
    parser.add_argument("--data", help="accepted for likeness with the other benches; not used")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    options = parser.parse_args(arguments)
    with running_station(WORKERS="0") as station:
        print_metrics(metrics(station), as_json=options.json)


if __name__ == "__main__":
    main()
