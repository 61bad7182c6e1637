"""The web process: the event loop's patches come before anything else is imported."""

import os

if os.environ.get("SOCKETIO_ASYNC_MODE", "eventlet") == "eventlet":
    import eventlet

    eventlet.monkey_patch()

from app import create_app
from core import realtime

app = create_app(role="web")
realtime.socketio.start_background_task(realtime.watch_expiry)
