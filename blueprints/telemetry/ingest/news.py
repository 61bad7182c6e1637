"""Stored readings for those who watch: gathered, and published at most ten times a second."""

import time
from collections.abc import Sequence
from typing import Any

from blueprints.telemetry.store import Row
from core.frames import FRAME_GAP_S, Publisher


class News:
    """What was stored since the last publication, of channels somebody watches."""

    def __init__(self, redis_address: str) -> None:
        self.publisher = Publisher(redis_address, "channel", "readings")
        self._points: dict[str, list[Any]] = {}
        self._sent_at = float("-inf")

    def add(self, stored: Sequence[Sequence[Row]]) -> None:
        watched = self.publisher.watched()
        if not watched:
            return
        ids = {int(key) for key in watched if key.isdigit()}
        for rows in stored:
            for row in rows:
                if row.channel_id in ids:
                    value = row.value if row.text is None else row.text
                    self._points.setdefault(str(row.channel_id), []).append([row.at_us, value])

    def publish(self) -> None:
        """Send what waits, if the last time is long enough ago."""
        moment = time.monotonic()
        if self._points and moment - self._sent_at >= FRAME_GAP_S:
            self._sent_at = moment
            points, self._points = self._points, {}
            self.publisher.publish(points)
