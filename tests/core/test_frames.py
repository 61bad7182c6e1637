"""Many small news reach a client as few frames, in order, and what is left out shows."""

import json

import pytest

from core import frames
from core.redis import connect


class Server:
    """Stands where the Socket.IO server stands: its rooms, and what it was asked to send."""

    def __init__(self, rooms):
        self.manager = type("Manager", (), {"rooms": {"/": rooms}})()
        self.sent = []

    def emit(self, event, data, *, to, ignore_queue):
        assert ignore_queue
        self.sent.append((to, event, [(part["room"], part["seq"], part["points"]) for part in data["parts"]]))


@pytest.fixture
def pump(app, monkeypatch):
    found = frames.Pump(app)
    server = Server({"channel:1": {"ada": 1, "ben": 2}, "channel:2": {"ada": 1}, None: {}})
    monkeypatch.setattr(frames.socketio, "server", server, raising=False)
    return found


def part(room, seq, *points):
    return {"event": "readings", "room": room, "seq": seq, "points": [list(point) for point in points]}


def test_each_client_gets_one_frame_of_its_rooms(pump):
    pump.take([part("channel:1", 1, (0, 1.0)), part("channel:2", 5, (0, 2.0)), part("channel:3", 1, (0, 3.0))])
    pump.take([part("channel:1", 2, (1, 1.5))])
    pump.deliver()
    one = ("channel:1", 2, [[0, 1.0], [1, 1.5]])
    assert sorted(frames.socketio.server.sent) == [
        ("ada", "frame", [one, ("channel:2", 5, [[0, 2.0]])]),
        ("ben", "frame", [one]),
    ]
    assert pump.pending == {}


def test_a_part_says_for_how_many_numbers_it_stands(pump):
    pump.take([part("channel:1", 1, (0, 1.0))])
    pump.take([part("channel:1", 2, (1, 1.0))])
    assert pump.pending["channel:1"]["n"] == 2
    pump.take([part("channel:1", 9, (2, 1.0))])
    assert pump.pending["channel:1"]["seq"] - pump.pending["channel:1"]["n"] > 0


def test_only_watched_rooms_are_published_and_numbers_grow(app, pump, redis_address):
    publisher = frames.Publisher(redis_address, "channel", "readings")
    assert publisher.watched() == frozenset()
    pump.tell_watched()
    publisher._asked_at = float("-inf")
    assert publisher.watched() == {"1", "2"}
    listener = connect(redis_address).pubsub(ignore_subscribe_messages=True)
    listener.subscribe(frames.TOPIC)
    listener.get_message(timeout=5)
    publisher.publish({"1": [[0, 1.0]]})
    publisher.publish({"1": [[n, 1.0] for n in range(frames.MAX_POINTS + 1)]})
    found = []
    while len(found) < 2:
        message = listener.get_message(timeout=5)
        found += json.loads(message["data"]) if message else []
    listener.close()
    assert found[1]["seq"] - found[0]["seq"] == 2
    assert len(found[1]["points"]) == frames.MAX_POINTS
