"""Moments, microseconds and milliseconds since 1970 UTC."""

from datetime import datetime, timedelta

from blueprints.timeline.service.kinds import Span
from core.clock import EPOCH


def us_of(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(at_us: int) -> datetime:
    return EPOCH + timedelta(microseconds=at_us)


def ms_of(at_us: int) -> float:
    """Milliseconds, as charts count."""
    return at_us / 1000


def span_of(first: datetime, last: datetime) -> Span:
    """From a first moment to just behind a last one."""
    return Span(us_of(first), us_of(last) + 1)
