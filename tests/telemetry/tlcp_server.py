"""A small Lightstreamer server: as much of its text protocol (TLCP) over WebSocket as a MERGE subscription needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, quote

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol


class Feed:
    """What the server tells: the last fields of each item, and the connections that follow them."""

    def __init__(self) -> None:
        self.items: dict[str, list[str]] = {}
        self.n_sessions = 0
        self.adapter_sets: list[str] = []
        self.refuses = False
        self._lock = threading.Lock()
        self._followers: list[tuple[ServerConnection, list[str]]] = []
        self.followed = threading.Event()

    def update(self, item: str, *fields: str | None) -> None:
        """Tell new values; None stands for a field that stays as it was, which the protocol leaves empty."""
        with self._lock:
            before = self.items.get(item, [""] * len(fields))
            self.items[item] = [old if new is None else new for old, new in zip(before, fields, strict=True)]
            for connection, items in self._followers:
                if item in items:
                    values = "|".join("" if field is None else _packed(field) for field in fields)
                    _send(connection, f"U,1,{items.index(item) + 1},{values}")

    def follow(self, connection: ServerConnection, items: list[str]) -> None:
        """Send a snapshot, then updates."""
        with self._lock:
            self._followers.append((connection, items))
            for number, item in enumerate(items, 1):
                if item in self.items:
                    _send(connection, f"U,1,{number}," + "|".join(_packed(field) for field in self.items[item]))
        self.followed.set()

    def forget(self, connection: ServerConnection) -> None:
        with self._lock:
            self._followers = [entry for entry in self._followers if entry[0] is not connection]

    def cut(self) -> None:
        """Break every connection."""
        self.followed.clear()
        with self._lock:
            connections = [connection for connection, _items in self._followers]
        for connection in connections:
            connection.socket.close()


def _packed(value: str) -> str:
    return "$" if value == "" else quote(value, safe=" .-+:")


def _send(connection: ServerConnection, *lines: str) -> None:
    try:
        connection.send("".join(f"{line}\r\n" for line in lines))
    except (ConnectionClosed, OSError):
        return


@contextmanager
def running(feed: Feed) -> Iterator[str]:
    """The address of a server that tells this feed."""

    def talk(connection: ServerConnection) -> None:
        try:
            for message in connection:
                _answer(feed, connection, str(message))
        except (ConnectionClosed, OSError):
            pass
        finally:
            feed.forget(connection)

    server: Server = serve(
        talk,
        "127.0.0.1",
        0,
        subprotocols=[Subprotocol(f"TLCP-2.{n}.0.lightstreamer.com") for n in range(1, 9)],
        ping_interval=None,
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        feed.cut()
        thread.join(5)


def _answer(feed: Feed, connection: ServerConnection, message: str) -> None:
    name, _, rest = message.partition("\r\n")
    for line in rest.split("\r\n") if rest else [""]:
        asked: dict[str, Any] = {key: values[0] for key, values in parse_qs(line).items()}
        if name == "wsok":
            _send(connection, "WSOK")
        elif name == "create_session":
            feed.n_sessions += 1
            feed.adapter_sets.append(asked.get("LS_adapter_set", ""))
            if feed.refuses:
                _send(connection, "CONERR,2,Requested Adapter Set not available")
            else:
                _send(connection, f"CONOK,S{feed.n_sessions},50000,5000,*", "SERVNAME,stand-in", "CONS,unlimited")
        elif name == "bind_session":
            # A session that was cut is not known any more: the client begins a new one.
            _send(connection, "CONERR,20,Sync error")
        elif name == "control" and asked.get("LS_op") == "add":
            items, fields = asked["LS_group"].split(" "), asked["LS_schema"].split(" ")
            number = asked["LS_subId"]
            _send(connection, f"REQOK,{asked['LS_reqId']}", f"SUBOK,{number},{len(items)},{len(fields)}")
            feed.follow(connection, items)
        elif name == "control":
            _send(connection, f"REQOK,{asked.get('LS_reqId', 0)}")
