"""The web process: the event loop's patches come before anything else is imported."""

import os

if os.environ.get("SOCKETIO_ASYNC_MODE", "eventlet") == "eventlet":
    import eventlet

    eventlet.monkey_patch()

    from core.websockets import close_once

    close_once()

from app import create_app
from core import frames, sockets
from core.realtime import socketio

app = create_app(role="web")
socketio.start_background_task(sockets.watch, app)
frames.start(app)
