"""One series against another: pairs, curves, tolerance."""

from processing.timeseries.cloud.curves import Bands, Coefficient, Curve
from processing.timeseries.cloud.fits import KINDS, Regression, fit
from processing.timeseries.cloud.pairs import Density, Pairs, density, drawn, pair
from processing.timeseries.cloud.tolerance import Tolerance, outside

__all__ = [
    "KINDS",
    "Bands",
    "Coefficient",
    "Curve",
    "Density",
    "Pairs",
    "Regression",
    "Tolerance",
    "density",
    "drawn",
    "fit",
    "outside",
    "pair",
]
