"""What the web process's log says of connections that end."""

import io
import socket

import pytest


@pytest.fixture
def errors() -> io.StringIO:
    return io.StringIO()


def test_a_connection_closed_twice_is_not_written_of(errors: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    websocket = pytest.importorskip("eventlet.websocket")
    from core.websockets import close_once

    # What the patch replaces is put back after the test.
    monkeypatch.setattr(websocket.RFC6455WebSocket, "close", websocket.RFC6455WebSocket.close)
    close_once()
    ours, theirs = socket.socketpair()
    environ = {"wsgi.errors": errors, "SERVER_PORT": "1", "PATH_INFO": "/", "REMOTE_ADDR": "x", "REMOTE_PORT": "2"}
    connection = websocket.RFC6455WebSocket(ours, environ)
    connection.close()
    connection.close()
    theirs.close()
    assert errors.getvalue() == ""
