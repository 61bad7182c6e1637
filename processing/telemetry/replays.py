"""Recorded readings as messages again, with their own times, and how fast they are to be sent."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from processing.errors import TableError
from processing.telemetry.messages import CHANNEL_KEYS, TIME_KEYS, VALUE_KEYS, Message
from processing.telemetry.times import parse_time


def csv_messages(path: Path) -> Iterator[Message]:
    """Messages of a CSV file (channel, time, value by whichever of their names), gzip or plain, in its order.

    Rows that cannot be read are left out. Raises TableError("not-a-table") when the columns are not named.
    """
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    opening: Any = gzip.open if is_gzip else open
    with opening(path, "rt", encoding="utf-8-sig", newline="") as text:
        try:
            rows = csv.reader(text)
            head = [name.strip().lower() for name in next(rows, [])]
            places = [next((head.index(k) for k in keys if k in head), None) for keys in
                      (CHANNEL_KEYS, TIME_KEYS, VALUE_KEYS)]  # fmt: skip
            channel_at, time_at, value_at = places
            if channel_at is None or time_at is None or value_at is None:
                raise TableError("not-a-table", "the first line must name the columns channel, time and value")
            most = max(channel_at, time_at, value_at)
            for row in rows:
                if len(row) <= most or not row[channel_at] or row[value_at] == "":
                    continue
                try:
                    at_us = parse_time(row[time_at])
                except (ValueError, OverflowError):
                    continue
                yield Message(row[channel_at], at_us, _value(row[value_at]))
        except (UnicodeDecodeError, csv.Error, EOFError, OSError) as exc:
            raise TableError("not-a-table", f"the file is no table of text: {exc}") from exc


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def lots(
    messages: Iterable[Message], *, speed: float | None, size: int = 2000
) -> Iterator[tuple[float, list[Message]]]:
    """Messages in lots, each with the second after the start at which it is due.

    speed : how many times faster than recorded; None: everything is due at once.
    A lot spans at most a twentieth of a second of sending time; messages out of order are due with those before.
    """
    first_us: int | None = None
    due_s, lot_due_s = 0.0, 0.0
    lot: list[Message] = []
    for message in messages:
        if speed is not None:
            first_us = message.at_us if first_us is None else first_us
            due_s = max(due_s, (message.at_us - first_us) / 1e6 / speed)
        if lot and (len(lot) >= size or due_s - lot_due_s > 0.05):
            yield lot_due_s, lot
            lot = []
        if not lot:
            lot_due_s = due_s
        lot.append(message)
    if lot:
        yield lot_due_s, lot
