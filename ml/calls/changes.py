"""Calls as another night would have them, measured: what tells how far a known call may be from itself."""

import numpy as np

from ml.calls.novelty import Changed
from processing.arrays import FloatArray
from processing.audio.features import extract_clips
from processing.audio.variants import MOST_CALLS, variants


class Changes:
    """Collects calls made fainter or cut otherwise while the material is measured.

    n_calls : of the whole material. most : calls that have variants, drawn at random when there are more.
    """

    def __init__(
        self, n_calls: int, feature_set: str, band_hz: tuple[float, float], *, most: int = MOST_CALLS
    ) -> None:
        self._rng = np.random.default_rng(0)
        self._chosen = set(self._rng.permutation(n_calls)[:most].tolist())
        self._feature_set, self._band_hz = feature_set, band_hz
        self._values: list[FloatArray] = []
        self._of: list[int] = []

    def wants(self, row: int) -> bool:
        """Whether variants of this row are asked for."""
        return row in self._chosen

    def add(self, sounds: dict[int, FloatArray], sr: int) -> None:
        """Measure variants of calls (mono, by their rows); those that cannot be measured are left out."""
        made = [(row, changed) for row, y in sounds.items() for changed in variants(y, self._rng)]
        if not made:
            return
        table = extract_clips([y for _, y in made], sr, feature_set=self._feature_set, band_hz=self._band_hz)
        self._values.append(table.values[table.is_measurable])
        self._of += [row for (row, _), is_good in zip(made, table.is_measurable, strict=True) if is_good]

    def found(self) -> Changed | None:
        """All that was added; None for nothing."""
        if not self._of:
            return None
        return Changed(np.concatenate(self._values), np.array(self._of, dtype=np.int64))
