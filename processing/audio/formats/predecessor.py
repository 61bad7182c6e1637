"""The predecessor's segment files: a pickle of {onsets, offsets}, read without unpickling."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from processing.audio.formats.imports import MAX_ROWS, UNITS_PER_S, ImportOptions, SegmentImport, import_format
from processing.audio.formats.pickle_arrays import PlainArray
from processing.audio.formats.pickle_machine import MAX_BYTES, PickleMachine
from processing.audio.intervals import Interval
from processing.errors import TableError


@import_format("pickle")
def read_predecessor(path: Path, options: ImportOptions) -> SegmentImport:
    """Read a dict with `onsets` and `offsets`, lists or arrays of seconds of the same length.

    Any pickle protocol, numpy 1 or 2; other entries are left alone. Raises TableError: unsafe-pickle,
    broken-pickle, too-large, not-a-table, lengths-differ, too-many-rows.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TableError("too-large", f"expected a pickle of at most {MAX_BYTES:,} bytes, found {size:,}")
    content = PickleMachine().run(path.read_bytes())
    if type(content) is not dict:
        raise TableError("not-a-table", f"expected a dict of onsets and offsets, found a {type(content).__name__}")
    onsets, offsets = (_numbers(content, name) for name in ("onsets", "offsets"))
    if len(onsets) != len(offsets):
        raise TableError(
            "lengths-differ", f"expected as many offsets as onsets, found {len(onsets):,} and {len(offsets):,}"
        )
    found = SegmentImport("pickle")
    per_s = UNITS_PER_S[options.time_unit]
    for number, (onset, offset) in enumerate(zip(onsets, offsets, strict=True), start=1):
        if not _is_number(onset) or not _is_number(offset):
            found.refuse(number, "not-a-number", "expected two numbers")
            continue
        found.accept(number, Interval(_float(onset) / per_s, _float(offset) / per_s), options)
    return found


def _numbers(content: dict[Any, Any], name: str) -> Sequence[Any]:
    """The list under a name; Python 2 wrote names as bytes."""
    listed = content.get(name, content.get(name.encode()))
    if isinstance(listed, PlainArray) and listed.values is not None:
        if listed.values.size > MAX_ROWS:
            raise TableError("too-many-rows", f"expected at most {MAX_ROWS:,} rows, found {listed.values.size:,}")
        listed = listed.values.ravel().tolist()
    if not isinstance(listed, list | tuple):
        raise TableError("not-a-table", f"expected a list or an array under {name!r}")
    return listed


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _float(value: float) -> float:
    """A float; an integer too large for one becomes infinity, which the checks refuse."""
    try:
        return float(value)
    except OverflowError:
        return float("inf")
