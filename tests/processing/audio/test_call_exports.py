"""Calls written in every format and read back to the same content."""

import csv
import io
import json
import tracemalloc
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from processing.audio.formats import (
    EXPORT_FORMATS,
    CallRow,
    ExportOptions,
    RecordingRef,
    SegmentImport,
    export_calls,
    export_format,
    read_segments,
)
from processing.audio.formats.cells import neutralise, restore
from processing.audio.intervals import Interval
from processing.errors import TableError

RECORDING = RecordingRef(
    id="0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", name="pond_20240531_223911.wav", duration_s=60.0, sr=250_000,
    recorded_at=datetime(2024, 5, 31, 20, 39, 11, tzinfo=UTC), latitude=49.1, longitude=-5.05, project="Ponds",
    site="=cmd|' /C calc'!A0",
)  # fmt: skip
OTHER = replace(RECORDING, id="second", name="lake.wav", duration_s=30.0)

CALLS = [
    CallRow(
        recording=RECORDING, segment_id="17", onset_s=0.123456, offset_s=0.128, low_hz=40_000.5, high_hz=80_250,
        species="Nyctalus noctula", label="-buzz, \"fast\"", annotator="Ann", predicted="social",
        labelled_at=datetime(2024, 6, 1, 8, 0, tzinfo=UTC), confidence=0.875, score=12.25, classifier="bats 3",
        probabilities={"social": 0.875, "buzz": 0.125}, note="+1 beside it", segmentation="adaptive 2",
    ),
    CallRow(recording=RECORDING, segment_id="18", onset_s=0.126, offset_s=0.2, label="Käuzchen", channel=1),
    CallRow(recording=RECORDING, segment_id="19", onset_s=59.5, offset_s=60.0, predicted="@noise", confidence=1.0),
]  # fmt: skip
ELSEWHERE = CallRow(recording=OTHER, segment_id="20", onset_s=1.0, offset_s=1.5, label="hum")


def written(name: str, rows: Iterable[CallRow] = CALLS, options: ExportOptions | None = None) -> bytes:
    return b"".join(export_calls(name, rows, options))


def read_back(tmp_path: Path, name: str, rows: Iterable[CallRow] = CALLS) -> SegmentImport:
    path = tmp_path / "export.bin"
    path.write_bytes(written(name, rows))
    return read_segments(path)


def table(name: str, options: ExportOptions | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(name, options=options).decode(), newline="")))


FULL = [
    Interval(0.123456, 0.128, 40_000.5, 80_250, 12.25, '-buzz, "fast"'),
    Interval(0.126, 0.2, None, None, None, "Käuzchen"),
    Interval(59.5, 60.0, None, None, None, None),
]
"""What the calls are as intervals."""


@pytest.mark.parametrize(
    ("name", "recognised", "score", "has_frequencies"),
    [
        ("csv-segments", "csv", True, True),
        ("json", "json", True, True),
        ("csv", "csv", False, True),
        ("xlsx", "xlsx", False, True),
        ("raven", "raven", False, True),
        ("audacity", "audacity", False, True),
        ("aoef", "aoef", False, True),
        ("textgrid", "textgrid", False, False),
    ],
)
def test_every_format_is_read_back_to_the_same_segments(
    tmp_path: Path, name: str, recognised: str, score: bool, has_frequencies: bool
) -> None:
    found = read_back(tmp_path, name)
    assert found.format == recognised
    assert found.findings == []
    # Raven selections of the waveform view follow those of the spectrogram; here that is the same order.
    expected = FULL if has_frequencies else [interval._replace(low_hz=None, high_hz=None) for interval in FULL]
    got = [interval if score else interval._replace(score=None) for interval in found.intervals]
    wanted = [interval if score else interval._replace(score=None) for interval in expected]
    assert got == wanted


@pytest.mark.parametrize("name", sorted(EXPORT_FORMATS))
def test_every_format_writes_no_calls_without_complaint(tmp_path: Path, name: str) -> None:
    content = written(name, [])
    if name in ("audacity",):
        assert content == b""
        return
    if name in ("dwca", "camtrap-dp"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            table = archive.read("occurrence.txt" if name == "dwca" else "observations.csv")
        assert len(table.splitlines()) == 1
        return
    path = tmp_path / "empty.bin"
    path.write_bytes(content)
    assert read_segments(path).intervals == []


def test_the_table_has_17_columns_with_human_labels_only_in_label() -> None:
    first, second, third = table("csv")
    assert list(first) == [
        "recording", "segment_id", "project", "site", "species", "started_at", "onset_s", "offset_s", "duration_s",
        "low_hz", "high_hz", "label", "annotator", "labelled_at", "predicted", "confidence", "classifier",
    ]  # fmt: skip
    assert first["started_at"] == "2024-05-31T20:39:11.123Z"
    assert first["duration_s"] == "0.004544"
    assert (second["label"], second["predicted"], second["low_hz"]) == ("Käuzchen", "", "")
    assert (third["label"], third["confidence"]) == ("", "1.0")


def test_cells_that_would_be_formulas_are_made_harmless_and_numbers_stay_numbers() -> None:
    first, _, third = table("csv-full")
    assert first["site"] == "'=cmd|' /C calc'!A0"
    assert first["label"] == '\'-buzz, "fast"'
    assert first["note"] == "'+1 beside it"
    assert third["predicted"] == "'@noise"
    assert float(first["longitude"]) == -5.05
    assert first["longitude"] == "-5.05"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "plain", "", "'"])
def test_making_harmless_can_be_undone(text: str) -> None:
    harmless = neutralise(text)
    assert not harmless.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert restore(harmless) == text


def test_the_full_table_has_a_column_for_each_class_asked_for() -> None:
    rows = table("csv-full", ExportOptions(class_labels=("social", "buzz")))
    assert (rows[0]["p(social)"], rows[0]["p(buzz)"], rows[1]["p(social)"]) == ("0.875", "0.125", "")
    assert "probabilities" not in rows[0]
    assert len(table("csv-full")[0]) == 29


def test_without_classes_the_full_table_keeps_all_probabilities_in_one_cell() -> None:
    assert json.loads(table("csv-full")[0]["probabilities"]) == {"social": 0.875, "buzz": 0.125}


def test_excel_cells_keep_their_types_and_hold_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx-full"))).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, sheet[2], strict=True))
    assert first["onset_s"].value == 0.123456
    assert first["onset_s"].data_type == "n"
    assert (first["site"].value, first["site"].data_type) == ("'=cmd|' /C calc'!A0", "s")
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_full_excel_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.audio.formats.excel.MAX_SHEET_ROWS", 3)
    book = load_workbook(io.BytesIO(written("xlsx")))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 2]


def test_the_json_holds_every_field(tmp_path: Path) -> None:
    document = json.loads(written("json"))
    call = document["calls"][0]
    assert (document["format"], document["version"], len(document["calls"])) == ("fieldstation-calls", 1, 3)
    assert call["probabilities"] == {"social": 0.875, "buzz": 0.125}
    assert call["recording"]["recorded_at"] == "2024-05-31T20:39:11+00:00"
    assert (call["label"], call["note"], call["started_at"]) == (
        '-buzz, "fast"', "+1 beside it", "2024-05-31T20:39:11.123456+00:00",
    )  # fmt: skip


def test_raven_lays_several_recordings_end_to_end_and_keeps_the_times_in_each(tmp_path: Path) -> None:
    lines = written("raven", [*CALLS, ELSEWHERE]).decode().splitlines()
    cells = dict(zip(lines[0].split("\t"), lines[-1].split("\t"), strict=True))
    assert (cells["Begin Time (s)"], cells["File Offset (s)"]) == ("61.000000", "1.000000")
    found = read_back(tmp_path, "raven", [*CALLS, ELSEWHERE])
    assert found.of_recording("lake.wav") == [Interval(1.0, 1.5, None, None, None, "hum")]


@pytest.mark.parametrize("name", ["audacity", "textgrid"])
def test_formats_of_one_recording_refuse_a_second(name: str) -> None:
    assert EXPORT_FORMATS[name].is_single
    with pytest.raises(TableError) as caught:
        written(name, [*CALLS, ELSEWHERE])
    assert caught.value.code == "one-recording-only"


def test_tabs_and_line_breaks_in_labels_break_no_line(tmp_path: Path) -> None:
    rows = [replace(CALLS[0], label="two\nlines\tand a tab")]
    for name in ("raven", "audacity", "textgrid"):
        assert read_back(tmp_path, name, rows).intervals[0].label == "two lines and a tab"
    for name in ("csv", "json"):
        assert read_back(tmp_path, name, rows).intervals[0].label == "two\nlines\tand a tab"


def test_overlapping_calls_take_further_tiers_and_all_tiers_are_gapless() -> None:
    grid = written("textgrid").decode()
    assert 'name = "segment"' in grid
    assert 'name = "segment 2"' in grid
    assert 'name = "predicted 2"' in grid
    for tier in grid.split("item [")[2:]:
        bounds = [line.split("=")[1].strip() for line in tier.splitlines() if "xmin" in line or "xmax" in line][2:]
        assert bounds[0] == "0.000000"
        assert bounds[-1] == "60.000000"
        assert bounds[1:-1:2] == bounds[2::2]


def test_every_row_is_taken_only_when_its_turn_comes() -> None:
    taken = 0

    def rows() -> Iterator[CallRow]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield replace(CALLS[1], segment_id=str(number))

    chunks = export_calls("csv", rows())
    next(chunks)
    assert 0 < taken < 2_000


@pytest.mark.parametrize("name", ["csv-full", "json", "raven", "xlsx", "dwca", "camtrap-dp"])
def test_memory_does_not_grow_with_the_calls(name: str) -> None:
    def peak_bytes(n_rows: int) -> int:
        rows = (replace(CALLS[0], segment_id=str(number)) for number in range(n_rows))
        tracemalloc.start()
        for _ in export_calls(name, rows):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak_bytes(10)  # imports and caches
    # Both are several chunks of 64 kB long; held rows would make the second four times the first.
    assert peak_bytes(1_600) < 1.5 * peak_bytes(400) + 100_000


def test_the_annotation_set_names_the_same_call_alike_in_every_export() -> None:
    one, other = json.loads(written("aoef")), json.loads(written("aoef", CALLS[:1]))
    first = one["data"]["sound_events"][0]
    assert first["uuid"] == other["data"]["sound_events"][0]["uuid"]
    assert uuid.UUID(first["uuid"])
    assert one["data"]["recordings"][0]["uuid"] == RECORDING.id
    assert first["features"] == {
        "confidence": 0.875, "score": 12.25, "probability:social": 0.875, "probability:buzz": 0.125,
    }  # fmt: skip


def test_soundevent_opens_the_annotation_set(tmp_path: Path) -> None:
    soundevent_io = pytest.importorskip("soundevent.io", reason="the outside library is not installed")
    (tmp_path / "set.json").write_bytes(written("aoef", [*CALLS, ELSEWHERE]))
    loaded = soundevent_io.load(tmp_path / "set.json")
    first, second = loaded.clip_annotations
    assert first.clip.recording.samplerate == 250_000
    assert [annotation.sound_event.geometry.coordinates for annotation in first.sound_events] == [
        [0.123456, 40_000.5, 0.128, 80_250], [0.126, 0.2], [59.5, 60.0],
    ]  # fmt: skip
    assert {tag.term.name: tag.value for tag in first.sound_events[0].tags} == {
        "label": '-buzz, "fast"', "dwc:scientificName": "Nyctalus noctula", "predicted": "social",
    }  # fmt: skip
    assert second.clip.end_time == 30.0


def test_a_format_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(TableError, match="raven") as caught:
        export_calls("nonsense", CALLS)
    assert caught.value.code == "unknown-format"


def test_a_new_export_format_takes_a_few_lines() -> None:
    @export_format("count", title="Number of calls", suffix=".txt", media_type="text/plain")
    def write_count(rows: Iterable[CallRow], options: ExportOptions) -> Iterator[bytes]:
        yield str(sum(1 for _ in rows)).encode()

    try:
        assert written("count") == b"3"
    finally:
        del EXPORT_FORMATS["count"]
