"""What a feature set is: named measures with units, a code version and one function over calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray


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
    """

    feature_set: str
    code_version: str
    measures: tuple[Measure, ...]
    values: npt.NDArray[np.float32]
    is_measurable: npt.NDArray[np.bool_]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(measure.name for measure in self.measures)

    @property
    def units(self) -> tuple[str, ...]:
        """Units in the order of the columns; empty text for a plain number."""
        return tuple(measure.unit for measure in self.measures)


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
