"""The space station's feed: merged fields of an item as readings, and what its clock item says of the signal."""

from typing import NamedTuple

from processing.telemetry.messages import Message
from processing.telemetry.times import from_hours_of_year, parse_time

SIGNAL_CLASS = "24"
"""`Status.Class` of the clock item while the ground hears the station."""

FIELDS = ("TimeStamp", "Value", "Status.Class", "Status.Indicator", "CalibratedData")
"""Fields that are asked for."""


class Signal(NamedTuple):
    """What the clock item tells."""

    is_acquired: bool
    lag_s: float
    """How old the far clock is against ours."""


class MergeFeed:
    """Keeps the last value of every field: an update carries only what changed, None for the rest."""

    def __init__(self, *, time_form: str = "hours-of-year", signal_item: str | None = "TIME_000001") -> None:
        self.time_form = time_form
        self.signal_item = signal_item
        self._fields: dict[str, dict[str, str]] = {}

    def take(self, item: str, changed: dict[str, str | None], *, received_us: int) -> Message | None:
        """The reading an update makes; None while time or value are unknown, or for a time that cannot be read.

        The same reading comes again with every snapshot after a reconnection; the store keeps it once.
        """
        fields = self._fields.setdefault(item, {})
        fields.update({name: value for name, value in changed.items() if value is not None})
        stamp, value = fields.get("TimeStamp"), fields.get("Value")
        if not stamp or value is None:
            return None
        try:
            at_us = self._at_us(stamp, received_us)
        except (ValueError, OverflowError):
            return None
        return Message(item, at_us, _number_or_text(value))

    def signal(self, item: str, *, received_us: int) -> Signal | None:
        """What the clock item says now; None for other items and while it is silent."""
        fields = self._fields.get(item, {})
        if item != self.signal_item or "Status.Class" not in fields:
            return None
        try:
            lag_s = (received_us - self._at_us(fields.get("TimeStamp", ""), received_us)) / 1e6
        except (ValueError, OverflowError):
            lag_s = 0.0
        return Signal(fields["Status.Class"] == SIGNAL_CLASS, lag_s)

    def _at_us(self, stamp: str, received_us: int) -> int:
        if self.time_form == "hours-of-year":
            return from_hours_of_year(float(stamp), received_us=received_us)
        return parse_time(stamp)


def _number_or_text(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value
