"""What a feature set is: named measures with units, a code version and one function over calls."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray, IndexArray
from processing.errors import SignalError


class Measure(NamedTuple):
    """One column of a feature table."""

    name: str
    unit: str
    definition: str


class Calls(NamedTuple):
    """Calls made ready for measuring: no offset, peak at 1, mono, at the native rate.

    signals : one array of shape (n_samples,) per call, float32.
    band_hz : lower and upper limit of the analysis, the same for every call.
    """

    signals: Sequence[FloatArray]
    sr: int
    band_hz: tuple[float, float]


@dataclass(frozen=True)
class FeatureSet:
    """A named list of measures and the function that takes them.

    code_version : changes whenever a value may change; caches and stored models carry it.
    measure : calls to values of shape (n_calls, n_measures); a row depends on its own call alone.
    """

    name: str
    code_version: str
    measures: tuple[Measure, ...]
    measure: Callable[[Calls], FloatArray]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(measure.name for measure in self.measures)


@dataclass(frozen=True)
class FeatureTable:
    """Measures of a list of calls.

    values : float32, shape (n_calls, n_measures), always finite.
    is_measurable : shape (n_calls,); false where a call is silent or shorter than the least length,
        whose row holds its duration and zeros.
    band_hz : limits of the analysis; tables of one model have the same.
    """

    feature_set: str
    code_version: str
    measures: tuple[Measure, ...]
    values: npt.NDArray[np.float32]
    is_measurable: npt.NDArray[np.bool_]
    band_hz: tuple[float, float]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(measure.name for measure in self.measures)

    @property
    def units(self) -> tuple[str, ...]:
        """Units in the order of the columns; empty text for a plain number."""
        return tuple(measure.unit for measure in self.measures)

    def rows(self, chosen: IndexArray | npt.NDArray[np.bool_]) -> "FeatureTable":
        """The table of some of its calls, by position or by mask."""
        return replace(self, values=self.values[chosen], is_measurable=self.is_measurable[chosen])

    def as_set(self, name: str) -> "FeatureTable":
        """The columns of another feature set that this one begins with (`rich` begins with `warble27`).

        Raises SignalError("other-feature-set") if it does not.
        """
        wanted = FEATURE_SETS.get(name)
        if self.feature_set == name:
            return self
        if wanted is None or self.names[: len(wanted.names)] != wanted.names:
            raise SignalError("other-feature-set", f"expected measures of {name!r}, got {self.feature_set!r}")
        values = np.ascontiguousarray(self.values[:, : len(wanted.measures)])
        return replace(
            self, feature_set=name, code_version=wanted.code_version, measures=wanted.measures, values=values
        )


def join_tables(tables: Sequence[FeatureTable]) -> FeatureTable:
    """One table of the calls of several recordings, in order.

    Raises SignalError("no-calls") for none, and ("mixed-features") when feature set, code version or
    band differ: recordings of different rates have to be measured in one band, see `common_band`.
    """
    if not tables:
        raise SignalError("no-calls", "expected at least one table of measures, got none")
    kinds = {(table.feature_set, table.code_version, table.band_hz) for table in tables}
    if len(kinds) > 1:
        raise SignalError("mixed-features", f"expected one kind of measures, got {sorted(kinds)}")
    return replace(
        tables[0],
        values=np.concatenate([table.values for table in tables]),
        is_measurable=np.concatenate([table.is_measurable for table in tables]),
    )


def common_band(rates: Iterable[int]) -> tuple[float, float]:
    """The band that recordings of these sample rates share: 0 to half the lowest rate, Hz."""
    return 0.0, min(rates) / 2


FEATURE_SETS: dict[str, FeatureSet] = {}
"""Every feature set by its name; filled by `feature_set`."""


def feature_set(
    name: str, code_version: str, measures: Sequence[Measure]
) -> Callable[[Callable[[Calls], FloatArray]], Callable[[Calls], FloatArray]]:
    """Register the decorated function as a feature set.

    The first measure has to be `duration` in seconds, which is filled in even for calls that cannot
    be measured.
    """

    def register(measure: Callable[[Calls], FloatArray]) -> Callable[[Calls], FloatArray]:
        FEATURE_SETS[name] = FeatureSet(name, code_version, tuple(measures), measure)
        return measure

    return register
