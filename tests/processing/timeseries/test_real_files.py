"""The real files come in right with no hand, and so do their variants. Skipped where there are none."""

import os
from pathlib import Path

import numpy as np
import pytest

from processing.timeseries.grid import grid_over
from processing.timeseries.read import ReadResult, detect, read
from processing.timeseries.resample import resample
from processing.timeseries.table import US

FOLDER = Path(os.environ.get("FIELDSTATION_DATA", "/nonexistent")) / "timeseries"
METER = "chunk_Waermezaehler_FWNetz_Vorlauftemperatur.csv"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="FIELDSTATION_DATA has no series")


def _read(path: Path, zone: str = "") -> ReadResult:
    detection = detect(path, zone=zone)
    assert detection.questions == ()
    result = read(path, detection.plan)
    assert result.table.n_rows + result.n_dropped == result.n_rows
    return result


def _codes(result: ReadResult) -> set[str]:
    return {finding.code for finding in result.findings}


@pytest.mark.parametrize(
    ("name", "zone", "n_rows", "n_dropped", "codes"),
    [
        ("22.csv", "", 90_077, 0, {"interleaved-hours", "gaps"}), ("Leistung.csv", "", 499, 0, {"open-last-line"}),
        ("Temp.csv", "", 499, 0, {"open-last-line"}), ("ETTh1.csv", "Asia/Shanghai", 17_420, 0, set()),
        (METER, "", 39_067, 1, {"cut-last-line", "missing-values", "non-ascii-names"}),
    ],
)  # fmt: skip
def test_real_files_are_read_and_their_peculiarities_named(
    name: str, zone: str, n_rows: int, n_dropped: int, codes: set[str]
) -> None:  # fmt: skip
    result = _read(FOLDER / name, zone)
    assert (result.n_rows, result.n_dropped, _codes(result)) == (n_rows, n_dropped, codes)


VARIANTS = {
    "decimal comma": lambda t: t.replace(".", ","),
    "tab": lambda t: t.replace(";", "\t"),
    "comma": lambda t: t.replace(";", ","),
    "pipe, CRLF": lambda t: t.replace(";", "|").replace("\n", "\r\n"),
    "quoted, decimal comma, comma": lambda t: "\n".join(
        ",".join(f'"{cell}"' for cell in line.replace(".", ",").split(";")) for line in t.split("\n") if line
    ) + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ["22.csv", "Leistung.csv", "Temp.csv"])
@pytest.mark.parametrize("variant", list(VARIANTS))
def test_variants_say_the_same(name: str, variant: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text("utf-8")
    path = tmp_path / "variant.csv"
    path.write_text(VARIANTS[variant](text), "utf-8", newline="")
    expected, got = _read(FOLDER / name).table, _read(path).table
    np.testing.assert_array_equal(got.time, expected.time)
    np.testing.assert_array_equal(got.columns[0].values, expected.columns[0].values)


def test_local_dates_say_the_same(tmp_path: Path) -> None:
    """German dates of the clock in Berlin: the spring hour is missing there, the autumn one is not in the file."""
    expected = _read(FOLDER / METER).table
    local = expected.time.astype("datetime64[us]")
    import pandas as pd

    written = pd.DatetimeIndex(local).tz_localize("UTC").tz_convert("Europe/Berlin").strftime("%d.%m.%Y %H:%M:%S")
    rows = [
        f"{t};{'' if np.isnan(v) else f'{v:.2f}'.replace('.', ',')}"
        for t, v in zip(written, expected.columns[0].values, strict=True)
    ]
    path = tmp_path / "local.csv"
    path.write_text("Zeit;Vorlauf [°C]\n" + "\n".join(rows) + "\n", "cp1252")
    got = _read(path, "Europe/Berlin").table
    np.testing.assert_array_equal(got.time, expected.time)
    np.testing.assert_array_equal(got.columns[0].values, expected.columns[0].values)
    assert got.columns[0].unit == "°C"


@pytest.mark.parametrize(
    ("method", "first"),
    [("mean", [37.24, 36.826, 37.4]), ("linear", [38.68, 35.84, 38.8]), ("nearest", [38.68, 35.84, 38.8])],
)
def test_the_grid_of_a_quarter_hour_has_the_known_values(method: str, first: list[float]) -> None:
    table = _read(FOLDER / "22.csv").table
    grid = grid_over(int(table.time[0]), int(table.time[-1]), step_us=900 * US)
    values = resample(table.time, table.columns[0].values, grid, method=method, closed_both=True)
    assert grid.n_points == 18_571
    assert values[:3] == pytest.approx(first)
    if method == "mean":
        assert np.count_nonzero(np.isnan(values)) == 543
