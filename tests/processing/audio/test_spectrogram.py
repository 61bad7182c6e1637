"""Spectrogram tiles: what a byte means, and that a tile has the same bytes from wherever it comes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
import soundfile

from processing.audio.decode import Audio, open_audio
from processing.audio.spectrogram import (
    MIX,
    Grid,
    build_pyramid,
    checked_grid,
    export_hdf5,
    first_stored_level,
    grid_for,
    is_affordable,
    read_tile,
    serve_tile,
    tile,
    to_bytes,
    to_decibels,
)
from processing.audio.spectrogram import pyramid as pyramid_module
from processing.audio.spectrogram.transform import pooled_columns
from processing.errors import SignalError

SR = 250_000
CALL_AT_S = 1.0
CALL_LENGTH_S = 0.003
CALL_HZ = 60_000


def write_wav(path: Path, y: np.ndarray, sr: int = SR) -> Path:
    soundfile.write(path, y, sr, subtype="PCM_16")
    return path


def sine(frequency_hz: float, n: int, *, amplitude: float = 1.0, sr: int = SR) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(n) / sr)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2.3 s of faint noise with one 3 ms call at 1 s; not a whole number of tiles, columns or blocks."""
    rng = np.random.default_rng(7)
    y = 1e-4 * rng.standard_normal(int(2.3 * SR) + 77)
    begin = int(CALL_AT_S * SR)
    n = int(CALL_LENGTH_S * SR)
    y[begin : begin + n] += sine(CALL_HZ, n, amplitude=0.5)
    return write_wav(tmp_path_factory.mktemp("sound") / "night.wav", y)


@pytest.fixture
def audio(night: Path) -> Iterator[Audio]:
    with open_audio(night) as opened:
        yield opened


def columns_of(data: bytes, grid: Grid) -> np.ndarray:
    return np.frombuffer(data, np.uint8).reshape(-1, grid.n_bins)


def whole_level(audio: Audio, grid: Grid, level: int) -> np.ndarray:
    return np.concatenate([columns_of(tile(audio, grid, level, i), grid) for i in range(grid.n_tiles(level))])


def test_a_full_scale_sine_reads_0_dbfs(tmp_path: Path) -> None:
    with open_audio(write_wav(tmp_path / "s.wav", sine(SR * 64 / 512, SR // 10))) as audio:
        grid = grid_for(audio.info)
        middle = columns_of(tile(audio, grid, 0, 0), grid)[100]
    assert middle.argmax() == 64
    assert to_decibels(middle)[64] == pytest.approx(0, abs=0.25)  # half a byte


@pytest.mark.parametrize("level_db", [-6.0, -40.0, -80.0])
def test_a_byte_is_its_level_within_half_a_step(tmp_path: Path, level_db: float) -> None:
    y = sine(SR * 64 / 512, SR // 10, amplitude=10 ** (level_db / 20))
    path = tmp_path / "s.wav"
    soundfile.write(path, y, SR, subtype="FLOAT")
    with open_audio(path) as audio:
        grid = grid_for(audio.info)
        middle = columns_of(tile(audio, grid, 0, 0), grid)[100]
    assert to_decibels(middle)[64] == pytest.approx(level_db, abs=0.28)  # half a byte and the table's step


def test_bytes_run_from_120_db_below_full_scale_to_full_scale() -> None:
    amplitudes = np.array([0, 1e-7, 1e-6, 1e-3, 1, 50, np.inf, np.nan], np.float32)
    assert to_bytes(amplitudes).tolist() == [0, 0, 0, 128, 255, 255, 255, 0]


def test_silence_is_all_zero(tmp_path: Path) -> None:
    with open_audio(write_wav(tmp_path / "s.wav", np.zeros(5000))) as audio:
        assert not any(tile(audio, grid_for(audio.info), 0, 0))


def test_a_file_shorter_than_a_window_has_its_columns(tmp_path: Path) -> None:
    with open_audio(write_wav(tmp_path / "s.wav", np.full(130, 0.5))) as audio:
        grid = grid_for(audio.info)
        data = tile(audio, grid, 0, 0)
    assert (grid.n_frames, grid.n_levels) == (2, 1)
    assert len(data) == 2 * grid.n_bins


def test_a_3_ms_call_is_seen_at_its_level_in_every_level(audio: Audio) -> None:
    grid = grid_for(audio.info)
    bin_of_call = round(CALL_HZ / SR * grid.n_fft)
    for level in range(grid.n_levels):
        column = int(CALL_AT_S * SR + CALL_LENGTH_S * SR / 2) // grid.hop >> level
        heard = to_decibels(whole_level(audio, grid, level))[column, bin_of_call]
        assert heard == pytest.approx(-6, abs=1.5)  # a Hann window loses up to 1.4 dB between bins


@pytest.mark.parametrize(("n_fft", "hop"), [(256, 64), (512, 128), (1024, 128), (4096, 512), (512, 16)])
def test_each_level_is_the_maximum_of_pairs_of_the_one_beneath(audio: Audio, n_fft: int, hop: int) -> None:
    grid = grid_for(audio.info, n_fft=n_fft, hop=hop)
    finer = whole_level(audio, grid, 0)
    for level in range(1, grid.n_levels):
        padded = np.pad(finer, ((0, len(finer) % 2), (0, 0)))
        finer = np.maximum(padded[::2], padded[1::2])
        np.testing.assert_array_equal(whole_level(audio, grid, level), finer)


def test_tiles_have_no_seams(audio: Audio) -> None:
    grid = grid_for(audio.info)
    at_once = pooled_columns(audio, grid, 0, 0, grid.n_columns(0))
    np.testing.assert_array_equal(whole_level(audio, grid, 0), at_once)


def test_the_last_tile_ends_with_the_file(audio: Audio) -> None:
    grid = grid_for(audio.info)
    last = columns_of(tile(audio, grid, 0, grid.n_tiles(0) - 1), grid)
    assert 0 < len(last) < grid.tile_columns
    assert len(last) == grid.n_columns(0) % grid.tile_columns


@pytest.mark.parametrize(
    ("n_fft", "hop", "first_level"), [(512, 16, 4), (4096, 32, 4), (256, 16, 6), (4096, 16, 6)]
)
def test_stored_tiles_equal_computed_ones(
    audio: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_fft: int, hop: int, first_level: int
) -> None:
    monkeypatch.setattr(pyramid_module, "FIRST_STORED_LEVEL", first_level)
    grid = grid_for(audio.info, n_fft=n_fft, hop=hop)
    path = build_pyramid(audio, grid, tmp_path / "p")
    assert first_stored_level(grid) == first_level < grid.n_levels - 1
    for level in range(first_level, grid.n_levels):
        for index in range(grid.n_tiles(level)):
            assert read_tile(path, grid, level, index) == tile(audio, grid, level, index)


def test_a_file_too_short_to_have_coarse_levels_still_gets_a_pyramid(tmp_path: Path) -> None:
    with open_audio(write_wav(tmp_path / "s.wav", np.full(3000, 0.5))) as audio:
        grid = grid_for(audio.info)
        path = build_pyramid(audio, grid, tmp_path / "p")
    assert path.exists()


def test_building_reports_progress_up_to_the_whole(audio: Audio, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    grid = grid_for(audio.info, hop=16)
    build_pyramid(audio, grid, tmp_path / "p", on_progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (grid.n_frames, grid.n_frames)


def test_an_interrupted_build_leaves_nothing(audio: Audio, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_pyramid(audio, grid_for(audio.info), tmp_path / "p", on_progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_pyramid_of_other_parameters_is_refused(audio: Audio, tmp_path: Path) -> None:
    path = build_pyramid(audio, grid_for(audio.info, hop=16), tmp_path / "p")
    other = grid_for(audio.info, n_fft=256, hop=16)
    with pytest.raises(SignalError) as caught:
        read_tile(path, other, 4, 0)
    assert caught.value.code == "bad-pyramid"


def test_a_file_that_is_no_pyramid_is_refused(audio: Audio, night: Path) -> None:
    grid = grid_for(audio.info, hop=16)
    with pytest.raises(SignalError) as caught:
        read_tile(night, grid, 4, 0)
    assert caught.value.code == "bad-pyramid"


@pytest.mark.parametrize(("level", "index"), [(-1, 0), (99, 0), (0, -1), (0, 99)])
def test_a_tile_outside_the_file_is_refused(audio: Audio, level: int, index: int) -> None:
    with pytest.raises(SignalError) as caught:
        tile(audio, grid_for(audio.info), level, index)
    assert caught.value.code == "no-such-tile"


@pytest.mark.parametrize(
    "wrong", [{"n_fft": 500}, {"hop": 8}, {"hop": 1024}, {"channel": 1}, {"channel": -2}]
)
def test_a_wrong_parameter_is_refused(audio: Audio, wrong: dict[str, int]) -> None:
    with pytest.raises(SignalError) as caught:
        grid_for(audio.info, **wrong)
    assert caught.value.code == "bad-parameter"


def test_a_file_without_samples_is_refused() -> None:
    with pytest.raises(SignalError) as caught:
        checked_grid(Grid(sr=SR, n_samples=0), n_channels=1)
    assert caught.value.code == "empty"


def test_serving_takes_the_stored_tile_when_there_is_one(audio: Audio, night: Path, tmp_path: Path) -> None:
    grid = grid_for(audio.info, hop=16)
    path = build_pyramid(audio, grid, tmp_path / "p")
    served = serve_tile(night, grid, 5, 1, pyramid=path)
    assert served == (tile(audio, grid, 5, 1), True)


def test_serving_computes_fine_tiles_from_the_sound(audio: Audio, night: Path, tmp_path: Path) -> None:
    grid = grid_for(audio.info)
    served = serve_tile(night, grid, 0, 1, pyramid=tmp_path / "not-there")
    assert served == (tile(audio, grid, 0, 1), True)


def test_a_coarse_tile_of_a_long_file_is_a_sketch_until_the_pyramid_is_there(tmp_path: Path) -> None:
    y = np.tile(sine(1000, 48_000, amplitude=0.1, sr=48_000), 200)
    path = write_wav(tmp_path / "long.wav", y, 48_000)
    with open_audio(path) as audio:
        grid = grid_for(audio.info, hop=64)
        top = grid.n_levels - 1
        assert not is_affordable(grid, top)
        exact = columns_of(tile(audio, grid, top, 0), grid)
    served = serve_tile(path, grid, top, 0)
    assert not served.is_final
    np.testing.assert_allclose(columns_of(served.data, grid)[1:-1], exact[1:-1], atol=12)


def test_channels_are_kept_apart_and_mixed_on_request(tmp_path: Path) -> None:
    n = SR // 10
    y = np.stack([sine(SR * 32 / 512, n, amplitude=0.5), sine(SR * 96 / 512, n, amplitude=0.5)], axis=1)
    with open_audio(write_wav(tmp_path / "two.wav", y)) as audio:
        peaks = {
            channel: columns_of(tile(audio, grid_for(audio.info, channel=channel), 0, 0), Grid(SR, n))[50]
            for channel in (0, 1, MIX)
        }
    assert peaks[0].argmax() == 32
    assert peaks[1].argmax() == 96
    assert to_decibels(peaks[MIX])[[32, 96]] == pytest.approx([-12, -12], abs=0.3)


def test_a_time_expanded_file_is_in_real_time(night: Path, tmp_path: Path) -> None:
    y, _ = soundfile.read(night)
    slow = write_wav(tmp_path / "slow.wav", y, SR // 10)
    with open_audio(night) as real, open_audio(slow, time_expansion=10) as expanded:
        grid = grid_for(expanded.info)
        assert grid.describe()["duration_s"] == pytest.approx(real.info.duration_s)
        assert serve_tile(slow, grid, 0, 1).data == tile(real, grid_for(real.info), 0, 1)


def test_the_hdf5_export_holds_decibels_by_bin_and_frame(audio: Audio, tmp_path: Path) -> None:
    grid = grid_for(audio.info)
    path = export_hdf5(audio, grid, tmp_path / "s.h5")
    expected = to_decibels(whole_level(audio, grid, 0)).T
    with h5py.File(path) as file:
        found = file["spectrogram"]
        assert (found.dtype, found.shape) == (np.float16, (grid.n_bins, grid.n_frames))
        assert {name: file.attrs[name] for name in ("sample_rate", "n_fft", "hop_length")} == {
            "sample_rate": SR,
            "n_fft": 512,
            "hop_length": 128,
        }
        assert (file.attrs["n_frames"], file.attrs["n_freq_bins"]) == found.shape[::-1]
        assert file.attrs["duration"] == pytest.approx(grid.duration_s)
        heard = np.clip(found[:].astype(np.float32), -120, 0)
    np.testing.assert_allclose(heard, expected, atol=0.35)  # half a byte and half precision


def test_importing_tiles_does_not_import_scipy_signal_or_h5py() -> None:
    code = (
        "import sys, processing.audio.spectrogram, processing.audio.playback, processing.audio.waveform;"
        "print([m for m in ('scipy.signal', 'h5py', 'pandas', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
