"""Topics of an MQTT broker, acknowledged to it when stored."""

import ssl
import threading
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from blueprints.telemetry.ingest.connectors import Config, Sink, connector
from blueprints.telemetry.models import SourceState
from blueprints.telemetry.service.addresses import require_public
from processing.telemetry.topics import TopicRule, read_payload, subscription_of

CONNECT_S = 15.0
"""How long a connection may take before it counts as failed."""

KEEPALIVE_S = 30


@connector("mqtt")
def follow(config: Config, sink: Sink) -> None:
    """Subscribe and hand over what comes until told to stop; raises ConnectionError when the broker goes."""
    settings = config.settings
    if not config.is_private_allowed:
        require_public(str(settings["host"]))
    session = _Session(config, sink)
    client = session.client
    client.connect(str(settings["host"]), int(settings["port"]), keepalive=KEEPALIVE_S)
    client.loop_start()
    try:
        if not session.answered.wait(CONNECT_S) or session.refusal:
            raise ConnectionError(session.refusal or "the broker does not answer")
        while not sink.wait(0.1):
            if session.lost.is_set():
                raise ConnectionError("the connection to the broker was lost")
    finally:
        client.disconnect()
        client.loop_stop()


class _Session:
    """One connection to a broker."""

    def __init__(self, config: Config, sink: Sink) -> None:
        settings = config.settings
        self.sink = sink
        self.qos = int(settings["qos"])
        self.rules = [TopicRule(**topic) for topic in settings["topics"]]
        self.answered, self.lost = threading.Event(), threading.Event()
        self.refusal: str | None = None
        client_id = settings.get("client_id") or ""
        # With a name of its own the broker keeps what comes while the station is away.
        self.client = Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not client_id, manual_ack=True
        )
        if settings.get("user"):
            self.client.username_pw_set(settings["user"], config.secret)
        if settings.get("tls"):
            self.client.tls_set_context(ssl.create_default_context())
        self.client.on_connect = self._connected
        self.client.on_disconnect = self._disconnected
        self.client.on_message = self._came

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refusal = f"the broker refuses: {reason}"
        else:
            client.subscribe([(subscription_of(rule.pattern), self.qos) for rule in self.rules])
            self.sink.state(SourceState.CONNECTED)
        self.answered.set()

    def _disconnected(self, *_told: Any) -> None:
        self.lost.set()

    def _came(self, client: Client, _data: Any, message: MQTTMessage) -> None:
        received_us = self.sink.now_us()
        for rule in self.rules:
            taken = read_payload(rule, message.topic, bytes(message.payload), received_us=received_us)
            if taken is not None:
                self.sink.put(taken.messages, lambda: client.ack(message.mid, message.qos), refused=taken.refused)
                return
        client.ack(message.mid, message.qos)
