"""The live channel served within the test's process, and clients of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import socketio
from flask import Flask
from werkzeug.serving import make_server

from core import sockets

WAIT_S = 5
"""How long a test waits for an answer over the live channel."""

OWN_ORIGIN = "http://localhost:8080"
"""Where the page of a test station would come from."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port; gives its address.

    The channel is attached anew, because a process has one and the last application attached to it wins.
    """
    plain = app.wsgi_app
    sockets.init_live(app, app.config["SETTINGS"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(WAIT_S)
        app.wsgi_app = plain  # type: ignore[method-assign]


@contextmanager
def connected(address: str, token: str, *, origin: str = OWN_ORIGIN) -> Iterator[socketio.SimpleClient]:
    """A client that is connected with this token; raises socketio's ConnectionError when refused."""
    client = socketio.SimpleClient(websocket_extra_options={"origin": origin})
    client.connect(address, auth={"token": token}, transports=["websocket"], wait_timeout=WAIT_S)
    try:
        yield client
    finally:
        client.disconnect()
