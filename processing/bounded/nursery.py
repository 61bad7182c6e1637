"""An interpreter kept ready for bounded calls: it forks a process for each, which costs milliseconds.

A worker starts it before its first job; the work processes it forks inherit the line to it. Each request brings
the pipe its answer goes to, so that an asker that dies in between confuses nobody. It has no secrets, as its
environment and its memory hold none, and what it forks lives for one file.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from select import select

from processing.bounded.calls import MOST_ANSWER_BYTES, ROOT, Limits, carry_out, prepare, surroundings

log = logging.getLogger(__name__)

PRELOADED = (
    "processing.audio.admission:admit",
    "processing.images.sets:write_set",
    "processing.timeseries.read.packed:write_columns",
)
"""What most calls need."""

MOST_ASKED_BYTES = 64 << 10
"""Longest request; the largest holds a path and a few transformations."""

_line: list[socket.socket] = []
"""The asker's end, while a nursery is open."""

_started: list[subprocess.Popen[bytes]] = []
"""Nurseries of this process; each ends by itself when its line is hung up."""


def is_open() -> bool:
    return bool(_line)


def start() -> None:
    """Open a nursery for this process and those it forks; a second call changes nothing."""
    if _line:
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # Our own interpreter and module, on a line that only we and our children hold.
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "processing.bounded.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env=surroundings(),
            start_new_session=True,
        )
    _started.append(process)
    _line.append(ours)


def stop() -> None:
    """Hang up; the nursery ends when the last who holds the line has."""
    while _line:
        _line.pop().close()


def ask(asked: bytes, limits: Limits) -> bytes | None:
    """The answer to a request: empty when the process was ended, None when there is no nursery to ask."""
    reading, writing = os.pipe()
    try:
        try:
            socket.send_fds(_line[0], [asked], [writing])
        except OSError as exc:
            log.warning("the nursery does not answer, processes are started one by one: %s", exc)
            stop()
            return None
        finally:
            os.close(writing)
        answer = _read_until(reading, time.monotonic() + limits.wait_s)
    finally:
        os.close(reading)
    if not answer and _is_hung_up():
        stop()
        return None
    return answer


def _is_hung_up() -> bool:
    """Whether the nursery itself has ended, not only what it forked."""
    try:
        return not _line[0].recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True


def _read_until(reading: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    n_bytes = 0
    while n_bytes <= MOST_ANSWER_BYTES:
        ready, _, _ = select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b""
        got = os.read(reading, 1 << 16)
        if not got:
            return b"".join(parts)
        parts.append(got)
        n_bytes += len(got)
    return b""


def main(descriptor: int) -> None:
    """Fork for every request until the line is hung up."""
    # Children that have ended need no burying.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in PRELOADED:
        prepare(name)
    with socket.socket(fileno=descriptor) as line:
        while True:
            asked, descriptors, _flags, _from = socket.recv_fds(line, MOST_ASKED_BYTES, 1)
            if not asked:
                return
            if os.fork() == 0:
                line.close()
                _answer(asked, descriptors[0])
            for one in descriptors:
                os.close(one)


def _answer(asked: bytes, descriptor: int) -> None:
    """Work on one request in the forked process, and end it."""
    # The one-shot child's limits; imported late, because it is a program too.
    from processing.bounded.child import set_limits  # noqa: PLC0415

    with suppress(Exception):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        set_limits(asked)
        rest = memoryview(carry_out(asked))
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
