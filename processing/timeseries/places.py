"""The full account of findings as a file: every row that was dropped, every value that was changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from processing.audio.formats.cells import neutralise
from processing.timeseries.findings import Finding, iso

HEADING = ("step", "code", "column", "row", "time", "value")


def write_places(findings: Iterable[tuple[int, Finding]], file: TextIO) -> None:
    """Write every place of every finding as CSV.

    findings : with the number of the step that made each, from 0; -1 is the reading of the file.
    Texts that a spreadsheet would take for a formula get a quote in front; numbers stay as they are.
    """
    out = csv.writer(file)
    out.writerow(HEADING)
    for step, finding in findings:
        for place in finding.places():
            value = place.value if _is_number(place.value) else neutralise(place.value)
            name = neutralise(finding.column or "")
            out.writerow([step, finding.code, name, place.row, iso(place.time), value])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
