"""500 MB of CSV read and stored, beside what pyarrow.csv needs just to parse it."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from bench.report import Metric
from bench.stopwatch import peak_bytes, turns
from processing.timeseries import store
from processing.timeseries.read import ReadPlan, detect, read

N_ROWS = 19_600_000
"""Rows of a time and a value of two decimals: 507 MB."""

FORMS = {"iso": ("%Y-%m-%d %H:%M:%S", "."), "german": ("%d.%m.%Y %H:%M:%S", ",")}
"""How the rows are written: the pattern Arrow reads by itself, and one it does not, with decimal commas."""


def metrics(data_dir: Path | None) -> Iterator[Metric]:
    """Times of reading with storing, of parsing alone and of detection, ratios of the first two, the peak of memory."""
    del data_dir
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            path = _written(Path(folder), form)
            yield from _of_form(path, form)
            path.unlink()


def _of_form(path: Path, form: str) -> Iterator[Metric]:
    plan = detect(path, zone="UTC").plan
    contestants: dict[str, Callable[[], object]] = {
        "ours": partial(_read_and_stored, path, plan),
        "arrow": partial(_parsed, path, form),
        "detect": partial(detect, path, zone="UTC"),
    }
    if form == "iso":
        contestants["typed"] = partial(_typed, path)
    took = turns(contestants)
    for name, one in took.items():
        yield Metric(f"read.{form}.{name}.s", one.wall_s, "s")
        yield Metric(f"read.{form}.{name}.cpu_s", one.cpu_s, "s")
        if name in ("arrow", "typed"):
            yield Metric(f"read.{form}.ratio-to-{name}", took["ours"].wall_s / one.wall_s)
            yield Metric(f"read.{form}.cpu-ratio-to-{name}", took["ours"].cpu_s / one.cpu_s)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield Metric(f"read.{form}.peak", pool.submit(_peak, path, plan).result(), "B")


def _written(folder: Path, form: str) -> Path:
    """The file; made in pieces so that this process stays small."""
    path = folder / f"{form}.csv"
    rng = np.random.default_rng(1)
    pattern, mark = FORMS[form]
    piece = 400_000
    with path.open("wb") as file:
        file.write(b"time;value\n")
        for first in range(0, N_ROWS, piece):
            n = min(piece, N_ROWS - first)
            minutes = (first + np.arange(n)) * 60
            time = pa.array(minutes + 631_152_000).cast(pa.timestamp("s"))
            value = pa.array(np.round(40 + 10 * np.sin(minutes / 30_000) + rng.normal(0, 3, n), 2))
            written = pc.replace_substring(value.cast(pa.string()), ".", mark)
            rows = pa.table({"t": pc.strftime(time, format=pattern), "v": written})
            options = pyarrow.csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
            pyarrow.csv.write_csv(rows, file, options)
    return path


def _read_and_stored(path: Path, plan: ReadPlan) -> None:
    result = read(path, plan)
    assert result.table.n_rows == N_ROWS
    store.write(result.table, path.with_suffix(".parquet"))


def _parsed(path: Path, form: str) -> None:
    """Arrow by itself; of the German form it is told pattern and mark, which it cannot find out."""
    options = pyarrow.csv.ParseOptions(delimiter=";")
    if form == "iso":
        pyarrow.csv.read_csv(path, parse_options=options)
        return
    convert = pyarrow.csv.ConvertOptions(
        column_types={"time": pa.timestamp("s"), "value": pa.float64()}, decimal_point=",",
        timestamp_parsers=[FORMS[form][0]],
    )  # fmt: skip
    pyarrow.csv.read_csv(path, parse_options=options, convert_options=convert)


def _typed(path: Path) -> None:
    """Arrow told the types, so that it need not find them out."""
    convert = pyarrow.csv.ConvertOptions(column_types={"time": pa.timestamp("us"), "value": pa.float64()})
    pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=";"), convert_options=convert)


def _peak(path: Path, plan: ReadPlan) -> float:
    _read_and_stored(path, plan)
    return peak_bytes()
