"""Websockets of the web process, closed once."""

from typing import Any


def close_once() -> None:
    """Leave alone what is closed already, where eventlet would write into the log that it is.

    When a browser goes away, Socket.IO's end closes the connection; eventlet's handler closes it a second time on its
    way out, and of that says only that the descriptor is bad. Any other trouble is still written.
    """
    from eventlet.websocket import RFC6455WebSocket  # noqa: PLC0415 - the threading and gevent modes do without it

    close = RFC6455WebSocket.close

    def close_if_open(self: Any, close_data: Any = None) -> None:
        if self.socket.fileno() == -1:
            self.websocket_closed = True
            return
        close(self, close_data)

    RFC6455WebSocket.close = close_if_open
