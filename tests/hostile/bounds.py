"""Reading a hostile file within hard limits: a process that grows or turns for ever is ended, and the test says so."""

import json
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

from processing.errors import ProcessingError

MORE_MEMORY = 768 << 20
"""Address space a reader may take beyond what the test has."""

CPU_S = 20
"""Processor time; the slowest case takes a tenth of it."""

WAIT_S = 60
"""Time by the clock."""


def outcome(read: Callable[[], object]) -> str:
    """What comes of reading: `taken`, the code of the refusal, or `broken: …` for anything else.

    Reading happens in a process forked for it, under limits the kernel enforces.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _report(writing, read)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if not said:
        return f"broken: ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "broken: silent"
    return str(json.loads(said))


def _report(writing: int, read: Callable[[], object]) -> None:
    """Never returns: the forked process must not go on as a test run."""
    said = "broken: nothing"
    try:
        _limit()
        read()
        said = "taken"
    except ProcessingError as exc:
        said = exc.code
    except BaseException as exc:  # noqa: BLE001 (whatever it is, it is what the test is about)
        said = f"broken: {type(exc).__name__}: {exc}"[:300]
    finally:
        os.write(writing, json.dumps(said).encode())
        os._exit(0)


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + MORE_MEMORY
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WAIT_S)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
