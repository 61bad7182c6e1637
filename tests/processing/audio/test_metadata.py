"""Chunks, tags and names as recorders write them, merged into one account with its sources."""

import os
import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.audio.decode import open_audio, probe
from processing.audio.metadata import (
    describe_as_guano,
    format_guano,
    parse_guano,
    read_metadata,
    write_guano,
)
from processing.audio.metadata.bext import parse_bext
from processing.audio.metadata.id3 import parse_id3
from processing.audio.metadata.tags import parse_info_list, parse_vorbis_comment
from processing.audio.metadata.timestamp import parse_timestamp
from processing.audio.metadata.wamd import parse_wamd
from processing.errors import SignalError

GUANO = (
    b"GUANO|Version: 1.0\nTimestamp:  2024-05-31T22:39:11+02:00\nMake: Someone\nModel: Bat 1\nSerial: \n"
    b"Loc Position: 49.0931 -5.0478\nTemperature Int: 21.5\nTemperature Ext: 15.4\nTE: 10\n"
    b"Species Auto ID: PIPPIP\nNote: first\\nsecond\nX|Y|Z: 75.4: kHz\n"
)


def make_wav(path: Path, *chunks: tuple[bytes, bytes], sr: int = 48_000, form: bytes = b"RIFF") -> Path:
    """A WAV of 100 samples followed by the given chunks."""
    data = np.arange(100, dtype="<i2").tobytes()
    fmt = struct.pack("<HHIIHH", 1, 1, sr, sr * 2, 2, 16)
    body = b"WAVE"
    for name, payload in ((b"fmt ", fmt), (b"data", data), *chunks):
        body += name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
    path.write_bytes(form + struct.pack("<I", len(body)) + body)
    return path


def info_list(**texts: str) -> tuple[bytes, bytes]:
    body = b"INFO"
    for name, text in texts.items():
        raw = text.encode() + b"\0"
        body += name.encode() + struct.pack("<I", len(raw)) + raw + b"\0" * (len(raw) % 2)
    return b"LIST", body


def wamd(*parts: tuple[int, bytes], version: int = 1) -> tuple[bytes, bytes]:
    body = struct.pack("<HIH", 0, 2, version)
    return b"wamd", body + b"".join(struct.pack("<HI", tag, len(raw)) + raw for tag, raw in parts)


def test_guano_gives_time_place_device_and_keeps_every_field(tmp_path: Path) -> None:
    found = read_metadata(make_wav(tmp_path / "a.wav", (b"guan", GUANO)))
    assert found.recorded_at == datetime(2024, 5, 31, 22, 39, 11, tzinfo=timezone(timedelta(hours=2)))
    assert found.utc_offset_min == 120
    assert (found.latitude, found.longitude) == (49.0931, -5.0478)
    assert (found.device, found.serial, found.temperature_c) == ("Someone Bat 1", None, 15.4)
    assert (found.time_expansion, found.species_hint, found.comment) == (10, "PIPPIP", "first\nsecond")
    assert found.guano["X|Y|Z"] == "75.4: kHz"
    assert found.guano["Serial"] == ""
    assert found.sources["recorded_at"] == "guano"


def test_a_time_without_zone_stays_local(tmp_path: Path) -> None:
    chunk = (b"guan", b"GUANO|Version: 1.0\nTimestamp: 2024-05-31T22:39:11\n")
    found = read_metadata(make_wav(tmp_path / "a.wav", chunk))
    assert found.recorded_at is not None
    assert found.recorded_at.tzinfo is None
    assert found.utc_offset_min is None


def test_a_local_time_takes_the_zone_of_a_source_that_shows_the_same_clock(tmp_path: Path) -> None:
    guano = (b"guan", b"GUANO|Version: 1.0\nTimestamp: 2022-08-15T21:34:14\n")
    found = read_metadata(make_wav(tmp_path / "a.wav", guano, wamd((5, b" 2022-08-15 21:34:14+0100"))))
    assert found.utc_offset_min == 60
    assert found.sources["recorded_at"] == "guano"
    assert found.findings == ()


def test_sources_that_contradict_one_another_are_findings(tmp_path: Path) -> None:
    guano = (b"guan", b"GUANO|Version: 1.0\nTimestamp: 2022-08-15T21:34:14Z\nLoc Position: 50.7 -1.76\n")
    gps = wamd((5, b"2022-08-15 23:00:00"), (6, b"WGS84,50.7,1.76,51.2"))
    found = read_metadata(make_wav(tmp_path / "a.wav", guano, gps))
    assert found.longitude == -1.76
    assert {finding.code for finding in found.findings} == {"start-time-conflict", "position-conflict"}


@pytest.mark.parametrize(
    ("te", "samplerate", "file_sr", "expected"),
    [
        ("10", "", 44_100, 10),
        ("10", "441000", 44_100, 10),
        ("10", "441000", 441_000, 1),  # the header was rewritten to the real rate, TE was left
        ("", "441000", 44_100, 10),
        ("", "256000", 256_000, None),
        ("1", "256000", 256_000, 1),
        ("", "300000", 192_000, None),
        ("junk", "junk", 48_000, None),
    ],
)
def test_time_expansion_is_told_from_te_samplerate_and_header(
    tmp_path: Path, te: str, samplerate: str, file_sr: int, expected: float | None
) -> None:
    chunk = f"GUANO|Version: 1.0\nTE: {te}\nSamplerate: {samplerate}\n".encode()
    assert read_metadata(make_wav(tmp_path / "a.wav", (b"guan", chunk), sr=file_sr)).time_expansion == expected


def test_a_guano_chunk_of_odd_length_without_padding_and_its_successor_are_found(tmp_path: Path) -> None:
    path = make_wav(tmp_path / "a.wav")
    odd = b"GUANO|Version: 1.0\nNote: odd!"
    assert len(odd) % 2
    tail = b"guan" + struct.pack("<I", len(odd)) + odd
    tail += b"bext" + struct.pack("<I", 602) + b"after".ljust(602, b"\0")
    path.write_bytes(path.read_bytes() + tail)
    found = read_metadata(path)
    assert found.comment == "odd!"
    assert found.bext["description"] == "after"


def test_positions_off_the_globe_or_never_fixed_are_not_believed(tmp_path: Path) -> None:
    for position in ("0.0 0.0", "95 10", "10 190", "nan nan", "12", "--"):
        chunk = f"GUANO|Version: 1.0\nLoc Position: {position}\n".encode()
        assert read_metadata(make_wav(tmp_path / "a.wav", (b"guan", chunk))).latitude is None


def test_wamd_gives_its_fields_with_hemispheres(tmp_path: Path) -> None:
    chunk = wamd(
        (1, b"SM4BAT\0"), (2, b"S4U01234"), (3, b"R2.1.1"), (5, b"2019-05-02 21:30:00.250-05:00"),
        (6, b"WGS84,33.86785,S,151.20732,W,12.5"), (0x0B, b"NYCNOC"), (0x0F, struct.pack("<H", 8)),
        (0x12, b"U2"), (0x15, b"12.3C"), (0x17, b"80.2%RH"), (0xFFFF, b"\0\0"),
    )  # fmt: skip
    found = read_metadata(make_wav(tmp_path / "a.wav", chunk))
    assert (found.latitude, found.longitude, found.elevation_m) == (-33.86785, -151.20732, 12.5)
    assert (found.device, found.serial, found.microphone) == ("SM4BAT", "S4U01234", "U2")
    assert (found.temperature_c, found.humidity_percent, found.time_expansion) == (12.3, 80.2, 8)
    assert (found.utc_offset_min, found.species_hint) == (-300, "NYCNOC")
    assert found.recorded_at is not None
    assert found.recorded_at.microsecond == 250_000


def test_wamd_of_another_version_is_not_read_further() -> None:
    assert parse_wamd(wamd((1, b"SM9"), version=2)[1]) == {}


def test_a_wamd_part_that_claims_more_than_there_is_ends_the_reading() -> None:
    body = wamd((1, b"SM4"))[1] + struct.pack("<HI", 2, 0xFFFFFFFF) + b"abc"
    assert parse_wamd(body) == {"model": "SM4"}


AUDIOMOTH = [
    (
        "Recorded at 19:17:30 06/04/2018 by AudioMoth 0FE081F80FE081F0 at gain setting 2 while battery "
        "state was 4.5V",
        {"zone": 0, "gain": "medium", "battery_v": 4.5, "temperature_c": None},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC) by AudioMoth 0FE081F80FE081F0 at gain setting 4 while battery "
        "state was > 5.0V",
        {"zone": 0, "gain": "high", "battery_v": 5.0, "temperature_c": None},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC) by AudioMoth 0FE081F80FE081F0 at gain setting 0 while battery "
        "state was < 3.6V.",
        {"zone": 0, "gain": "low", "battery_v": 3.6, "temperature_c": None},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC-5) by AudioMoth 0FE081F80FE081F0 at gain setting 2 while battery "
        "state was greater than 4.9V. Recording cancelled before completion due to change of switch position.",
        {"zone": -300, "gain": "medium", "battery_v": 4.9, "temperature_c": None},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC+5:30) by AudioMoth 0FE081F80FE081F0 at gain setting 2 while "
        "battery state was less than 3.6V. Recording cancelled before completion due to low battery voltage.",
        {"zone": 330, "gain": "medium", "battery_v": 3.6, "temperature_c": None},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC) by AudioMoth 0FE081F80FE081F0 at medium-high gain setting while "
        "battery state was 3.9V and temperature was -12.4C. Amplitude threshold was 128. Band-pass filter "
        "applied with cut-off frequencies of 8.0kHz and 24.0kHz.",
        {"zone": 0, "gain": "medium-high", "battery_v": 3.9, "temperature_c": -12.4},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC-0:30) during deployment 0123456789ABCDEF using external "
        "microphone at low-medium gain setting while battery state was 4.2V and temperature was 5.0C. "
        "Recording cancelled before completion due to microphone change.",
        {"zone": -30, "gain": "low-medium", "battery_v": 4.2, "temperature_c": 5.0, "deployed": True, "external": True},
    ),
    (
        "Recorded at 19:17:30 06/04/2018 (UTC+2) by AudioMoth 0FE081F80FE081F0 using external microphone at "
        "high gain while battery was 4.2V and temperature was 105.0C. Amplitude threshold was -20 dB with 10s "
        "minimum trigger duration. High-pass filter with frequency of 8.0kHz applied. Recording stopped by "
        "magnetic switch.",
        {"zone": 120, "gain": "high", "battery_v": 4.2, "temperature_c": None, "external": True},
    ),
    (
        "Recorded at 19:17:30.250 06/04/2018 (UTC) by AudioMoth 0FE081F80FE081F0 at low gain while battery was "
        "less than 2.5V and temperature was 20.5C. Frequency trigger (40.0kHz and window length of 256 "
        "samples) threshold was 0.05% with 5s minimum trigger duration.",
        {"zone": 0, "gain": "low", "battery_v": 2.5, "temperature_c": 20.5, "micros": 250_000},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("comment", "expected"), AUDIOMOTH)
def test_every_wording_of_the_audiomoth_comment_is_understood(
    tmp_path: Path, comment: str, expected: dict[str, object]
) -> None:
    chunk = info_list(IART="AudioMoth 0FE081F80FE081F0", ICMT=comment)
    found = read_metadata(make_wav(tmp_path / "a.wav", chunk))
    zone = timezone(timedelta(minutes=int(str(expected["zone"]))))
    micros = int(str(expected.get("micros", 0)))
    assert found.recorded_at == datetime(2018, 4, 6, 19, 17, 30, micros, tzinfo=zone)
    assert found.utc_offset_min == expected["zone"]
    assert (found.gain, found.battery_v) == (expected["gain"], expected["battery_v"])
    assert found.temperature_c == (expected["temperature_c"] or (105.0 if "105.0C" in comment else None))
    assert found.serial == "0FE081F80FE081F0"
    assert found.deployment == ("0123456789ABCDEF" if expected.get("deployed") else None)
    assert found.microphone == ("external" if expected.get("external") else None)
    assert found.sources["recorded_at"] == "audiomoth"


def test_any_other_comment_is_a_comment(tmp_path: Path) -> None:
    found = read_metadata(make_wav(tmp_path / "a.wav", info_list(ICMT="Recorded at dusk by Ann", ISFT="Reaper")))
    assert found.comment == "Recorded at dusk by Ann"
    assert found.recorded_at is None
    assert found.sources == {"firmware": "info", "comment": "info"}


def test_bext_gives_its_originator_and_local_time(tmp_path: Path) -> None:
    raw = b"dawn chorus".ljust(256, b"\0") + b"Zoom F3".ljust(32, b"\0") + b"F3-17".ljust(32, b"\0")
    raw += b"2021:04:30" + b"05-12-30" + bytes(264)
    found = read_metadata(make_wav(tmp_path / "a.wav", (b"bext", raw)))
    assert found.recorded_at == datetime(2021, 4, 30, 5, 12, 30)  # noqa: DTZ001 - bext has no zone
    assert (found.device, found.serial, found.comment) == ("Zoom F3", "F3-17", "dawn chorus")


def id3_tag(*frames: tuple[str, bytes], version: int = 3, flags: int = 0) -> bytes:
    body = b""
    for name, payload in frames:
        n = len(payload)
        size = bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) if version == 4 else n.to_bytes(4, "big")
        body += name.encode() + size + b"\0\0" + payload
    n = len(body)
    return b"ID3" + bytes([version, 0, flags, n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + body


@pytest.mark.parametrize("version", [3, 4])
def test_id3_text_and_comment_frames_are_read_in_every_encoding(version: int) -> None:
    tag = id3_tag(
        ("TIT2", b"\x03" + "Käuzchen".encode()),
        ("TPE1", b"\x01" + "Zoë".encode("utf-16")),
        ("COMM", b"\0eng\0" + b"a" * 200),
        ("TXXX", b"\0place\0by the lake"),
        ("APIC", bytes(50)),
        version=version,
    )
    fields = parse_id3(tag)
    assert (fields["TIT2"], fields["TPE1"], fields["COMM"]) == ("Käuzchen", "Zoë", "a" * 200)
    assert fields["TXXX:place"] == "by the lake"
    assert "APIC" not in fields


def test_an_id3_tag_in_a_wav_chunk_and_in_front_of_an_mp3_are_read(tmp_path: Path) -> None:
    tag = id3_tag(("TDRC", b"\x032021-04-30T05:12:30Z"), ("COMM", b"\0eng\0note"), version=4)
    assert read_metadata(make_wav(tmp_path / "a.wav", (b"id3 ", tag))).comment == "note"
    soundfile.write(tmp_path / "b.mp3", np.zeros(48_000), 48_000)
    (tmp_path / "c.mp3").write_bytes(tag + (tmp_path / "b.mp3").read_bytes())
    found = read_metadata(tmp_path / "c.mp3")
    assert found.recorded_at == datetime(2021, 4, 30, 5, 12, 30, tzinfo=UTC)
    assert found.sources["recorded_at"] == "id3"
    assert probe(tmp_path / "c.mp3").container == "mp3"


@pytest.mark.parametrize(("kind", "subtype"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS")])
def test_vorbis_comments_are_read_from_flac_and_ogg(tmp_path: Path, kind: str, subtype: str) -> None:
    path = tmp_path / "a.bin"
    with soundfile.SoundFile(path, "w", 48_000, 1, subtype, format=kind) as file:
        file.comment = AUDIOMOTH[0][0]
        file.write(np.zeros(4_800))
    found = read_metadata(path)
    assert found.serial == "0FE081F80FE081F0"
    assert "COMMENT" in found.vorbis or "DESCRIPTION" in found.vorbis


def test_guano_kept_in_a_flac_as_foreign_metadata_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", np.zeros(4_800), 48_000)
    raw = (tmp_path / "a.flac").read_bytes()
    block = b"riffguan" + struct.pack("<I", len(GUANO)) + GUANO
    (tmp_path / "b.flac").write_bytes(raw[:42] + b"\x02" + len(block).to_bytes(3, "big") + block + raw[42:])
    assert read_metadata(tmp_path / "b.flac").species_hint == "PIPPIP"


LOCAL, WORLD = None, UTC


@pytest.mark.parametrize(
    ("name", "expected", "zone"),
    [
        ("0166_20240531_223911.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("PREFIX_20240531_223911_000.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("20240531_223911.WAV", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("20240531_223911T.WAV", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("20240531_223911_125.WAV", (2024, 5, 31, 22, 39, 11, 125_000), LOCAL),
        ("20240531_223911.125.wav", (2024, 5, 31, 22, 39, 11, 125_000), LOCAL),
        ("site-3_20240531T223911Z.flac", (2024, 5, 31, 22, 39, 11), WORLD),
        ("20240531-223911.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("20240531T223911+0000.wav", (2024, 5, 31, 22, 39, 11), WORLD),
        ("ARIZONA-1_20161023$195550.wav", (2016, 10, 23, 19, 55, 50), LOCAL),
        ("2024-05-31 22-39-11 pond.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("2024-05-31T22_39_11.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("M500-2024-05-31_22.39.11.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("rec_2024_05_31_22_39_11_x.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("SM2_20240531_2239.wav", (2024, 5, 31, 22, 39), LOCAL),
        ("20240531223911.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("5355.240531223911.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("5B5F3C1E.WAV", (2018, 7, 30, 16, 26, 6), WORLD),
        ("C:\\night\\a_20240531_223911.wav", (2024, 5, 31, 22, 39, 11), LOCAL),
        ("20170701_213954-MYOMYS-LR_0_0.5.wav", (2017, 7, 1, 21, 39, 54), LOCAL),
    ],
)
def test_the_start_time_is_read_from_the_name(
    tmp_path: Path, name: str, expected: tuple[int, ...], zone: timezone | None
) -> None:
    found = read_metadata(make_wav(tmp_path / "a.wav"), name)
    assert found.recorded_at == datetime(*expected, tzinfo=zone)  # type: ignore[misc]
    assert found.sources == {"recorded_at": "file-name"}


@pytest.mark.parametrize(
    "name",
    [
        "lbh1.wav", "gy6or6_baseline_230312_0808.138.wav", "20241341_223911.wav", "20240531_993911.wav",
        "20240531.wav", "XC820302-Noctilio-2013.01.08-CL00088.wav", "DEADBEEF.wav", "19240531_223911.wav",
        "123456789012345678.wav", "",
    ],
)  # fmt: skip
def test_a_name_without_a_moment_gives_none(tmp_path: Path, name: str) -> None:
    assert read_metadata(make_wav(tmp_path / "a.wav"), name or "a.wav").recorded_at is None


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-01T00:00", "2024-02-30 10:00:00", "2024-05-31T25:00:00", "2024-05-31T22:39+99:00"],
)
def test_what_is_no_moment_is_not_read_as_one(text: str) -> None:
    assert parse_timestamp(text) is None


def test_guano_round_trips_with_the_version_first_and_even_length() -> None:
    fields = {"Note": "two\nlines", "X|a": "b: c", "GUANO|Version": "1.0"}
    block = format_guano(fields)
    assert block.startswith(b"GUANO|Version: 1.0\n")
    assert len(block) % 2 == 0
    assert parse_guano(block) == fields


@pytest.mark.parametrize("key", ["a:b", "a\nb", " ", ""])
def test_a_guano_key_no_reader_could_find_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="GUANO key"):
        format_guano({key: "x"})


def test_writing_guano_changes_nothing_else_in_the_file(tmp_path: Path) -> None:
    source = make_wav(tmp_path / "a.wav", (b"junk", b"odd"), (b"guan", GUANO), info_list(ICMT="hi"))
    write_guano(source, tmp_path / "b.wav", {"Note": "new", "TE": "", "Species Manual ID": "Nyctalus noctula"})
    found = read_metadata(tmp_path / "b.wav")
    assert found.guano["Note"] == "new"
    assert "TE" not in found.guano
    assert found.guano["X|Y|Z"] == "75.4: kHz"
    assert found.species_hint == "Nyctalus noctula"
    raw = (tmp_path / "b.wav").read_bytes()
    assert raw.count(b"guan") == 1
    before = source.read_bytes()
    assert raw[8 : before.index(b"guan")] == before[8 : before.index(b"guan")]
    assert before[before.index(b"LIST") :] in raw
    assert struct.unpack("<I", raw[4:8])[0] == len(raw) - 8
    with open_audio(source) as old, open_audio(tmp_path / "b.wav") as new:
        assert np.array_equal(old.read(0, 100), new.read(0, 100))


def test_guano_is_added_to_an_rf64_file_and_its_64_bit_size_follows(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(1_000), 48_000, format="RF64", subtype="PCM_16")
    write_guano(tmp_path / "a.wav", tmp_path / "b.wav", {"Make": "Us"})
    raw = (tmp_path / "b.wav").read_bytes()
    assert struct.unpack_from("<Q", raw, 20)[0] == len(raw) - 8
    assert read_metadata(tmp_path / "b.wav").device == "Us"
    assert soundfile.info(tmp_path / "b.wav").frames == 1_000


def test_guano_cannot_be_written_into_a_flac_or_a_cut_file(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", np.zeros(1_000), 48_000)
    with pytest.raises(SignalError) as caught:
        write_guano(tmp_path / "a.flac", tmp_path / "b.wav", {})
    assert caught.value.code == "not-wav"
    (tmp_path / "cut.wav").write_bytes(make_wav(tmp_path / "c.wav").read_bytes()[:-20])
    with pytest.raises(SignalError) as caught:
        write_guano(tmp_path / "cut.wav", tmp_path / "b.wav", {})
    assert caught.value.code == "truncated"


def test_what_is_known_is_described_as_guano_and_read_back(tmp_path: Path) -> None:
    source = make_wav(
        tmp_path / "a.wav", wamd((1, b"SM4"), (5, b"2019-05-02 21:30:00+02:00"), (6, b"WGS84,1.5,S,2.5,E"))
    )
    info = probe(source, time_expansion=10)
    write_guano(source, tmp_path / "b.wav", describe_as_guano(read_metadata(source), info))
    found = read_metadata(tmp_path / "b.wav")
    assert found.sources["latitude"] == "guano"
    assert (found.latitude, found.longitude, found.device) == (-1.5, 2.5, "SM4")
    assert (found.guano["TE"], found.guano["Samplerate"]) == ("10", "480000")
    assert found.time_expansion == 10
    assert found.utc_offset_min == 120


@pytest.mark.parametrize("seed", range(60))
def test_random_bytes_in_any_chunk_are_survived(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, size=600, dtype=np.uint8).tobytes()
    chunks = [(name, noise) for name in (b"guan", b"wamd", b"bext", b"id3 ")] + [(b"LIST", b"INFO" + noise)]
    found = read_metadata(make_wav(tmp_path / "a.wav", *chunks))
    assert found.latitude is None
    for parse in (parse_id3, parse_info_list, parse_vorbis_comment, parse_bext, parse_wamd, parse_guano):
        parse(noise)
        parse(b"")
    parse_id3(b"ID3\x04\x00\x00\x00\x00\x04\x00" + noise)
    parse_info_list(b"INFO" + noise)


def test_a_metadata_chunk_that_claims_4_gb_costs_no_memory(tmp_path: Path) -> None:
    path = make_wav(tmp_path / "a.wav")
    path.write_bytes(path.read_bytes() + b"guan\xf0\xff\xff\xff" + b"GUANO|Version: 1.0\nNote: short")
    assert read_metadata(path).comment == "short"


DATA = os.environ.get("FIELDSTATION_DATA")


@pytest.mark.skipif(not DATA, reason="FIELDSTATION_DATA is not set: real recordings are not part of the project")
def test_real_recordings_give_time_and_place() -> None:
    folder = Path(str(DATA)) / "acoustics-metadata"
    batlogger = read_metadata(folder / "0166_20240531_223911.wav")
    assert (batlogger.device, batlogger.temperature_c, batlogger.utc_offset_min) == ("BATLOGGER S2", 15.4, None)
    assert (batlogger.latitude, batlogger.longitude) == (49.093119, 5.047867)
    echometer = read_metadata(folder / "Echometer.wav")
    assert (echometer.species_hint, echometer.utc_offset_min) == ("PIPPIP", 60)
    assert echometer.longitude == -1.7611083
    assert [finding.code for finding in echometer.findings] == ["position-conflict"]
