"""Tables as Parquet: one file a version."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from processing.timeseries.table import NO_TEXTS, Column, Table, Texts, Window

TEXT_SUFFIX = ":text"
"""The name of a column's kept texts is the column's own with this after it."""

ROWS_PER_GROUP = 1 << 20
"""Rows in a Parquet row group: what a window has to read at least."""


def write(table: Table, path: Path) -> None:
    """Write a table to a Parquet file: `time` as timestamp[us, UTC], values as double, units in the metadata."""
    arrays: dict[str, pa.Array] = {"time": pa.array(table.time).cast(pa.timestamp("us", "UTC"))}
    for column in table.columns:
        arrays[column.name] = pa.array(column.values, from_pandas=bool(np.isnan(column.values).any()))
        if len(column.texts.rows):
            words = np.full(table.n_rows, None, object)
            words[column.texts.rows] = column.texts.words
            arrays[column.name + TEXT_SUFFIX] = pa.array(words, pa.string())
    about = {c.name: {"unit": c.unit, "description": c.description} for c in table.columns}
    rows = pa.table(arrays).replace_schema_metadata({"columns": json.dumps(about)})
    # Times as differences and values split by byte: both shrink to what changes, and quickly.
    encodings = {c.name: "BYTE_STREAM_SPLIT" for c in table.columns} | {"time": "DELTA_BINARY_PACKED"}
    pq.write_table(
        rows, path, row_group_size=ROWS_PER_GROUP, compression="zstd", compression_level=1, use_dictionary=False,
        column_encoding=encodings,
    )  # fmt: skip


def read(path: Path, *, columns: tuple[str, ...] = (), window: Window | None = None) -> Table:
    """Read a table, or some columns and a window of it. Missing values are NaN."""
    with pq.ParquetFile(path) as file:
        table = _read_groups(file, _groups_within(file, window), columns)
    return table if window is None else table.within(window)


def read_rows(path: Path, start: int, stop: int) -> Table:
    """Rows start to stop of a table, counted from 0."""
    with pq.ParquetFile(path) as file:
        ends = np.cumsum([file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)], dtype=np.int64)
        begins = np.concatenate([[0], ends[:-1]])
        groups = [int(n) for n in np.flatnonzero((begins < stop) & (ends > start))]
        table = _read_groups(file, groups, ())
    before = int(begins[groups[0]]) if groups else 0
    return table.rows(max(0, start - before), max(0, stop - before))


def _read_groups(file: pq.ParquetFile, groups: list[int], columns: tuple[str, ...]) -> Table:
    about = json.loads(file.schema_arrow.metadata[b"columns"])
    names = [name for name in about if not columns or name in columns]
    stored = set(file.schema_arrow.names)
    wanted = ["time", *names, *(n + TEXT_SUFFIX for n in names if n + TEXT_SUFFIX in stored)]
    rows = file.read_row_groups(groups, columns=wanted)
    time = rows.column("time").cast(pa.int64()).to_numpy()
    return Table(time, tuple(_column(rows, name, about[name]) for name in names))


def _groups_within(file: pq.ParquetFile, window: Window | None) -> list[int]:
    """Row groups that reach into a window, by the bounds the file tells of their times."""
    groups = list(range(file.num_row_groups))
    if window is None:
        return groups
    at = file.schema_arrow.names.index("time")
    bounds = [file.metadata.row_group(n).column(at).statistics for n in groups]
    return [n for n in groups if bounds[n] is None or _overlaps(bounds[n], window)]


def _overlaps(bounds: pq.Statistics, window: Window) -> bool:
    return bool(bounds.min_raw < window.end and bounds.max_raw >= window.start)


def _column(rows: pa.Table, name: str, about: dict[str, str]) -> Column:
    values = rows.column(name).to_numpy()
    texts = NO_TEXTS
    if name + TEXT_SUFFIX in rows.column_names:
        words = rows.column(name + TEXT_SUFFIX)
        at = np.flatnonzero(words.is_valid().to_numpy())
        texts = Texts(at, tuple(words.take(pa.array(at)).to_pylist()))
    return Column(name, values, about["unit"], about["description"], texts)
