"""Requests and answers about one series against another."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.timeseries.schemas.steps import ColumnName
from core.api import Body


class Axis(Body):
    """A column of a version."""

    version_id: UUID
    column: ColumnName


class CloudBody(Body):
    """Two series paired by time, the curve of one on the other, and how far from it is too far."""

    x: Axis
    y: Axis
    pair_within_s: float = Field(0, ge=0, le=86_400, description="Distance in time at which values still are a pair")
    kind: Literal["linear", "polynomial", "piecewise", "huber", "ransac", "lowess"] = "linear"
    degree: int = Field(2, ge=2, le=5, description="Of a polynomial")
    n_breaks: int = Field(1, ge=1, le=2, description="Change points of a piecewise line")
    span: float = Field(0.3, ge=0.01, le=1, description="Share of the points each place of LOWESS sees")
    level: float = Field(0.95, ge=0.5, le=0.999, description="Of the confidence and prediction bands")
    tolerance_kind: Literal["constant", "proportional"] = Field(
        "constant", description="In the unit of y, or percent of the curve"
    )
    tolerance: float | None = Field(None, ge=0, description="Used as given, 0 included; null: no tolerance")


class CoefficientOut(BaseModel):
    name: str
    value: float
    error: float | None = Field(description="Standard error; null where the method has none")


class CloudCurveOut(BaseModel):
    """A fitted curve."""

    kind: str
    equation: str
    r2: float | None
    sigma: float | None = Field(description="Standard deviation of the residuals")
    n: int
    x_range: list[float]
    coefficients: list[CoefficientOut]


class CloudPointsOut(BaseModel):
    """Points that are drawn, as columns."""

    time: list[float] = Field(description="Milliseconds since 1970")
    x: list[float]
    y: list[float]
    fitted: list[float]
    is_outside: list[bool]


class CloudDensityOut(BaseModel):
    """How many pairs lie in each cell of a raster; cells without a pair are left out."""

    n_cells: int
    x: list[float] = Field(description="Lower and upper edge of the raster")
    y: list[float]
    cells: list[list[int]] = Field(description="Column, row, number of pairs")


class CloudBandsOut(BaseModel):
    x: list[float]
    y: list[float]
    confidence_low: list[float]
    confidence_high: list[float]
    prediction_low: list[float]
    prediction_high: list[float]


class OutsidePointOut(BaseModel):
    time: float
    x: float
    y: float
    fitted: float
    residual: float


class OutsideOut(BaseModel):
    """Points further from the curve than allowed."""

    n: int
    points: list[OutsidePointOut] = Field(description="The 500 farthest")


class CloudOut(BaseModel):
    """One series against another."""

    n_x: int = Field(description="Values of x")
    n_y: int
    n_pairs: int
    n_fillable: int = Field(description="Missing values of y whose x is known, within the range of the curve")
    curve: CloudCurveOut | None = Field(description="Null with too few points")
    problem: str | None = Field(description="Why there is no curve")
    points: CloudPointsOut = Field(description="At most 5,000; points outside come first")
    density: CloudDensityOut
    bands: CloudBandsOut | None
    outside: OutsideOut | None = Field(description="Null without a tolerance")
