"""Charts and latest values of a store with a year of readings at 1 Hz, beside a full scan."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text

from bench.report import Metric
from bench.station import quantile
from bench.telemetry_feed import T0_S, database_url

WIDTH_PX = 2000
N_LATEST = 10_000
TIMES = 15


def metrics(options: argparse.Namespace) -> Iterator[Metric]:
    """Milliseconds, warm, median of fifteen."""
    for database in options.database:
        with database_url(database) as url:
            folder = Path(tempfile.mkdtemp(prefix="fsb-"))
            try:
                yield from _measured(database, url, folder, options.readings)
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _measured(database: str, url: str, folder: Path, n: int) -> Iterator[Metric]:
    from flask_migrate import upgrade

    from app import create_app
    from blueprints.telemetry.models import Channel
    from blueprints.telemetry.service import charts
    from blueprints.telemetry.store import Row, store
    from core.config import Settings
    from core.db import db

    settings = Settings(
        _env_file=None, fieldstation_env="test", secret_key="x" * 40, jwt_secret_key="y" * 40, data_dir=folder,
        chunk_dir=folder / "chunks", database_url=url, redis_url="unix:///nowhere",
    )  # fmt: skip
    with create_app(settings, role="cli").app_context():
        upgrade()
        readings = store()
        began = time.perf_counter()
        _fill(database, readings, n)
        yield Metric(f"queries.{database}.filled", n / (time.perf_counter() - began), "readings/s")
        began = time.perf_counter()
        while readings.roll_up(limit=1000):
            pass
        yield Metric(f"queries.{database}.rolled_up", n / (time.perf_counter() - began), "readings/s")
        row = Channel(id=1, public_id="year", kind="analog", expected_interval_s=1)
        start_us = T0_S * 1_000_000
        end_us = start_us + n * 1_000_000
        full = _full_scan(readings)
        shown = charts.chart([row], start_us, end_us, WIDTH_PX)["series"][0]
        assert (min(shown["value"]), max(shown["value"])) == full[1:], "an extreme was lost"
        yield Metric(f"queries.{database}.full_scan", 1000 * full[0], "ms")
        year = _median(lambda: charts.chart([row], start_us, end_us, WIDTH_PX))
        yield Metric(f"queries.{database}.year_{WIDTH_PX}px", year, "ms")
        for name, span_s in (("month", 30 * 86_400), ("day", 86_400), ("hour", 3600), ("minute", 60)):
            from_us = start_us + n // 2 * 1_000_000
            until_us = from_us + span_s * 1_000_000
            taken = _median(lambda a=from_us, b=until_us: charts.chart([row], a, b, WIDTH_PX))
            yield Metric(f"queries.{database}.{name}_{WIDTH_PX}px", taken, "ms")
        page = _median(lambda: readings.rows([1], start_us, end_us, limit=1000))
        yield Metric(f"queries.{database}.page_of_1000", page, "ms")
        readings.append([Row(channel, start_us, 1.0, None, start_us) for channel in range(2, N_LATEST + 2)])
        yield Metric(f"queries.{database}.latest_{N_LATEST}", _median(readings.latest), "ms")
        db.session.remove()
        db.engine.dispose()


def _median(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return quantile(taken, 0.5)


def _full_scan(readings: object) -> tuple[float, float, float]:
    """Seconds that the lowest and the highest value take without any roll-up, and these values."""
    statement = text(f"SELECT min(value), max(value) FROM {readings.prefix}readings WHERE channel_id = 1")
    with readings.engine.connect() as connection:
        began = time.perf_counter()
        low, high = connection.execute(statement).one()
        return time.perf_counter() - began, low, high


def _fill(database: str, readings: object, n: int) -> None:
    """Readings made by the server itself: a wave with a spread that no two neighbours share."""
    value = "((CAST(i AS BIGINT) * 7919) % 10007) / 100.0 + (i % 86400) / 4000.0"
    start_us, p = T0_S * 1_000_000, readings.prefix
    if database == "postgresql":
        from blueprints.telemetry.store import Row

        for day in range(n // 86_400 + 2):
            readings._make_room([[Row(1, start_us + day * 86_400_000_000, 0.0, None, 0)]])
        series = f"generate_series(0, {n - 1}) AS i"
    else:
        series = f"(WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < {n - 1}) SELECT i FROM c)"
    hour = 3_600_000_000
    first, last = start_us // hour, (start_us + n * 1_000_000) // hour
    with readings.engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT INTO {p}readings (channel_id, at_us, value, text, received_us) "
                f"SELECT 1, {start_us} + CAST(i AS BIGINT) * 1000000, {value}, "
                f"NULL, 0 FROM {series}"
            )
        )
        connection.execute(
            text(f"INSERT INTO {p}changes (channel_id, hour_us, from_us, until_us) VALUES (1, :h, :h, :h + {hour})"),
            [{"h": number * hour} for number in range(first, last + 1)],
        )
        connection.execute(
            text(f"INSERT INTO {p}latest (channel_id, at_us, value, received_us) VALUES (1, :at, 1.0, 0)"),
            {"at": start_us + (n - 1) * 1_000_000},
        )
