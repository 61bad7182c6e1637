"""Spectrograms as tiles of bytes at every zoom, as a pyramid file, and as HDF5."""

from processing.audio.spectrogram.export import export_hdf5
from processing.audio.spectrogram.grid import MIX, Grid, checked_grid, grid_for
from processing.audio.spectrogram.pyramid import build_pyramid, first_stored_level, read_tile
from processing.audio.spectrogram.tiles import Tile, is_affordable, serve_tile, sketch, tile
from processing.audio.spectrogram.transform import to_bytes, to_decibels

__all__ = [
    "MIX",
    "Grid",
    "Tile",
    "build_pyramid",
    "checked_grid",
    "export_hdf5",
    "first_stored_level",
    "grid_for",
    "is_affordable",
    "read_tile",
    "serve_tile",
    "sketch",
    "tile",
    "to_bytes",
    "to_decibels",
]
