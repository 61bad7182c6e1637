"""Real processes for tests: workers, schedulers, web servers, started with the settings of the test station."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.config import ROOT, Settings


def environment(settings: Settings) -> dict[str, str]:
    """The environment that gives a child process these settings."""
    values = {}
    for name, value in settings.model_dump(mode="json").items():
        values[name.upper()] = json.dumps(value) if isinstance(value, list | dict) else str(value)
    return os.environ | values | {"PYTHONPATH": str(ROOT)}


def start(settings: Settings, *words: str, log: Path | None = None) -> subprocess.Popen[bytes]:
    """Start `python WORDS` in a process group of its own."""
    out = (log or settings.data_dir / "child.log").open("ab")
    return subprocess.Popen(
        [sys.executable, *words],
        env=environment(settings),
        cwd=ROOT,
        stdout=out,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def wait_until(condition: Callable[[], object], *, seconds: float = 120.0, what: str = "it") -> None:
    """Look again and again until the condition holds; a deadline instead of a sleep for luck."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come true within {seconds} s")
