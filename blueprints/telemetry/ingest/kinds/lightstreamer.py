"""Items of a Lightstreamer server, followed with its official client."""

import threading
from urllib.parse import urlsplit

from lightstreamer.client import ClientListener, ItemUpdate, LightstreamerClient, Subscription, SubscriptionListener
from sqlalchemy import select

from blueprints.telemetry.ingest.connectors import Config, Sink, connector
from blueprints.telemetry.models import Channel, SourceState
from blueprints.telemetry.service.addresses import require_public
from core.db import db
from core.errors import AppError
from processing.telemetry.merge_feed import FIELDS, MergeFeed
from processing.telemetry.messages import Message

FLUSH_S = 0.05
"""Updates are handed over in lots this far apart."""

MAX_ITEMS = 2000


@connector("lightstreamer")
def follow(config: Config, sink: Sink) -> None:
    """Subscribe in MERGE mode until told to stop; the client connects again by itself."""
    settings = config.settings
    if not config.is_private_allowed:
        require_public(urlsplit(str(settings["url"])).hostname or "")
    items = list(settings["items"]) or _channels_of(config)
    if not items:
        raise AppError(409, "no-items", "Name items, or read in a catalogue of channels first.")
    client = LightstreamerClient(str(settings["url"]), str(settings["adapter_set"]))
    # Where the server would send us next is its own word: we stay with the address that was looked at.
    client.connectionOptions.setServerInstanceAddressIgnored(True)
    client.connectionOptions.setFirstRetryMaxDelay(100)
    if settings.get("user"):
        client.connectionDetails.setUser(settings["user"])
        client.connectionDetails.setPassword(config.secret or "")
    session = _Session(config, sink)
    subscription = Subscription("MERGE", items, list(FIELDS))
    if settings.get("data_adapter"):
        subscription.setDataAdapter(settings["data_adapter"])
    subscription.setRequestedSnapshot("yes")
    subscription.addListener(session)
    client.addListener(_Statuses(session))
    client.subscribe(subscription)
    client.connect()
    try:
        while not sink.wait(FLUSH_S):
            session.hand_over()
            if session.failure:
                raise ConnectionError(session.failure)
    finally:
        client.disconnect()
        session.hand_over()


def _channels_of(config: Config) -> list[str]:
    wanted = select(Channel.public_id).where(Channel.source_id == config.source_id, Channel.is_active)
    found = list(db.session.scalars(wanted.order_by(Channel.public_id).limit(MAX_ITEMS)))
    db.session.rollback()
    return found


class _Session(SubscriptionListener):  # type: ignore[misc]
    """Updates of one subscription, and what they say of the feed."""

    def __init__(self, config: Config, sink: Sink) -> None:
        self.sink = sink
        self.stale_lag_s = float(config.settings["stale_lag_s"])
        self.feed = MergeFeed(time_form=config.settings["time_form"], signal_item=config.settings.get("signal_item"))
        self.failure: str | None = None
        self.was_connected = False
        self._waiting: list[Message] = []
        self._lock = threading.Lock()

    def hand_over(self) -> None:
        with self._lock:
            lot, self._waiting = self._waiting, []
        if lot:
            self.sink.put(lot)

    def onItemUpdate(self, update: ItemUpdate) -> None:  # noqa: N802 (the client calls it so)
        item, received_us = str(update.getItemName()), self.sink.now_us()
        changed = {name: update.getValue(name) for name in FIELDS}
        message = self.feed.take(item, changed, received_us=received_us)
        if message is not None:
            with self._lock:
                self._waiting.append(message)
        signal = self.feed.signal(item, received_us=received_us)
        if signal is not None:
            self._note_signal(signal.is_acquired, signal.lag_s)

    def _note_signal(self, is_acquired: bool, lag_s: float) -> None:
        if not is_acquired:
            self.sink.state(SourceState.SIGNAL_LOST)
        elif abs(lag_s) > self.stale_lag_s:
            self.sink.state(SourceState.STALE)
        else:
            self.sink.state(SourceState.CONNECTED)

    def onSubscriptionError(self, code: int, message: str | None) -> None:  # noqa: N802 (as above)
        self.failure = f"the server refuses the subscription: {message} ({code})"


class _Statuses(ClientListener):  # type: ignore[misc]
    """What becomes of the connection."""

    def __init__(self, session: _Session) -> None:
        self.session = session

    def onStatusChange(self, status: str) -> None:  # noqa: N802 (as above)
        session = self.session
        if status in ("CONNECTED:WS-STREAMING", "CONNECTED:HTTP-STREAMING", "CONNECTED:WS-POLLING",
                      "CONNECTED:HTTP-POLLING"):  # fmt: skip
            if session.was_connected:
                session.sink.reconnected()
            session.was_connected = True
            session.sink.state(SourceState.CONNECTED)
        elif status == "STALLED":
            session.sink.state(SourceState.STALE)
        elif status.startswith("DISCONNECTED:"):
            session.sink.state(SourceState.WAITING, f"the connection is lost ({status})")

    def onServerError(self, code: int, message: str) -> None:  # noqa: N802 (as above)
        self.session.failure = f"the server refuses the session: {message} ({code})"
