"""Sources that connect by themselves, each with its real client against a real server on this machine."""

import asyncio
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from blueprints.telemetry.ingest import connectors
from blueprints.telemetry.ingest.connectors import Config, Sink, connector_for
from blueprints.telemetry.ingest.pipeline import Delivery
from blueprints.telemetry.ingest.tally import Tally
from blueprints.telemetry.models import SourceState
from blueprints.telemetry.service.addresses import is_inside
from core.clock import new_id
from processing.telemetry.messages import Message
from tests.telemetry.tlcp_server import Feed, running

WAIT_S = 30.0


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so; fails when it never is."""
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)


class Run:
    """A connector in its thread, and what it hands over."""

    def __init__(self, app, kind: str, settings: dict, **more) -> None:
        self.into: queue.Queue[Delivery] = queue.Queue()
        self.tally = Tally()
        values = {"secret": None, "blob_sha256": None, "run_token": 0, "is_private_allowed": True} | more
        self.config = Config(new_id(), kind, settings, **values)
        self.sink = Sink(self.config, self.into, self.tally)
        self.error: BaseException | None = None
        self.messages: list = []
        self.deliveries: list[Delivery] = []
        self._app = app
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        connect = connector_for(self.config.kind)
        assert connect is not None
        try:
            with self._app.app_context():
                connect(self.config, self.sink)
        except Exception as exc:  # noqa: BLE001 (whatever it fails of is looked at by the test)
            self.error = exc

    def seen(self) -> list:
        while not self.into.empty():
            delivery = self.into.get()
            self.deliveries.append(delivery)
            self.messages += delivery.messages
        return self.messages

    @property
    def state(self) -> SourceState | None:
        return self.tally.of(self.config.source_id).state

    def stop(self) -> None:
        self.sink.stop()
        self.thread.join(15)


@pytest.fixture(params=["sqlite"])
def database(request):
    """These talk to other servers; which database lies below makes no difference to them."""
    return request.param


@pytest.fixture
def run(app) -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def start(kind: str, settings: dict, **more) -> Run:
        from blueprints.telemetry.ingest import kinds

        assert kinds.__all__
        started.append(Run(app, kind, settings, **more))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def hours(moment_us: int) -> str:
    """Hours of the year with a one-based day, as the feed writes them."""
    found = time.gmtime(moment_us / 1e6)
    start = time.struct_time((found.tm_year, 1, 1, 0, 0, 0, 0, 0, 0))
    import calendar

    return repr((moment_us / 1e6 - calendar.timegm(start)) / 3600.0 + 24.0)


def station(url: str) -> dict:
    return {
        "url": url, "adapter_set": "ISSLIVE", "data_adapter": None, "items": ["NODE3000005", "TIME_000001"],
        "signal_item": "TIME_000001", "stale_lag_s": 5.0, "time_form": "hours-of-year", "user": None,
    }  # fmt: skip


def test_the_official_client_follows_merges_and_survives_a_cut(run):
    feed = Feed()
    now_us = time.time_ns() // 1000 // 1_000_000 * 1_000_000
    with running(feed) as url:
        feed.update("NODE3000005", hours(now_us), "12", "", "", "12.0")
        one = run("lightstreamer", station(url))
        until(feed.followed.is_set, "the subscription")
        until(lambda: len(one.seen()) >= 1, "the snapshot")
        assert feed.adapter_sets == ["ISSLIVE"]
        # Only time and value change: the other fields keep what they were.
        feed.update("NODE3000005", hours(now_us + 10**6), "13", None, None, None)
        until(lambda: len(one.seen()) >= 2, "an update")
        assert [m.value for m in one.seen()] == [12.0, 13.0]
        assert all(abs(m.at_us - at) < 1000 for m, at in zip(one.seen(), (now_us, now_us + 10**6), strict=True))
        feed.cut()
        feed.update("NODE3000005", hours(now_us + 2 * 10**6), "14", None, None, None)
        until(feed.followed.is_set, "the subscription after the cut")
        until(lambda: len(one.seen()) >= 3, "the snapshot after the cut")
        assert one.seen()[-1].value == 14.0
        until(lambda: one.tally.of(one.config.source_id).n_reconnects >= 1, "the reconnection in the tally")


def test_the_clock_item_tells_loss_and_age_of_the_signal(run):
    feed = Feed()
    with running(feed) as url:
        one = run("lightstreamer", station(url))
        until(feed.followed.is_set, "the subscription")
        feed.update("TIME_000001", hours(time.time_ns() // 1000), "1", "24", "", "")
        until(lambda: one.state is SourceState.CONNECTED, "the signal")
        feed.update("TIME_000001", hours(time.time_ns() // 1000), "1", "23", None, None)
        until(lambda: one.state is SourceState.SIGNAL_LOST, "its loss")
        feed.update("TIME_000001", hours(time.time_ns() // 1000 - 60_000_000), "1", "24", None, None)
        until(lambda: one.state is SourceState.STALE, "an old clock")


def test_a_refusal_ends_the_run_with_its_reason(run):
    feed = Feed()
    feed.refuses = True
    with running(feed) as url:
        one = run("lightstreamer", station(url))
        until(lambda: one.error is not None, "the refusal")
    assert "Adapter Set" in str(one.error)


@pytest.fixture(scope="module")
def broker() -> Iterator[int]:
    """The port of an MQTT broker in a thread."""
    from amqtt.broker import Broker

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def serve() -> Broker:
        found = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        await found.start()
        ready.set()
        return found

    def work() -> None:
        asyncio.set_event_loop(loop)
        made.append(loop.run_until_complete(serve()))
        loop.run_forever()

    made: list = []
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(WAIT_S)
    yield port
    asyncio.run_coroutine_threadsafe(made[0].shutdown(), loop).result(WAIT_S)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def mqtt_settings(port: int, **topic) -> dict:
    rule = {"payload": "value", "value_path": "value", "time_path": None} | topic
    return {"host": "127.0.0.1", "port": port, "tls": False, "user": None, "client_id": None, "qos": 1,
            "topics": [rule]}  # fmt: skip


def publish(port: int, *messages: tuple[str, str]) -> None:
    from paho.mqtt.publish import multiple

    multiple([(topic, payload, 1, False) for topic, payload in messages], hostname="127.0.0.1", port=port)


def test_mqtt_topics_become_channels_and_are_acknowledged_when_stored(run, broker):
    one = run("mqtt", mqtt_settings(broker, pattern="field/{station}/{quantity}", channel="{station}.{quantity}"))
    until(lambda: one.state is SourceState.CONNECTED, "the broker")
    time.sleep(0.2)
    publish(broker, ("field/a/temperature", "17.5"), ("field/b/door", "open"), ("elsewhere/x", "1"))
    until(lambda: len(one.seen()) >= 2, "two messages")
    assert {(m.channel, m.value) for m in one.seen()} == {("a.temperature", 17.5), ("b.door", "open")}
    assert all(delivery.done is not None for delivery in one.deliveries)
    for delivery in one.deliveries:
        assert delivery.done is not None
        delivery.done()


def test_mqtt_json_gives_value_and_time_by_path(run, broker):
    one = run(
        "mqtt",
        mqtt_settings(
            broker, pattern="json/{name}", channel="{name}", payload="json", value_path="d.0.v", time_path="t"
        ),
    )
    until(lambda: one.state is SourceState.CONNECTED, "the broker")
    time.sleep(0.2)
    publish(broker, ("json/A", '{"t": 1539345600, "d": [{"v": 4}]}'), ("json/A", "not json"))
    until(lambda: len(one.seen()) >= 1 and len(one.deliveries) >= 2, "both messages")
    assert one.seen()[0] == ("A", 1_539_345_600_000_000, 4)
    assert [r.reason for d in one.deliveries for r in d.refused] == ["payload-unfit"]


def test_a_broker_that_is_not_there_fails_the_run(run):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    one = run("mqtt", mqtt_settings(port, pattern="a", channel=""))
    until(lambda: one.error is not None, "the failure")
    assert isinstance(one.error, OSError)


def test_an_inside_address_is_not_connected_to_without_the_operators_word(run, broker):
    one = run("mqtt", mqtt_settings(broker, pattern="a", channel=""), is_private_allowed=False)
    until(lambda: one.error is not None, "the refusal")
    assert "own network" in str(one.error)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.9", "169.254.169.254", "[::1]", "::ffff:10.0.0.1", "redis",
     "db.internal", "0.0.0.0", "fe80::1", "224.0.0.1"],
)  # fmt: skip
def test_inside_addresses_are_known(host):
    assert is_inside(host)


@pytest.mark.parametrize("host", ["push.lightstreamer.com", "1.1.1.1", "2606:4700::1111"])
def test_outside_addresses_are_known(host):
    assert not is_inside(host)


def test_the_simulator_reports_on_the_grid_of_its_interval(run):
    one = run("simulator", {"n_stations": 2, "interval_s": 0.05, "seed": 1})
    until(lambda: len(one.seen()) >= 48, "three rounds")
    assert {m.at_us % 50_000 for m in one.seen()} == {0}
    assert len({m.channel for m in one.seen()}) == 16


def test_a_failing_source_is_tried_again_and_an_edited_one_begun_anew(app, make, ingest, readings):
    source = make.source(kind="simulator", settings={"n_stations": 1, "interval_s": 0.05, "seed": 1})
    from core.db import db

    ingest.supervision._looked_at = float("-inf")
    until(lambda: ingest.step() > 0, "readings of the simulator")
    first = ingest.supervision._running[source.id].thread
    source.is_enabled = False
    db.session.commit()
    ingest.supervision._looked_at = float("-inf")
    ingest.step()
    assert not first.is_alive()
    assert ingest.supervision._running == {}


def test_a_source_of_ones_own_is_a_function(run, monkeypatch):
    monkeypatch.setitem(connectors._connectors, "weather", None)

    @connectors.connector("weather")
    def follow(config: Config, sink: Sink) -> None:
        while not sink.wait(0.001):
            sink.put([Message("temperature", sink.now_us(), config.settings["degrees"])])

    one = run("weather", {"degrees": 11.5})
    until(lambda: len(one.seen()) >= 2, "two messages")
    one.stop()
    assert (one.error, {(message.channel, message.value) for message in one.seen()}) == (None, {("temperature", 11.5)})
