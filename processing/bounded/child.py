"""A process that answers one request within limits: `python -m processing.bounded.child`, JSON in, JSON out."""

import json
import resource
import signal
import sys

from processing.bounded.calls import carry_out, find

N_FILES = 64
"""Files the process may hold open."""


def set_limits(asked: bytes) -> None:
    """Limit this process for good, as the request says.

    The module of the work is imported before, so that its libraries' files count for nothing.
    """
    said = json.loads(asked)
    find(said["work"])
    limits = said["limits"]
    cpu_s = int(limits["cpu_s"])
    # The clock's alarm ends a process that waits instead of working.
    signal.setitimer(signal.ITIMER_REAL, limits["wait_s"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"], limits["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (N_FILES, N_FILES))


def main() -> None:
    """Answer the request on standard input."""
    asked = sys.stdin.buffer.read()
    set_limits(asked)
    sys.stdout.buffer.write(carry_out(asked))


if __name__ == "__main__":
    main()
