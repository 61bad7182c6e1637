"""What travels between a process and its bounded child: a function by name, its arguments, its result, as JSON."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_type_hints

from pydantic import TypeAdapter

from processing import errors
from processing.errors import ProcessingError

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
"""Where the child finds this package."""

PACKAGES = ("processing.", "ml.")
"""Modules whose functions may be called: the numeric ones, which know neither database nor secrets."""

MOST_ANSWER_BYTES = 64 << 20
"""Longest answer read; what a file says of itself is far shorter, and tables travel as files."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class BoundedError(ProcessingError):
    """The work came to no result: its process was ended by its limits, or its reader broke down."""


@dataclass(frozen=True)
class Limits:
    """What one call may use.

    memory_bytes : address space, with the libraries. cpu_s : processor time.
    wait_s : time by the clock, longer than `cpu_s` as a machine may be busy. file_bytes : largest file written.
    """

    memory_bytes: int = 2 << 30
    cpu_s: int = 30
    wait_s: float = 120.0
    file_bytes: int = 0


def surroundings() -> dict[str, str]:
    """The child's environment: no settings, no secrets, one numeric thread."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH") if name in os.environ}
    return kept | threads


def run(
    limits: Limits, work: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Call a function of `processing` or `ml` in a bounded process and give what it returns.

    work : at the top of its module, with annotated parameters and result that JSON can carry: numbers, text,
        paths, times, dataclasses and named tuples of them. Arrays travel as files the function writes.
    Raises what the function raises as ProcessingError, and BoundedError: "too-costly" when the process was ended
    by its limits or crashed, "reader-failed" when a reader met what it was not made for.
    """
    asked = json.dumps(
        {
            "work": f"{work.__module__}:{work.__qualname__}",
            "args": [_plain(value) for value in args],
            "kwargs": {name: _plain(value) for name, value in kwargs.items()},
            "limits": asdict(limits),
        }
    ).encode()
    # The nursery imports this module.
    from processing.bounded import nursery  # noqa: PLC0415

    answer = nursery.ask(asked, limits) if nursery.is_open() else None
    if answer is None:
        answer = _ask_fresh(asked, limits)
    return _result_of(work, answer)


def _plain(value: Any) -> Any:
    return _ANYTHING.dump_python(value, mode="json")


_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def _ask_fresh(asked: bytes, limits: Limits) -> bytes:
    """The answer of an interpreter started for this call; empty when it gave none."""
    try:
        # No shell, our own interpreter and module; what is not trusted travels as data.
        done = subprocess.run(
            [sys.executable, "-m", "processing.bounded.child"],
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=surroundings(),
            timeout=limits.wait_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout[: MOST_ANSWER_BYTES + 1]


def _result_of(work: Callable[..., Result], answer: bytes) -> Result:
    if not answer or len(answer) > MOST_ANSWER_BYTES:
        raise _too_costly()
    try:
        said = json.loads(answer)
    except ValueError:
        raise _too_costly() from None
    if "failed" in said:
        log.warning("%s broke down over a file: %s", work.__name__, said["failed"])
        raise BoundedError("reader-failed", "The file cannot be read: its content is not what such a file may hold.")
    if "refused" in said:
        kind, code, message = said["refused"]
        found = getattr(errors, kind, ProcessingError)
        raise found(code, message)
    result: Result = _adapter(work).validate_json(json.dumps(said["result"]))
    return result


def _too_costly() -> BoundedError:
    return BoundedError("too-costly", "Reading this file takes more memory or time than it may have.")


@cache
def _adapter(work: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(work)["return"])


@cache
def readers_of(work: Callable[..., Any]) -> dict[str, TypeAdapter[Any]]:
    """What reads each argument of a function, in order; callbacks do not travel."""
    hints = {name: hint for name, hint in get_type_hints(work).items() if name != "return"}
    return {name: TypeAdapter(hint) for name, hint in hints.items() if "Callable" not in str(hint)}


def prepare(name: str) -> None:
    """Load a function and all that calling it needs, before processes are forked for it."""
    work = find(name)
    readers_of(work)
    _adapter(work)


def carry_out(asked: bytes) -> bytes:
    """The child's side: call what is asked for and write the answer; every outcome but a crash is one.

    The limits have been set by then.
    """
    said = json.loads(asked)
    try:
        work = find(said["work"])
        readers = readers_of(work)
        given = {**dict(zip(readers, said["args"], strict=False)), **said["kwargs"]}
        values = {name: readers[name].validate_python(value) for name, value in given.items()}
        # Through Python's own JSON, which has words for NaN and infinity.
        result = json.dumps(_adapter(work).dump_python(work(**values), mode="json")).encode()
    except ProcessingError as exc:
        return json.dumps({"refused": [_kind_of(exc), exc.code, exc.message]}).encode()
    except MemoryError:
        return b""
    except Exception as exc:  # noqa: BLE001 (a reader's fault with strange bytes refuses the file, whatever it is)
        return json.dumps({"failed": f"{type(exc).__name__}: {exc}"[:500]}).encode()
    return b'{"result": ' + result + b"}"


def find(name: str) -> Callable[..., Any]:
    """The function of that name, if it is one of ours. Raises ValueError."""
    module, _, function = name.partition(":")
    if not module.startswith(PACKAGES):
        raise ValueError(f"expected a function of {' or '.join(PACKAGES)}, got {name}")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _kind_of(exc: ProcessingError) -> str:
    """The nearest class that both sides know."""
    return next(kind.__name__ for kind in type(exc).__mro__ if hasattr(errors, kind.__name__))
