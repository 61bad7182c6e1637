"""The text Prometheus reads: this process's counters, and what database and Redis know at the moment."""

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from blueprints.ops import service
from core import metrics
from core.db import db
from core.redis import RedisError

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
        yield _disks()
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


def _disks() -> Metric:
    family = GaugeMetricFamily("fieldstation_disk_free_bytes", "Free disk space", labels=["folder"])
    for name, space in service.disks().items():
        family.add_metric([name], space.free_bytes)
    return family


def _from_database() -> Iterator[Metric]:
    family = GaugeMetricFamily("fieldstation_queue_length", "Jobs that wait or run", labels=["queue", "state"])
    for queue in service.queue_lengths():
        family.add_metric([queue.name, "queued"], queue.queued)
        family.add_metric([queue.name, "running"], queue.running)
    yield family


def _from_redis() -> Iterator[Metric]:
    text = "Time from start to end of jobs"
    family = HistogramMetricFamily("fieldstation_job_seconds", text, labels=["kind", "state"])
    for tally in metrics.job_tallies():
        family.add_metric([tally.kind, tally.state], buckets=tally.buckets, sum_value=tally.sum_s)
    yield family
    yield _gauge("active_users", "People who asked for something in the last minutes", metrics.n_active_people())
    yield _gauge("workers", "Worker processes that live", len(service.list_workers()))
