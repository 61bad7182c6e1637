"""Segments read from every format, with each refused row named."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from processing.audio.formats import (
    IMPORT_FORMATS,
    ImportOptions,
    SegmentImport,
    import_format,
    read_segments,
    recognise,
)
from processing.audio.formats.imports import MAX_KEPT_FINDINGS
from processing.audio.intervals import Interval
from processing.errors import TableError


def read(tmp_path: Path, content: str | bytes, name: str = "a.txt", **options: float | str) -> SegmentImport:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_segments(path, ImportOptions(**options))  # type: ignore[arg-type]


def refused(tmp_path: Path, content: str | bytes) -> TableError:
    with pytest.raises(TableError) as caught:
        read(tmp_path, content)
    return caught.value


def rows(found: SegmentImport) -> list[tuple[int, str]]:
    return [(finding.row, finding.code) for finding in found.findings if finding.is_refused]


RAVEN = (
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tAnnotation\n"
    "1\tSpectrogram 1\t1\t0.500\t0.750\t2000.0\t8000.0\ttrill\n"
    "2\tSpectrogram 1\t1\t1.000\t1.250\t2500.0\t9000.0\t\n"
)


def test_a_raven_table_gives_times_frequencies_and_annotations(tmp_path: Path) -> None:
    found = read(tmp_path, RAVEN)
    assert found.format == "raven"
    assert found.intervals == [
        Interval(0.5, 0.75, 2000, 8000, None, "trill"), Interval(1.0, 1.25, 2500, 9000, None, None),
    ]  # fmt: skip


def test_a_raven_selection_listed_in_two_views_counts_once_and_by_its_spectrogram(tmp_path: Path) -> None:
    table = RAVEN.splitlines()[0] + (
        "\n1\tWaveform 1\t1\t0.5\t0.75\t0.0\t24000.0\ta\n1\tSpectrogram 1\t1\t0.5\t0.75\t2000.0\t8000.0\ta\n"
        "2\tWaveform 1\t1\t2.0\t2.5\t0.0\t24000.0\tb\n"
    )
    found = read(tmp_path, table)
    assert found.intervals == [Interval(0.5, 0.75, 2000, 8000, None, "a"), Interval(2, 2.5, None, None, None, "b")]
    assert rows(found) == [(2, "second-view")]
    assert found.n_rows == 3


def test_a_raven_table_over_several_files_gives_times_in_each_file(tmp_path: Path) -> None:
    table = (
        "Selection\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tSpecies\n"
        "1\t5.0\t5.5\tone.wav\t5.0\tfinch\n2\t65.0\t65.5\ttwo.wav\t5.0\tfinch\n"
    )
    found = read(tmp_path, table)
    assert found.of_recording("folder/TWO.flac") == [Interval(5, 5.5, None, None, None, "finch")]
    assert [segment.file_name for segment in found.segments] == ["one.wav", "two.wav"]


def test_audacity_labels_are_read_with_and_without_frequencies(tmp_path: Path) -> None:
    found = read(tmp_path, "0.5\t0.75\tcall a\n\\\t2000.0\t8000.0\n1.0\t1.5\t\n2,5\t2,75\tx\n\\\t-1.0\t9000\n")
    assert found.format == "audacity"
    assert found.intervals == [
        Interval(0.5, 0.75, 2000, 8000, None, "call a"), Interval(1.0, 1.5), Interval(2.5, 2.75, None, 9000, None, "x"),
    ]  # fmt: skip


def test_audacity_point_labels_and_stray_lines_are_refused_by_row(tmp_path: Path) -> None:
    found = read(tmp_path, "0.5\t0.75\ta\n1.0\t1.0\tpoint\nnonsense\n\\\t1\t2\n2.0\t3.0\tb\n")
    assert [interval.label for interval in found.intervals] == ["a", "b"]
    assert sorted(rows(found)) == [(2, "ends-before-it-begins"), (3, "not-a-number"), (4, "not-a-number")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("onset,offset,label\n0.1,0.2,a\n", Interval(0.1, 0.2, label="a")),
        ("start;end;low;high\n0,1;0,2;2000;8000,5\n", Interval(0.1, 0.2, 2000, 8000.5)),
        ("Begin_Time\tEnd_Time\tspecies\n0.1\t0.2\tMyotis\n", Interval(0.1, 0.2, label="Myotis")),
        ("start_ms,duration_ms,class\n100,100,a\n", Interval(0.1, 0.2, label="a")),
        ("start (ms)|end (ms)\n100|200\n", Interval(0.1, 0.2)),
        ("startTime,endTime,minFreq [kHz],maxFreq [kHz]\n0.1,0.2,20,80.5\n", Interval(0.1, 0.2, 20000, 80500)),
        ("file,onset_s,offset_s,low_hz,label,split,group\nx.wav,0.1,0.2,,a,train,1\n", Interval(0.1, 0.2, label="a")),
        ("0.1,0.2,a\n", Interval(0.1, 0.2, label="a")),
        ("0,1;0,2\n", Interval(0.1, 0.2)),
        ('\ufeffonset,offset,label\r\n0.1,0.2,"a, ""b"""\r\n', Interval(0.1, 0.2, label='a, "b"')),
        ("# made by someone\n\nonset,offset\n1e-1,2.0E-1\n", Interval(0.1, 0.2)),
        ("sound.files,selec,start,end,bottom.freq,top.freq\na.wav,1,0.1,0.2,2,8\n", Interval(0.1, 0.2, 2, 8)),
        ("start_time,end_time,low_freq,high_freq,class,det_prob\n0.1,0.2,2,8,N,1\n", Interval(0.1, 0.2, 2, 8, 1, "N")),
        ("tmin,tier,text,tmax\n0.1,w,a,0.2\n", Interval(0.1, 0.2, label="a")),
        ("species,label,onset,offset\nMyotis,buzz,0.1,0.2\n", Interval(0.1, 0.2, label="buzz")),
    ],
)  # fmt: skip
def test_columns_are_found_by_any_of_their_usual_names(tmp_path: Path, table: str, expected: Interval) -> None:
    (interval,) = read(tmp_path, table).intervals
    assert interval == pytest.approx(expected)


def test_times_are_never_guessed_to_be_milliseconds(tmp_path: Path) -> None:
    table = "onset,offset\n1000,2000\n"
    assert read(tmp_path, table).intervals[0].onset_s == 1000
    assert read(tmp_path, table, time_unit="ms").intervals[0].onset_s == 1
    late = read(tmp_path, table, duration_s=60)
    assert rows(late) == [(2, "beyond-the-end")]
    assert "milliseconds" in late.findings[0].message


def test_a_declared_unit_in_the_name_counts_before_the_option(tmp_path: Path) -> None:
    assert read(tmp_path, "onset_s,offset_s\n1,2\n", time_unit="ms").intervals[0].onset_s == 1


def test_times_in_samples_need_the_sampling_rate(tmp_path: Path) -> None:
    table = "onset_samples,offset_samples\n25000,50000\n"
    assert refused(tmp_path, table).code == "needs-sampling-rate"
    assert read(tmp_path, table, sr=250_000).intervals == [Interval(0.1, 0.2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-8-sig"])
def test_labels_survive_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    content = "onset,offset,label\n0.1,0.2,Große Hufeisennase\n".encode(encoding)
    assert read(tmp_path, content).intervals[0].label == "Große Hufeisennase"


def test_every_bad_row_is_refused_with_its_number_and_reason(tmp_path: Path) -> None:
    table = "onset,offset,low,high\n" + "\n".join(
        [
            "0.1,0.2,2000,8000", "x,0.2,,", ",0.2,,", "0.3,0.2,,", "0.3,0.3,,", "-1,0.2,,", "nan,1,,", "inf,2,,",
            "1,2,8000,2000", "1,2,-5,100", "0.5,0.6,,", "70,71,,", "", "59.9,61,,", "1e999,2e999,,", "1,2,50000,60000",
        ]
    )  # fmt: skip
    found = read(tmp_path, table, duration_s=60.0, nyquist_hz=48_000.0)
    assert rows(found) == [
        (3, "not-a-number"), (4, "no-times"), (5, "ends-before-it-begins"), (6, "ends-before-it-begins"),
        (7, "negative-onset"), (8, "not-a-number"), (9, "not-a-number"), (10, "bad-frequencies"),
        (11, "bad-frequencies"), (13, "beyond-the-end"), (16, "not-a-number"), (17, "bad-frequencies"),
    ]  # fmt: skip
    assert [interval.onset_s for interval in found.intervals] == [0.1, 0.5, 59.9]
    assert found.intervals[-1].offset_s == 60
    assert found.counts["shortened-to-end"] == 1
    assert (found.n_rows, found.n_refused) == (15, 12)


def test_frequencies_above_the_band_are_cut_to_it(tmp_path: Path) -> None:
    found = read(tmp_path, "onset,offset,low,high\n1,2,20000,99000\n", nyquist_hz=48_000.0)
    assert found.intervals[0].high_hz == 48_000


def test_findings_stop_being_kept_but_not_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "onset,offset\n" + "2,1\n" * 1_000)
    assert len(found.findings) == MAX_KEPT_FINDINGS
    assert found.counts["ends-before-it-begins"] == found.n_refused == 1_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("   \n\n", "empty"),
        ("hello, world\nthis is, no table\n", "no-time-columns"),
        ("onset,label\n1,a\n", "no-time-columns"),
        (b"onset,offset\n\0\1\2\3\n", "not-a-table"),
        (b"PK\x03\x04 no archive", "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel", "unknown-format"),
        ('{"version": 1}', "not-a-table"),
        ('{"broken": ', "not-a-table"),
        ("{" + '"a":[' * 100_000, "not-a-table"),
        ('onset,offset\n"' + "x" * 200_000 + '",1\n', "not-a-table"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n2\n', "not-a-table"),
    ],
)
def test_what_is_no_table_of_segments_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refused(tmp_path, content).code == code


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.audio.formats.imports.MAX_ROWS", 10)
    assert refused(tmp_path, "onset,offset\n" + "1,2\n" * 11).code == "too-many-rows"


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, table in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}")
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


def test_an_excel_sheet_is_found_among_others_and_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.bin",
        [["Notes"], ["nothing here"]],
        [["Night of 3 May"], [], ["Start", "End", "Low kHz", "Call type"], [0.1, 0.2, 20, 7.0], ["x", 1, None, None]],
    )
    found = read_segments(path)
    assert found.format == "xlsx"
    assert found.intervals == [Interval(0.1, 0.2, 20_000, None, None, "7")]
    assert rows(found) == [(5, "not-a-number")]


def test_a_workbook_without_times_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_segments(workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]]))
    assert caught.value.code == "no-time-columns"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.audio.formats.excel.MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(TableError) as caught:
        read_segments(workbook(tmp_path / "a.xlsx", [["onset", "offset"], [1, 2]]))
    assert caught.value.code == "too-large"


def test_a_workbook_with_an_entity_bomb_is_refused_at_once(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "a.xlsx", [["onset", "offset"], [1, 2]])
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as bomb:
        for name in archive.namelist():
            text = archive.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<worksheet", f"<!DOCTYPE z [{entities}]>".encode() + b"<worksheet", 1)
                text = text.replace(b"<v>1</v>", b"<v>&a9;</v>")
            bomb.writestr(name, text)
    with pytest.raises(TableError) as caught:
        read_segments(tmp_path / "b.xlsx")
    assert caught.value.code == "not-a-table"


def aoef(geometries: list[dict[str, object]], tags: list[list[int]]) -> str:
    return json.dumps(
        {
            "version": "1.1.0",
            "data": {
                "uuid": "0", "collection_type": "annotation_set",
                "tags": [
                    {"id": 0, "key": "species", "value": "Myotis"}, {"id": 1, "key": "call_type", "value": "buzz"},
                    {"id": 2, "key": "quality", "value": "good"}, {"id": 3, "key": "predicted", "value": "noise"},
                ],
                "recordings": [{"uuid": "r", "path": "night/one.wav"}],
                "sound_events": [
                    {"uuid": str(i), "recording": "r", "geometry": geometry} for i, geometry in enumerate(geometries)
                ],
                "sound_event_annotations": [
                    {"uuid": f"a{i}", "sound_event": str(i), "tags": ids} for i, ids in enumerate(tags)
                ],
            },
        }
    )  # fmt: skip


def test_aoef_geometries_become_boxes_and_tags_labels(tmp_path: Path) -> None:
    document = aoef(
        [
            {"type": "BoundingBox", "coordinates": [0.1, 2000, 0.2, 8000]},
            {"type": "TimeInterval", "coordinates": [1, 2]},
            {"type": "LineString", "coordinates": [[3, 9000], [3.5, 4000], [4, 5000]]},
            {"type": "Polygon", "coordinates": [[[5, 10], [6, 30], [5.5, 20]]]},
            {"type": "TimeStamp", "coordinates": 7},
            {"type": "BoundingBox", "coordinates": [1, "x", 2, 3]},
        ],
        [[0, 1], [0], [2], [3], [], []],
    )
    found = read(tmp_path, document)
    assert found.format == "aoef"
    assert found.intervals == [
        Interval(0.1, 0.2, 2000, 8000, None, "buzz"), Interval(1, 2, None, None, None, "Myotis"),
        Interval(3, 4, 4000, 9000, None, "good"), Interval(5, 6, 10, 30, None, None),
    ]  # fmt: skip
    assert rows(found) == [(5, "no-extent"), (6, "no-extent")]
    assert found.segments[0].file_name == "one.wav"


def test_aoef_predictions_give_the_likeliest_tag_and_the_score(tmp_path: Path) -> None:
    document = json.loads(aoef([{"type": "TimeInterval", "coordinates": [1, 2]}], []))
    document["data"]["sound_event_predictions"] = [
        {"uuid": "p", "sound_event": "0", "score": 0.7, "tags": [[0, 0.2], [1, 0.6]]}
    ]
    assert read(tmp_path, json.dumps(document)).intervals == [Interval(1, 2, None, None, 0.7, "buzz")]


def test_a_short_textgrid_from_praat_is_read(tmp_path: Path) -> None:
    grid = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2.5\n<exists>\n2\n"IntervalTier"\n"calls"\n'
        "0\n2.5\n3\n"
        '0\n1\n""\n1\n1.5\n"a ""b"" 3"\n1.5\n2.5\n""\n"TextTier"\n"clicks"\n0\n2.5\n1\n0.7\n"click"\n'
    )
    found = read(tmp_path, grid)
    assert found.format == "textgrid"
    assert found.intervals == [Interval(1, 1.5, label='a "b" 3')]
    assert rows(found) == [(1, "no-extent")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (RAVEN, "raven"),
        ("0.1\t0.2\ta\n", "audacity"),
        ("onset\toffset\n0.1\t0.2\n", "csv"),
        ("call,onset,offset\n1,0.1,0.2\n", "csv"),
        ('{"format": "fieldstation-calls", "version": 1, "calls": []}', "json"),
        ('{"data": {"collection_type": "dataset"}}', "aoef"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n', "textgrid"),
        (b"\x80\x04}\x94.", "pickle"),
        (b"(dp0\n.", "pickle"),
    ],
)
def test_the_format_is_told_from_the_content(tmp_path: Path, content: str | bytes, name: str) -> None:
    path = tmp_path / "misleading.name"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert recognise(path) == name


def test_a_format_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("0.1,0.2\n")
    with pytest.raises(TableError, match="audacity") as caught:
        read_segments(path, format_name="nonsense")
    assert caught.value.code == "unknown-format"


def test_a_new_import_format_takes_a_few_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.audio.formats.imports.IMPORT_FORMATS", dict(IMPORT_FORMATS))

    @import_format("pairs")
    def read_pairs(path: Path, options: ImportOptions) -> SegmentImport:
        found = SegmentImport("pairs")
        for row, line in enumerate(path.read_text().splitlines(), start=1):
            found.accept(row, Interval(*map(float, line.split("-"))), options)
        return found

    (tmp_path / "a.txt").write_text("1-2\n3-4\n")
    IMPORT_FORMATS["pairs"] = read_pairs
    try:
        assert len(read_segments(tmp_path / "a.txt", format_name="pairs").intervals) == 2
    finally:
        del IMPORT_FORMATS["pairs"]


DATA = os.environ.get("FIELDSTATION_DATA")


@pytest.mark.skipif(not DATA, reason="FIELDSTATION_DATA is not set: real recordings are not part of the project")
def test_the_labels_of_every_real_set_are_read_without_loss() -> None:
    tables = sorted(Path(str(DATA)).glob("acoustics/*/labels.csv"))
    assert tables
    for path in tables:
        found = read_segments(path)
        assert found.n_refused == 0
        assert len(found.intervals) == sum(1 for line in path.open() if line.strip()) - 1
        assert all(segment.file_name and segment.interval.label for segment in found.segments)
