"""Sound files made in each test, honest and hostile, opened by their content."""

import contextlib
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processing.arrays import FloatArray
from processing.audio.decode import Audio, open_audio, probe, verify
from processing.audio.decode.header import MAX_CHANNELS
from processing.audio.sniff import mpeg_frame_bytes
from processing.errors import SignalError

SR = 48_000


def sweep(n: int = SR // 2, n_channels: int = 1) -> FloatArray:
    """A sweep of half full scale, each further channel at half the level of the one before."""
    t = np.arange(n) / SR
    y = 0.5 * np.sin(2 * np.pi * (200 + 4000 * t) * t)
    return np.stack([y / 2**i for i in range(n_channels)], axis=1).astype(np.float32)


def write(path: Path, y: FloatArray, sr: int = SR, **kinds: str) -> Path:
    soundfile.write(path, y, sr, **kinds)
    return path


def wav_bytes(
    *,
    tag: int = 1,
    n_channels: int = 1,
    sr: int = SR,
    bits: int = 16,
    data: bytes = b"\0\0" * 50,
    claimed: int | None = None,
    frame_bytes: int | None = None,
) -> bytes:
    """A WAV written by hand, so that its header can lie."""
    align = n_channels * bits // 8 if frame_bytes is None else frame_bytes
    fmt = struct.pack("<HHIIHH", tag, n_channels, sr, sr * align, align, bits)
    size = len(data) if claimed is None else claimed
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", min(size + 36, 0xFFFFFFFF)) + body


def refusal(path: Path, content: bytes) -> SignalError:
    path.write_bytes(content)
    with pytest.raises(SignalError) as caught:
        verify(path)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "subtype", "container", "bit_depth", "tolerance"),
    [
        ("WAV", "PCM_U8", "wav", 8, 1 / 127),
        ("WAV", "PCM_16", "wav", 16, 2**-15),
        ("WAV", "PCM_24", "wav", 24, 2**-22),
        ("WAV", "PCM_32", "wav", 32, 2**-24),
        ("WAV", "FLOAT", "wav", 32, 0),
        ("WAV", "DOUBLE", "wav", 64, 0),
        ("WAVEX", "PCM_24", "wav", 24, 2**-22),
        ("RF64", "PCM_16", "rf64", 16, 2**-15),
        ("WAV", "ULAW", "wav", None, 0.02),
        ("WAV", "IMA_ADPCM", "wav", None, 0.1),
        ("FLAC", "PCM_16", "flac", 16, 2**-15),
        ("FLAC", "PCM_24", "flac", 24, 2**-22),
        ("AIFF", "PCM_16", "aiff", 16, 2**-15),
        ("AIFF", "FLOAT", "aiff", 32, 0),
        ("OGG", "VORBIS", "ogg", None, 0.15),
        ("MP3", "MPEG_LAYER_III", "mp3", None, 0.15),
    ],
)
def test_samples_come_back_at_full_scale_whatever_the_format(
    tmp_path: Path, kind: str, subtype: str, container: str, bit_depth: int | None, tolerance: float
) -> None:
    y = sweep()
    path = write(tmp_path / "anything.bin", y, format=kind, subtype=subtype)
    with open_audio(path) as audio:
        info = audio.info
        read = audio.read(0, len(y))
    assert (info.container, info.bit_depth, info.sr, info.n_channels) == (container, bit_depth, SR, 1)
    assert read.dtype == np.float32
    # The start of lossy streams rings; the middle must agree.
    assert np.abs(read - y[:, 0])[2000:-2000].max() <= tolerance


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [("WAV", "PCM_16"), ("WAV", "PCM_24"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")],
)
def test_blocks_and_random_reads_give_the_same_samples_as_one_read(tmp_path: Path, kind: str, subtype: str) -> None:
    path = write(tmp_path / "a.bin", sweep(n=120_000), format=kind, subtype=subtype)
    with open_audio(path) as audio:
        whole = audio.read(0, 200_000)
        joined = np.concatenate([block.y for block in audio.blocks(7_001)])
        part = audio.read(60_001, 5_000)
    assert np.array_equal(whole, joined)
    # mpg123 rounds differently after a seek: 1e-6 is far below 16 bits.
    assert np.abs(part - whole[60_001:65_001]).max() < 1e-6


def test_overlapping_blocks_start_where_they_say_and_each_brings_something_new(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", sweep(n=1_000))
    with open_audio(path) as audio:
        whole = audio.read(0, 1_000)
        blocks = list(audio.blocks(300, overlap_frames=100))
    assert [block.start_frame for block in blocks] == [0, 200, 400, 600, 800]
    assert [len(block.y) for block in blocks] == [300, 300, 300, 300, 200]
    for block in blocks:
        assert np.array_equal(block.y, whole[block.start_frame : block.start_frame + len(block.y)])


def test_blocks_of_a_window_stay_inside_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", sweep(n=1_000))
    with open_audio(path) as audio:
        blocks = list(audio.blocks(64, start_frame=500, stop_frame=700))
    assert blocks[0].start_frame == 500
    assert sum(len(block.y) for block in blocks) == 200


def test_an_overlap_as_long_as_the_block_is_refused(tmp_path: Path) -> None:
    with open_audio(write(tmp_path / "a.wav", sweep())) as audio, pytest.raises(ValueError, match="overlap"):
        next(audio.blocks(100, overlap_frames=100))


def test_one_channel_or_the_mean_of_all_can_be_read(tmp_path: Path) -> None:
    y = sweep(n_channels=3)
    for kind in ("WAV", "FLAC"):
        with open_audio(write(tmp_path / "a.bin", y, format=kind, subtype="PCM_24")) as audio:
            third, mean = audio.read(0, 500, channel=2), audio.read(0, 500, channel=None)
        assert np.allclose(third, y[:500, 2], atol=1e-6)
        assert np.allclose(mean, y[:500].mean(axis=1), atol=1e-6)


def test_a_channel_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with open_audio(write(tmp_path / "a.wav", sweep())) as audio, pytest.raises(SignalError) as caught:
        audio.read(0, 10, channel=1)
    assert caught.value.code == "no-such-channel"


def test_reading_past_the_end_gives_what_there_is(tmp_path: Path) -> None:
    with open_audio(write(tmp_path / "a.wav", sweep(n=100))) as audio:
        assert len(audio.read(90, 50)) == 10
        assert len(audio.read(100, 50)) == 0
        assert len(audio.read(5_000, 50)) == 0
        with pytest.raises(ValueError, match="at least 0"):
            audio.read(-1, 10)


def test_time_expansion_makes_every_figure_real_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", sweep(n=44_100), sr=44_100)
    info = probe(path, time_expansion=10)
    assert (info.sr, info.file_sr, info.duration_s, info.time_expansion) == (441_000, 44_100, 0.1, 10.0)


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_time_expansion_that_is_no_factor_is_refused(tmp_path: Path, factor: float) -> None:
    path = write(tmp_path / "a.wav", sweep())
    with pytest.raises(SignalError) as caught:
        probe(path, time_expansion=factor)
    assert caught.value.code == "bad-time-expansion"


def test_an_expanded_rate_beyond_a_megahertz_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", sweep(), sr=192_000)
    with pytest.raises(SignalError) as caught:
        probe(path, time_expansion=10)
    assert caught.value.code == "bad-rate"


@pytest.mark.parametrize("sr", [4_000, 8_000, 384_000, 500_000, 1_000_000])
def test_every_field_rate_is_read(tmp_path: Path, sr: int) -> None:
    assert probe(write(tmp_path / "a.wav", sweep(), sr=sr)).sr == sr


@pytest.mark.parametrize("sr", [0, 100, 2_000_000])
def test_a_rate_no_recorder_has_is_refused(tmp_path: Path, sr: int) -> None:
    error = refusal(tmp_path / "a.wav", wav_bytes(sr=sr))
    assert error.code == "bad-rate"
    assert f"{sr:,}" in error.message


def test_twelve_bits_in_an_extensible_header_are_read_and_named(tmp_path: Path) -> None:
    guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 1, SR, SR * 2, 2, 16, 22, 12, 4) + guid
    data = np.array([0, 16384, -16384], "<i2").tobytes()
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", 6) + data
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    with open_audio(path) as audio:
        assert audio.info.bit_depth == 12
        assert audio.read(0, 3).tolist() == [0, 0.5, -0.5]


def test_a_bw64_file_with_its_size_in_ds64_is_read(tmp_path: Path) -> None:
    data = np.array([0, 16384, -16384, 8192], "<i2").tobytes()
    ds64 = struct.pack("<QQQI", 0, len(data), 4, 0)
    fmt = struct.pack("<HHIIHH", 1, 1, SR, SR * 2, 2, 16)
    body = b"WAVEds64" + struct.pack("<I", len(ds64)) + ds64 + b"fmt " + struct.pack("<I", 16) + fmt
    path = tmp_path / "a.wav"
    path.write_bytes(b"BW64\xff\xff\xff\xff" + body + b"data\xff\xff\xff\xff" + data)
    with open_audio(path) as audio:
        assert (audio.info.container, audio.info.n_frames) == ("bw64", 4)
        assert audio.read(0, 4).tolist() == [0, 0.5, -0.5, 0.25]


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_a_big_endian_wav_is_read(tmp_path: Path, bits: int) -> None:
    width = bits // 8
    data = b"".join((round(v * 2 ** (bits - 1))).to_bytes(width, "big", signed=True) for v in (0.5, -0.25))
    fmt = struct.pack(">HHIIHH", 1, 1, SR, SR * width, width, bits)
    body = b"WAVEfmt " + struct.pack(">I", 16) + fmt + b"data" + struct.pack(">I", len(data)) + data
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFX" + struct.pack(">I", len(body)) + body)
    with open_audio(path) as audio:
        assert audio.read(0, 2).tolist() == [0.5, -0.25]


def test_text_named_wav_is_called_text(tmp_path: Path) -> None:
    error = refusal(tmp_path / "notes.wav", "Käuzchen, 3 Rufe\n".encode() * 20)
    assert error.code == "not-audio"
    assert "found text" in error.message


def test_text_in_utf_16_is_not_taken_for_mpeg(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.mp3", "\ufeffRufe der Nacht, laut. ".encode("utf-16-le") * 200).code == "not-audio"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"PK\x03\x04", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\0\0\0 ftypM4A ", "M4A"),
        (b"RIFF\0\0\0\0AVI ", "RIFF"),
    ],
)
def test_other_files_are_named_in_the_refusal(tmp_path: Path, head: bytes, name: str) -> None:
    error = refusal(tmp_path / "a.wav", head + bytes(200))
    assert error.code == "not-audio"
    assert name in error.message


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.wav", b"").code == "empty"


def test_a_header_without_samples_is_refused_as_empty(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.wav", wav_bytes(data=b"")).code == "empty"


def test_a_recorder_that_never_closed_its_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "a.wav", wav_bytes(claimed=0, data=bytes(1000)))
    assert error.code == "empty"
    assert "did not close" in error.message


@pytest.mark.parametrize("claimed", [0xFFFFFFFF, 4_294_967_256, 100_000])
def test_144_bytes_claiming_much_more_are_not_believed(tmp_path: Path, claimed: int) -> None:
    content = wav_bytes(data=bytes(100), claimed=claimed)
    assert len(content) == 144
    error = refusal(tmp_path / "a.wav", content)
    assert error.code == "too-long-claim"
    assert error.details["claimed_bytes"] == claimed


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [
        ("WAV", "PCM_16"), ("RF64", "PCM_24"), ("WAV", "ULAW"), ("AIFF", "PCM_16"), ("FLAC", "PCM_16"),
        ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused_as_truncated(tmp_path: Path, kind: str, subtype: str, kept: float) -> None:
    whole = write(tmp_path / "a.bin", sweep(n=200_000), format=kind, subtype=subtype).read_bytes()
    assert refusal(tmp_path / "cut.bin", whole[: int(len(whole) * kept)]).code == "truncated"


def test_a_flac_damaged_in_the_middle_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(scale=0.1, size=400_000).astype(np.float32)
    whole = bytearray(write(tmp_path / "a.flac", noise).read_bytes())
    whole[300_000:300_400] = bytes(400)
    assert refusal(tmp_path / "b.flac", bytes(whole)).code in ("unreadable", "truncated")


def test_no_channels_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.wav", wav_bytes(n_channels=0, frame_bytes=2)).code == "no-channels"


def test_more_channels_than_any_array_has_are_refused(tmp_path: Path) -> None:
    content = wav_bytes(n_channels=MAX_CHANNELS + 1, data=bytes(2 * (MAX_CHANNELS + 1) * 10))
    assert refusal(tmp_path / "a.wav", content).code == "too-many-channels"


def test_sixty_four_channels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(n_channels=MAX_CHANNELS, data=bytes(2 * MAX_CHANNELS * 10)))
    assert verify(path).n_frames == 10


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_a_sample_that_is_no_number_is_refused_with_its_frame(tmp_path: Path, value: float) -> None:
    y = np.zeros(400_000)
    y[300_123] = value
    path = write(tmp_path / "a.wav", y, subtype="DOUBLE")
    assert probe(path).n_frames == 400_000
    with pytest.raises(SignalError) as caught:
        verify(path)
    assert caught.value.code == "not-finite"
    assert caught.value.details["frame"] == 300_123


def test_nan_in_any_channel_is_found(tmp_path: Path) -> None:
    y = np.zeros((1000, 2))
    y[500, 1] = np.nan
    with pytest.raises(SignalError) as caught:
        verify(write(tmp_path / "a.wav", y, subtype="FLOAT"))
    assert caught.value.code == "not-finite"


def test_frame_size_and_depth_that_contradict_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.wav", wav_bytes(bits=16, frame_bytes=1)).code == "bad-header"
    assert refusal(tmp_path / "a.wav", wav_bytes(bits=0, frame_bytes=2)).code == "bad-header"
    assert refusal(tmp_path / "a.wav", wav_bytes(n_channels=2, frame_bytes=3)).code == "bad-header"


def test_a_wav_of_an_unknown_compression_is_refused_with_a_way_out(tmp_path: Path) -> None:
    error = refusal(tmp_path / "a.w4v", wav_bytes(tag=0x5A31, data=bytes(400)))
    assert error.code == "unsupported-format"
    assert "0x5a31" in error.message
    assert "Kaleidoscope" in error.message


def test_a_wav_without_format_or_samples_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.wav", b"RIFF\x04\0\0\0WAVE").code == "bad-header"
    assert refusal(tmp_path / "a.wav", wav_bytes()[:36]).code == "truncated"


def test_an_hour_of_silence_in_a_small_flac_is_audio_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "silence.flac"
    second = np.zeros(96_000, np.int16)
    with soundfile.SoundFile(path, "w", 96_000, 1, "PCM_16") as file:
        for _ in range(3600):
            file.write(second)
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    info = verify(path)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert info.duration_s == 3600
    # 345 million frames are 1.4 GB of float32; a handful of blocks of 1 MB is what it may take.
    assert peak_bytes < 8_000_000


def test_a_flac_that_claims_more_frames_than_its_bytes_can_hold_is_refused(tmp_path: Path) -> None:
    raw = bytearray(write(tmp_path / "a.flac", sweep()).read_bytes())
    raw[21] |= 0x0F  # the upper 4 of 36 bits of STREAMINFO's sample count
    assert refusal(tmp_path / "b.flac", bytes(raw)).code == "too-long-claim"


def test_a_flac_of_unknown_length_is_refused(tmp_path: Path) -> None:
    raw = bytearray(write(tmp_path / "a.flac", sweep()).read_bytes())
    raw[21] &= 0xF0
    raw[22:26] = bytes(4)
    assert refusal(tmp_path / "b.flac", bytes(raw)).code in ("too-long-claim", "empty")


def test_an_mp3_of_variable_rate_without_a_length_is_refused_rather_than_cut(tmp_path: Path) -> None:
    y = np.concatenate((np.zeros(SR * 3), np.random.default_rng(0).normal(scale=0.2, size=SR * 3)))
    path = tmp_path / "a.mp3"
    soundfile.write(path, y, SR, bitrate_mode="VARIABLE", compression_level=0.5)
    assert verify(path).n_frames == len(y)
    raw = path.read_bytes()
    without_header = raw[mpeg_frame_bytes(raw[:4]) :]
    assert refusal(tmp_path / "b.mp3", without_header).code == "unknown-length"


def test_an_mp3_of_constant_rate_needs_no_length_header(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, sweep(n=SR * 3), SR, bitrate_mode="CONSTANT", compression_level=0.5)
    raw = path.read_bytes()
    path.write_bytes(raw[mpeg_frame_bytes(raw[:4]) :])
    # The header frame told the encoder's padding, up to three frames of 1,152.
    assert verify(path).n_frames == pytest.approx(SR * 3, abs=3 * 1_152)


def test_an_odd_chunk_without_padding_before_the_samples_is_stepped_over(tmp_path: Path) -> None:
    plain = wav_bytes(data=b"\0\x40" * 8)
    path = tmp_path / "a.wav"
    path.write_bytes(plain[:12] + b"junk\x03\0\0\0abc" + plain[12:])
    with open_audio(path) as audio:
        assert audio.read(0, 8).tolist() == [0.5] * 8


def test_a_name_ending_in_raw_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.raw", sweep(), format="FLAC", subtype="PCM_16")
    assert probe(path).container == "flac"


def test_verify_reports_its_progress_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write(tmp_path / "a.wav", sweep(n=600_000))
    verify(path, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (600_000, 600_000)
    assert len(seen) == 3


@pytest.mark.parametrize("seed", range(40))
def test_bytes_changed_at_random_give_samples_or_a_signal_error_and_nothing_else(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    kind, subtype = [
        ("WAV", "PCM_24"), ("AIFF", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("RF64", "FLOAT"),
    ][seed % 5]  # fmt: skip
    raw = bytearray(write(tmp_path / "a.bin", sweep(n=5_000), format=kind, subtype=subtype).read_bytes())
    for position in rng.integers(0, min(len(raw), 200), size=6):
        raw[position] = rng.integers(0, 256)
    path = tmp_path / "b.bin"
    path.write_bytes(bytes(raw))
    # Half of the damaged files are still sound; of the others only a SignalError may come.
    with contextlib.suppress(SignalError):
        assert verify(path).n_frames > 0


def test_an_open_recording_closes_with_its_block(tmp_path: Path) -> None:
    with open_audio(write(tmp_path / "a.wav", sweep())) as audio:
        assert isinstance(audio, Audio)
    with pytest.raises(OSError, match="descriptor"):
        audio.read(0, 10)
