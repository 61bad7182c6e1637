"""The grid of a spectrogram: which samples each column and each tile of each level stand for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from processing.errors import SignalError

if TYPE_CHECKING:
    from processing.audio.decode import AudioInfo

CODE_VERSION = 1
"""Part of every cache key; raised whenever the bytes of a tile would change."""

N_FFT_CHOICES = (256, 512, 1024, 2048, 4096)
"""Window lengths offered, in samples."""

HOP_RANGE = (16, 4096)
"""Distance between columns in samples; below 16 neighbouring columns are the same picture."""

MAX_TILE_COLUMNS = 512
"""Columns of a tile at short windows; 512 columns of 257 bins are 132 kB."""

MIN_TILE_COLUMNS = 64
"""Columns of a tile at the longest window, where one column is 2,049 bins."""

TILE_BYTES = 1 << 17
"""Size that tiles are held near, whatever the window, so that each costs about the same to make and send."""

FLOOR_DB = -120.0
"""Level of byte 0, in dB relative to a full-scale sine; byte 255 is 0 dB."""

MIX = -1
"""Channel number that means the mean of all channels."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of a short-time Fourier transform over one channel of one file.

    Column c covers samples [c·hop, (c+1)·hop), with its window centred on the middle of that cell, so pooled
    columns cover exactly the cells they were pooled from. Samples beyond the file count as zero.
    Level L holds the maximum of 2**L neighbouring columns; level 0 is the transform itself.

    sr : real sample rate in Hz (after time expansion). n_samples : length of the file per channel.
    """

    sr: int
    n_samples: int
    n_fft: int = 512
    hop: int = 128
    channel: int = 0
    time_expansion: float = 1.0

    @property
    def n_bins(self) -> int:
        return self.n_fft // 2 + 1

    @property
    def n_frames(self) -> int:
        return -(-self.n_samples // self.hop)

    @property
    def tile_columns(self) -> int:
        return min(MAX_TILE_COLUMNS, max(MIN_TILE_COLUMNS, TILE_BYTES // (self.n_fft // 2)))

    @property
    def n_levels(self) -> int:
        """Levels up to the first that fits one tile."""
        n_tiles = -(-self.n_frames // self.tile_columns)
        return max(1, (n_tiles - 1).bit_length() + 1)

    @property
    def duration_s(self) -> float:
        return self.n_samples / self.sr

    @property
    def key(self) -> str:
        """Name of these parameters within one file's derived products; changes when the bytes would."""
        channel = "mix" if self.channel == MIX else str(self.channel)
        return f"v{CODE_VERSION}-n{self.n_fft}-h{self.hop}-c{channel}"

    def n_columns(self, level: int) -> int:
        return -(-self.n_frames // (1 << level))

    def n_tiles(self, level: int) -> int:
        return -(-self.n_columns(level) // self.tile_columns)

    def tile_span(self, level: int, index: int) -> tuple[int, int]:
        """First column and the one after the last of a tile.

        Raises SignalError("no-such-tile") when the level or the index is outside the file.
        """
        if not 0 <= level < self.n_levels or not 0 <= index < self.n_tiles(level):
            raise SignalError(
                "no-such-tile",
                f"has {self.n_levels} levels, got level {level} tile {index}",
                level=level,
                index=index,
            )
        first = index * self.tile_columns
        return first, min(first + self.tile_columns, self.n_columns(level))

    def describe(self) -> dict[str, Any]:
        """What a page needs to place and request tiles, as JSON."""
        return {
            "sr_hz": self.sr,
            "n_samples": self.n_samples,
            "duration_s": self.duration_s,
            "n_fft": self.n_fft,
            "hop": self.hop,
            "channel": self.channel,
            "n_bins": self.n_bins,
            "tile_columns": self.tile_columns,
            "floor_db": FLOOR_DB,
            "key": self.key,
            "levels": [
                {"level": level, "n_columns": self.n_columns(level), "n_tiles": self.n_tiles(level)}
                for level in range(self.n_levels)
            ],
        }


def grid_for(info: "AudioInfo", *, n_fft: int = 512, hop: int = 128, channel: int = 0) -> Grid:
    """The grid of a decoded file's header.

    n_fft : one of N_FFT_CHOICES. hop : 16 to n_fft samples. channel : 0-based, or MIX for the mean.
    Raises SignalError("bad-parameter") for anything else, SignalError("empty") for a file without samples.
    """
    return checked_grid(
        Grid(info.sr, info.n_frames, n_fft, hop, channel, info.time_expansion), n_channels=info.n_channels
    )


def checked_grid(grid: Grid, *, n_channels: int) -> Grid:
    """The same grid, once its numbers are known to be usable; raises like `grid_for`."""
    if grid.n_samples < 1:
        raise SignalError("empty", "needs at least 1 sample, got 0")
    if grid.n_fft not in N_FFT_CHOICES:
        raise SignalError(
            "bad-parameter", f"n_fft must be one of {N_FFT_CHOICES}, got {grid.n_fft}", name="n_fft"
        )
    if not HOP_RANGE[0] <= grid.hop <= min(grid.n_fft, HOP_RANGE[1]):
        raise SignalError("bad-parameter", f"hop must be 16 to n_fft samples, got {grid.hop}", name="hop")
    if grid.channel != MIX and not 0 <= grid.channel < n_channels:
        raise SignalError(
            "bad-parameter", f"channel must be below {n_channels}, got {grid.channel}", name="channel"
        )
    return grid
