"""Measures of calls as files: a table with a column for each, and HDF5 with the probabilities beside them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from processing.audio.features.table import FEATURE_SETS, FeatureTable
from processing.audio.formats.call_tables import SEGMENT_COLUMNS, CallColumn, csv_row, table_cells
from processing.audio.formats.cells import neutralise
from processing.audio.formats.exports import gather
from processing.audio.formats.rows import CallRow

CHUNK_CALLS = 1024
"""Calls of one HDF5 chunk; with 27 measures a hundred kilobytes."""

FIRST_COLUMNS = (
    CallColumn("recording", lambda row: row.recording.name),
    CallColumn("segment_id", lambda row: row.segment_id),
    *(column for column in SEGMENT_COLUMNS if column.name in ("onset_s", "offset_s", "label")),
)
"""What stands before the measures: which call it is, and what a person said it is."""


class Measured(NamedTuple):
    """Calls of one recording and their measures, row by row."""

    rows: Sequence[CallRow]
    table: FeatureTable


def write_csv(parts: Iterable[Measured], feature_set: str) -> Iterator[bytes]:
    """Write a line a call, the measures under the names of warbleR; a call that cannot be measured has empty cells."""
    return gather(_lines(parts, feature_set))


def _lines(parts: Iterable[Measured], feature_set: str) -> Iterator[str]:
    names = FEATURE_SETS[feature_set].names
    yield csv_row([*(column.name for column in FIRST_COLUMNS), *(neutralise(name) for name in names)])
    for rows, table in parts:
        for row, values, is_measurable in zip(rows, table.values, table.is_measurable, strict=True):
            measures = [float(f"{value:.7g}") for value in values] if is_measurable else [None] * len(names)
            yield csv_row([*table_cells(row, FIRST_COLUMNS), *measures])


def write_hdf5(parts: Iterable[Measured], path: Path, *, feature_set: str, class_labels: Sequence[str]) -> Path:
    """Write calls, measures and probabilities, each a dataset with a row a call; returns `path`.

    `label` is what a person said and empty where nobody did; `predicted` and `confidence` are the model's.
    Frequencies and probabilities that are not known are NaN, as are the measures of a call that cannot be
    measured. Streams: memory does not grow with the calls. The file appears when it is whole.
    """
    import h5py  # noqa: PLC0415  heavy, and needed by one kind of job only

    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        # HDF5 2.0's own default layout cannot be opened by the readers in R and MATLAB today.
        with h5py.File(partial, "w", libver=("earliest", "v110")) as file:
            sets = _datasets(file, h5py.string_dtype(), feature_set, class_labels)
            for part in parts:
                _append(sets, part, class_labels)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


TEXTS = ("recording", "segment_id", "label", "annotator", "predicted", "classifier", "species")
NUMBERS = ("onset_s", "offset_s", "low_hz", "high_hz", "confidence")
"""Datasets of one value a call."""


def _datasets(file: Any, text: Any, feature_set: str, class_labels: Sequence[str]) -> dict[str, Any]:
    measures = FEATURE_SETS[feature_set].measures
    kinds: dict[str, tuple[Any, tuple[int, ...]]] = dict.fromkeys(TEXTS, (text, ()))
    kinds |= dict.fromkeys(NUMBERS, (np.float64, ()))
    kinds |= {"features": (np.float32, (len(measures),)), "probabilities": (np.float32, (len(class_labels),))}
    sets = {
        name: file.create_dataset(
            name, (0, *more), kind, maxshape=(None, *more), chunks=(CHUNK_CALLS, *(max(1, n) for n in more))
        )
        for name, (kind, more) in kinds.items()
        if 0 not in more
    }
    sets["features"].attrs.update(
        names=[measure.name for measure in measures],
        units=[measure.unit for measure in measures],
        feature_set=feature_set,
        code_version=FEATURE_SETS[feature_set].code_version,
    )
    if "probabilities" in sets:
        sets["probabilities"].attrs["labels"] = list(class_labels)
    return sets


def _append(sets: dict[str, Any], part: Measured, class_labels: Sequence[str]) -> None:
    rows, table = part
    values = np.where(table.is_measurable[:, None], table.values, np.float32(np.nan))
    columns: dict[str, Any] = {name: [_number(getattr(row, name)) for row in rows] for name in NUMBERS}
    columns |= {name: [getattr(row, name) or "" for row in rows] for name in TEXTS if name != "recording"}
    columns |= {"recording": [row.recording.name for row in rows], "features": values}
    columns["probabilities"] = [[row.probabilities.get(label, np.nan) for label in class_labels] for row in rows]
    for name, dataset in sets.items():
        n_before = len(dataset)
        dataset.resize(n_before + len(rows), axis=0)
        dataset[n_before:] = columns[name]


def _number(value: float | None) -> float:
    return np.nan if value is None else value
