"""Reads folders of recordings with hand-made labels (`labels.csv` beside the WAV files)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from processing.audio.intervals import Interval

TRAIN = "train"
"""The value of the `split` column that marks what a model may learn from."""


class LabelledRecording(NamedTuple):
    """One recording with its reference intervals; `group` must not be split between folds."""

    path: Path
    reference: list[Interval]
    group: str
    is_train: bool


class LabelledSet(NamedTuple):
    """One folder of recordings labelled in the same way."""

    name: str
    recordings: list[LabelledRecording]


def sets_in(data_dir: Path) -> Iterator[LabelledSet]:
    """Every set under a folder, by name; the folder may also be a parent that has `acoustics/`, or one set.

    Only recordings named in `labels.csv` are taken: a WAV without a row may be silent or may simply not
    have been labelled, and the table cannot tell which. A row without times marks a labelled recording
    in which there is nothing.
    """
    root = data_dir / "acoustics" if (data_dir / "acoustics").is_dir() else data_dir
    folders = [root] if (root / "labels.csv").is_file() else sorted(p.parent for p in root.glob("*/labels.csv"))
    for folder in folders:
        yield read_set(folder)


def read_set(folder: Path) -> LabelledSet:
    """Read one set; recordings in the order in which the table names them."""
    rows_by_file: dict[str, list[dict[str, str]]] = {}
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            rows_by_file.setdefault(row["file"], []).append(row)
    recordings = [_recording(folder / name, rows) for name, rows in rows_by_file.items()]
    return LabelledSet(folder.name, [r for r in recordings if r.path.is_file()])


def _recording(path: Path, rows: list[dict[str, str]]) -> LabelledRecording:
    reference = sorted(_interval(row) for row in rows if row["onset_s"])
    group = rows[0].get("group") or path.stem
    return LabelledRecording(path, reference, group, (rows[0].get("split") or TRAIN) == TRAIN)


def _interval(row: dict[str, str]) -> Interval:
    low_hz, high_hz = (float(row[k]) if row.get(k) else None for k in ("low_hz", "high_hz"))
    return Interval(float(row["onset_s"]), float(row["offset_s"]), low_hz, high_hz, None, row.get("label") or None)
