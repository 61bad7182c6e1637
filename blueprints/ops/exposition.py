"""The text Prometheus reads: this process's counters, and what database and Redis know at the moment."""

from collections.abc import Iterator

from flask import current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from blueprints.ops import service, tallies
from core import metrics
from core.config import Settings
from core.db import db
from core.disk import count_files
from core.redis import RedisError
from core.smtp import waiting_folder

CONTENT_TYPE = CONTENT_TYPE_LATEST


def render() -> bytes:
    """All metrics; those of a part that does not answer are left out, and `fieldstation_up` says so."""
    momentary = CollectorRegistry()
    momentary.register(_Present())
    return generate_latest(metrics.registry) + generate_latest(momentary)


class _Present(Collector):
    """What is asked when a scrape comes."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("sockets", "Live connections of this process", service.n_sockets())
        yield from _disks()
        yield from _folders()
        for name, part in (("database", _from_database), ("redis", _from_redis)):
            try:
                found, is_up = list(part()), True
            except (SQLAlchemyError, RedisError):
                db.session.rollback()
                found, is_up = [], False
            yield from found
            yield _gauge(f"{name}_up", f"Whether the {name} answers", float(is_up))


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fieldstation_{name}", text, value=value)


def _disks() -> Iterator[Metric]:
    free = GaugeMetricFamily("fieldstation_disk_free_bytes", "Free disk space", labels=["folder"])
    total = GaugeMetricFamily("fieldstation_disk_bytes", "Disk space", labels=["folder"])
    for name, space in service.disks().items():
        free.add_metric([name], space.free_bytes)
        total.add_metric([name], space.total_bytes)
    yield from (free, total)


def _folders() -> Iterator[Metric]:
    settings: Settings = current_app.config["SETTINGS"]
    yield _gauge("mail_waiting", "Messages the mail server has not taken yet", count_files(waiting_folder(settings)))
    yield _gauge("memory_dumps", "Dumps of workers that grew too large", count_files(settings.dump_dir))


def _from_database() -> Iterator[Metric]:
    family = GaugeMetricFamily("fieldstation_queue_length", "Jobs that wait or run", labels=["queue", "state"])
    for queue in service.queue_lengths():
        family.add_metric([queue.name, "queued"], queue.queued)
        family.add_metric([queue.name, "running"], queue.running)
    yield family
    text = "How long the oldest startable job has waited"
    yield _gauge("job_oldest_waiting_seconds", text, tallies.oldest_waiting_s())
    cost = GaugeMetricFamily("fieldstation_vision_cost_usd", "Vision spending in all", labels=["provider", "model"])
    outcomes = GaugeMetricFamily("fieldstation_vision_jobs", "Identifications by outcome", labels=["provider", "state"])
    for spent in tallies.vision_spending():
        cost.add_metric([spent.provider, spent.model], spent.cost_usd)
    for done in tallies.vision_outcomes():
        outcomes.add_metric([done.provider, done.state], done.n)
    yield from (cost, outcomes)
    flow = tallies.readings_flow()
    yield _gauge("readings_per_second", "Readings stored a second, over all sources", flow.rate_per_s)
    yield _gauge("readings_stored", "Readings stored since each source was set up", flow.n_stored)


def _from_redis() -> Iterator[Metric]:
    text = "Time from start to end of jobs"
    family = HistogramMetricFamily("fieldstation_job_seconds", text, labels=["kind", "state"])
    for tally in metrics.job_tallies():
        family.add_metric([tally.kind, tally.state], buckets=tally.buckets, sum_value=tally.sum_s)
    yield family
    yield _gauge("active_users", "People who asked for something in the last minutes", metrics.n_active_people())
    yield _gauge("workers", "Worker processes that live", len(service.list_workers()))
