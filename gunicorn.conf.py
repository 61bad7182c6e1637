"""How gunicorn serves the web process; read by gunicorn itself from the folder it is started in."""

import gc
import logging
import os
import warnings
from typing import Any

_async_mode = os.environ.get("SOCKETIO_ASYNC_MODE", "eventlet")

wsgi_app = "wsgi:app"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
worker_class = {"threading": "gthread"}.get(_async_mode, _async_mode)
workers = 1
"""Socket.IO keeps a client's state in its process; more processes go behind nginx, one client to one of them."""
worker_connections = 3000
threads = 64
timeout = 120
graceful_timeout = 10
loglevel = "error"
limit_request_line = 8190
"""Bytes of an address, gunicorn's largest: a cursor and a search text in another script need more than its default."""
control_socket_disable = True

# Eventlet says at every start that it is in bug-fix mode, which we know (docs/adr/0006), and logs a traceback
# about an attribute of the interpreter's own types that it cannot patch and nobody needs patched.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
logging.lastResort = None


def post_worker_init(_worker: Any) -> None:
    """Leave what the application consists of out of every later search for garbage.

    It is some 280,000 objects that live as long as the process; for the 0.15 s it takes, nothing else is served.
    """
    gc.collect()
    gc.freeze()
