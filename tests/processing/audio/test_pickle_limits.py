"""Harmful pickles are refused, or read as harmless data, within one second and 64 MB, each in a process of its own."""

import io
import json
import pickle
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.config import ROOT

MOST_S = 1.0
MOST_BYTES = 64 << 20
"""What one file may cost, beyond the interpreter with what it has imported."""

SCRIPT = """
import json, resource, sys, time, tracemalloc
from pathlib import Path
from processing.audio.formats import read_segments
from processing.errors import TableError
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.argv[2] == "memory":
    tracemalloc.start()
started = time.process_time()
try:
    found = read_segments(path, format_name="pickle")
    code = "read" if not found.intervals else "intervals"
except TableError as error:
    code = error.code
spent = time.process_time() - started
peak = tracemalloc.get_traced_memory()[1]
rise = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
print(json.dumps({"code": code, "s": spent, "peak": max(peak, rise)}))
"""


class Code:
    """What an attacker would send: a call that leaves a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return (open, (str(self.trace), "w"))


def array(shape: tuple[int, ...]) -> bytes:
    """A pickled array that claims a shape its bytes do not fill."""
    out = io.BytesIO()
    out.write(b"\x80\x02}X\x06\x00\x00\x00onsetscnumpy.core.multiarray\n_reconstruct\n")
    out.write(b"cnumpy\nndarray\n(K\x00tC\x01b\x87R")
    out.write(b"(K\x01" + pickle.dumps(shape, 2)[2:-1] + b"cnumpy\ndtype\n(X\x02\x00\x00\x00f8\x89\x88tR")
    state = pickle.dumps((3, "<", None, None, None, -1, -1, 0), 2)[2:-1]
    out.write(state + b"b\x89B" + struct.pack("<I", 8) + bytes(8))
    out.write(b"tbs.")
    return out.getvalue()


def doubling(n: int) -> bytes:
    """A list that holds itself twice, n times over: few bytes, 2ⁿ items when written out."""
    return b"\x80\x02]q\x00." if not n else b"\x80\x02]" + b"2\x86" * n + b"."


CASES = {
    "code, protocol 0": lambda trace: pickle.dumps(Code(trace), 0),
    "code, protocol 5": lambda trace: pickle.dumps(Code(trace), 5),
    "code within the table": lambda trace: pickle.dumps({"onsets": [Code(trace)], "offsets": [1.0]}),
    "dotted name": lambda _: b"\x80\x04\x8c\x08builtins\x8c\x1d__import__.__self__.eval.__call__\x93\x8c\x011\x85R.",
    "dotted numpy name": lambda _: b"\x80\x04\x8c\x05numpy\x8c\x0bos.system.x\x93\x8c\x011\x85R.",
    "9-byte memo bomb": lambda _: b"\x80\x02Nr\xff\xff\xff\x7f.",
    "memo that is not there": lambda _: b"\x80\x02j\xff\xff\xff\x7f.",
    "billion elements": lambda _: array((10**9,)),
    "billion times billion elements": lambda _: array((10**9, 10**9)),
    "text of 4 GB": lambda _: b"\x80\x02X\xff\xff\xff\xff.",
    "bytes of 2⁶³": lambda _: b"\x80\x04\x8e" + b"\xff" * 7 + b"\x7f.",
    "frame of 2⁶³": lambda _: b"\x80\x04\x95" + b"\xff" * 7 + b"\x7f.",
    "doubling": lambda _: doubling(60),
    "deep": lambda _: b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".",
    "long integer": lambda _: b"\x80\x02\x8b" + struct.pack("<i", 8_000_000) + b"\x7f" * 8_000_000 + b".",
    "long decimal": lambda _: b"L" + b"9" * 1_000_000 + b"L\n.",
    "many marks": lambda _: b"(" * 1_000_000 + b".",
    "many copies": lambda _: b"\x80\x02]" + b"2" * 1_000_000 + b".",
    "honest": lambda _: pickle.dumps({"onsets": np.array([1.0]), "offsets": np.array([2.0])}),
}


def measured(path: Path, what: str) -> dict[str, Any]:
    """What reading the file cost a process of its own: processor seconds, bytes, and how it ended."""
    command = [sys.executable, "-c", SCRIPT, str(path), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_pickle_costs_little_whatever_it_says(name: str, tmp_path: Path) -> None:
    trace, path = tmp_path / "ran", tmp_path / "a.pkl"
    path.write_bytes(CASES[name](trace))
    # Apart, because looking at every allocation takes several times as long as the reading.
    timed, weighed = measured(path, "time"), measured(path, "memory")
    assert timed["s"] < MOST_S
    assert max(timed["peak"], weighed["peak"]) < MOST_BYTES
    assert not trace.exists()
    if name == "honest":
        assert timed["code"] == "intervals"
    else:
        assert timed["code"] in ("unsafe-pickle", "broken-pickle", "too-large", "not-a-table", "read")
