"""A job followed to its end: over the live channel where its library is installed, else by asking."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fieldstation_client.station import Station

ENDED = ("succeeded", "failed", "cancelled")
ASK_EVERY_S = 1.0
"""How often a job is asked for without the live channel."""

LOOK_EVERY_S = 10.0
"""How often it is asked for beside the live channel, which may have lost something."""


def follow(
    station: Station, job_id: str, *, on_news: Callable[[dict[str, Any]], None] = lambda _job: None, live: bool = True
) -> dict[str, Any]:
    """Wait for the end of a job, or of a batch with all its parts; gives the job. `on_news` hears of every step."""
    with _news(station, job_id, is_live=live) as wait:
        while True:
            job: dict[str, Any] = station.request("GET", f"/api/v1/jobs/{job_id}").json()
            on_news(job)
            if job["state"] in ENDED:
                return job
            deadline = time.monotonic() + (LOOK_EVERY_S if wait.is_live else ASK_EVERY_S)
            while (rest := deadline - time.monotonic()) > 0:
                news = wait.next(rest)
                if news is None:
                    continue
                if news.get("state") in ENDED:
                    break
                on_news(job | news)


class _Waiting:
    def __init__(self, *, is_live: bool) -> None:
        self.is_live = is_live
        self.arrived: queue.Queue[dict[str, Any]] = queue.Queue()

    def next(self, seconds: float) -> dict[str, Any] | None:
        try:
            return self.arrived.get(timeout=max(seconds, 0.01))
        except queue.Empty:
            return None


@contextmanager
def _news(station: Station, job_id: str, *, is_live: bool) -> Iterator[_Waiting]:
    """Events of the job's room; where they cannot be had, only time passes."""
    client = _connected(station, job_id) if is_live else None
    waiting = _Waiting(is_live=client is not None)
    if client is None:
        yield waiting
        return
    for event in ("job.progress", "job.state"):
        client.on(event, waiting.arrived.put)
    try:
        yield waiting
    finally:
        client.disconnect()


def _connected(station: Station, job_id: str) -> Any:
    """A client in the job's room, or None."""
    try:
        # An extra of the package; without it jobs are asked for.
        import socketio  # noqa: PLC0415
    except ImportError:
        return None
    client = socketio.Client(reconnection=True, websocket_extra_options={"origin": station.url})
    try:
        client.connect(station.url, auth={"token": station.key}, transports=["websocket"], wait_timeout=10)
        answer = client.call("join", {"room": f"job:{job_id}"}, timeout=10)
    except (socketio.exceptions.SocketIOError, OSError):
        return None
    if not answer.get("ok"):
        client.disconnect()
        return None
    return client
