"""Two hundred files in the formats of the world: read exactly, or refused with the reason."""

import math
from pathlib import Path

import numpy as np
import pytest

from processing.errors import TableError
from processing.timeseries.read import detect, read
from tests.processing.timeseries.world import WorldFile, world_file

N_FILES = 200

OUR_REFUSALS = {"pattern", "decimal", "columns"}
"""What may be asked of a file that does not tell: the order of its dates, the meaning of its marks."""


def _outcome(path: Path, file: WorldFile) -> str:
    """ "exact", or what is asked or refused. Fails on any wrong value and any row that is not accounted for."""
    path.write_bytes(file.data)
    try:
        detection = detect(path, zone=file.zone)
        if detection.questions:
            return detection.questions[0].field.split(":")[0]
        result = read(path, detection.plan)
    except TableError as error:
        return error.code
    assert result.n_rows == len(file.times), file.told
    assert result.table.n_rows + result.n_dropped == result.n_rows, file.told
    truth = {time: [column[n] for column in file.columns] for n, time in enumerate(file.times)}
    assert len(result.table.columns) == len(file.columns), file.told
    for n, time in enumerate(result.table.time):
        assert int(time) in truth, f"{file.told}: {np.datetime64(int(time), 'us')} is no time of the file"
        for column, value in zip(result.table.columns, truth[int(time)], strict=True):
            got = float(column.values[n])
            assert got == value or (math.isnan(got) and math.isnan(value)), f"{file.told}: {got} for {value}"
    return "exact" if result.n_dropped == 0 else "reported"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("world") / "file.csv"
    files = [world_file(seed) for seed in range(N_FILES)]
    return {file.told: _outcome(path, file) for file in files}


def test_no_value_of_two_hundred_files_is_silently_wrong(outcomes: dict[str, str]) -> None:
    assert len(outcomes) == N_FILES


def test_refusals_are_about_what_the_file_does_not_tell(outcomes: dict[str, str]) -> None:
    refused = {told: outcome for told, outcome in outcomes.items() if outcome not in ("exact", "reported")}
    assert {told: o for told, o in refused.items() if o not in OUR_REFUSALS} == {}


def test_most_files_are_read_without_a_hand(outcomes: dict[str, str]) -> None:
    n_exact = sum(outcome in ("exact", "reported") for outcome in outcomes.values())
    assert n_exact >= 0.85 * N_FILES, f"{n_exact} of {N_FILES}"
