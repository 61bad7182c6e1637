"""What a forecasting study is made of: series and their roles, calendar, split and models, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from processing.errors import ModelError
from processing.timeseries.table import US

MOST_SERIES = 50
"""Series of one session, as many as a dataset may have columns."""

MOST_STEPS = 10_000
"""Longest look-back and horizon."""

SCALINGS = ("standard", "min-max", "none")
"""How a series is brought to one scale; the numbers are those of the training part."""

ALIGNMENTS = ("mean", "median", "min", "max", "sum", "first", "last", "previous")
"""Ways onto the grid that see nothing after the grid point; interpolation would look ahead."""

CALENDAR_FEATURES = ("year", "month", "week", "day", "weekend", "holidays")
"""Position in the year, the month, the week and the day as sine and cosine, and days off as 0 and 1."""

STRATEGIES = ("mimo", "direct", "recursive")
"""One model for all steps, one a step, or one for the next step that is fed its own forecasts."""


class Role(StrEnum):
    """What a series is to the study."""

    TARGET = "target"
    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a person gave it."""

    amount: float
    unit: Literal["steps", "minutes", "hours"] = "steps"

    def steps(self, step_us: int) -> int:
        """Whole steps of the grid. Raises ModelError("bad-span") if there is a rest or none, or too many."""
        factor = {"steps": step_us, "minutes": 60 * US, "hours": 3600 * US}[self.unit]
        n = self.amount * factor / step_us
        if not math.isfinite(n) or n != round(n) or not 1 <= n <= MOST_STEPS:
            raise ModelError(
                "bad-span",
                f"expected 1 to {MOST_STEPS} whole steps of {step_us / US:g} s, got {self.amount:g} {self.unit}",
            )
        return round(n)


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """One column of one table and what is made of it.

    table : the caller's name of the table (an id of a dataset). column : the column's name.
    role : target (forecast), past (known up to now), future (known ahead, as a timetable or weather forecast).
    look_back, horizon : of this series, the session's where None; a past input has no horizon, and a future
        series shows its past only if it names a look-back.
    method, max_gap : how a table that does not fit the grid is brought onto it, see ALIGNMENTS. Windows of a
        method end at the grid point, so that nothing later is seen.
    lags : single values that many steps before the last known one. rolling_means : means of that many last values.
    """

    table: str
    column: str
    role: Role = Role.TARGET
    look_back: Span | None = None
    horizon: Span | None = None
    scaling: Literal["standard", "min-max", "none"] = "standard"
    method: str = "mean"
    max_gap: Span | None = None
    lags: tuple[int, ...] = ()
    rolling_means: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Which column of which table."""
        return self.table, self.column


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Calendar features, in the clock of a zone.

    features : of CALENDAR_FEATURES. zone : an IANA name, the site's. country, region : ISO 3166 codes as the
        holidays library knows them; needed for "holidays" only.
    """

    features: tuple[str, ...] = ()
    zone: str = "UTC"
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class SplitSpec:
    """How time is divided into training, validation and test.

    percent : shares of the common span, in time order; what is left over of 100 is not used.
    dates : train ends before `validation_start_us`, validation before `test_start_us`, test before `end_us`
        (None: the end of the data); microseconds since 1970 UTC.
    rolling : `n_folds` equal test stretches at the end, which together take `test` percent; before each lies
        validation of `validation` percent and all earlier time is training. Between the parts lies a gap as
        long as look-back and horizon, so that no window of one part shares a value with one of another.
    A window belongs to a part by its forecast steps, which all lie within; outside back-tests its look-back
    may reach into the part before, as it would in use.
    shuffle : training windows are given to models that learn in rounds in random order; never across parts.
    """

    kind: Literal["percent", "dates", "rolling"] = "percent"
    train: float = 60.0
    validation: float = 20.0
    test: float = 20.0
    validation_start_us: int | None = None
    test_start_us: int | None = None
    end_us: int | None = None
    n_folds: int = 3
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model to be fitted.

    kind : a name of the registry. parameters : by name, absent ones take their default.
    search : parameter to the values that may be tried; empty means no search. At most `n_candidates`
        combinations are drawn (all, if there are fewer), and no new one is begun after `budget_s`.
    """

    kind: str = "default"
    parameters: dict[str, Any] = field(default_factory=dict)
    strategy: Literal["mimo", "direct", "recursive"] = "mimo"
    search: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    n_candidates: int = 12
    budget_s: float = 600.0


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """A whole study.

    step_us : step of the grid, microseconds. phase_us : any time the grid holds (None: the targets' first time).
    look_back, horizon : of every series that names none.
    quantiles : levels of the prediction intervals, each below 0.5 paired with 1 minus itself.
    """

    series: tuple[SeriesSpec, ...]
    step_us: int
    look_back: Span = Span(168)
    horizon: Span = Span(24)
    phase_us: int | None = None
    calendar: CalendarSpec = CalendarSpec()
    split: SplitSpec = SplitSpec()
    models: tuple[ModelSpec, ...] = (ModelSpec(),)
    seed: int = 0
    quantiles: tuple[float, ...] = (0.05, 0.95)

    def __post_init__(self) -> None:
        check(self)

    def of_role(self, role: Role) -> tuple[SeriesSpec, ...]:
        """The series of a role, in order."""
        return tuple(one for one in self.series if one.role == role)

    def look_back_of(self, series: SeriesSpec) -> int:
        """Known steps of a series that are shown to a model."""
        if series.role == Role.FUTURE and series.look_back is None:
            return 0
        return (series.look_back or self.look_back).steps(self.step_us)

    def horizon_of(self, series: SeriesSpec) -> int:
        """Steps ahead of a series; 0 for a past input."""
        return 0 if series.role == Role.PAST else (series.horizon or self.horizon).steps(self.step_us)

    @property
    def n_back(self) -> int:
        """Known steps that the features of a window reach back, its last known one included."""
        return max(
            max(self.look_back_of(one), *(n + 1 for n in one.lags), *one.rolling_means, 1) for one in self.series
        )

    @property
    def n_ahead(self) -> int:
        """Longest horizon of any target."""
        return max(self.horizon_of(one) for one in self.of_role(Role.TARGET))

    def as_dict(self) -> dict[str, Any]:
        """The study as JSON, for `spec_of`."""
        return asdict(self)


def spec_of(values: Mapping[str, Any]) -> SessionSpec:
    """A study from JSON. Raises ModelError("bad-forecast") that names the field, or as `check`."""
    try:
        return _ADAPTER.validate_python(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError("bad-forecast", f"{where or 'the session'}: {first['msg']}", field=where) from error


def model_of(values: Mapping[str, Any]) -> ModelSpec:
    """A model's part of a study from JSON. Raises ModelError("bad-forecast")."""
    try:
        return _MODEL_ADAPTER.validate_python(dict(values))
    except ValidationError as error:
        raise ModelError("bad-forecast", f"the model: {error.errors()[0]['msg']}") from error


def check(spec: SessionSpec) -> None:
    """Refuse a study that cannot be. Raises ModelError: "bad-forecast" (naming the field), "bad-span"."""
    _expect(1 <= len(spec.series) <= MOST_SERIES, "series", f"1 to {MOST_SERIES} series")
    keys = [(one.key, one.role) for one in spec.series]
    _expect(len(set(keys)) == len(keys), "series", "each series once in a role")
    _expect(bool(spec.of_role(Role.TARGET)), "series", "at least one target")
    _expect(spec.step_us >= US, "step_us", "a step of at least one second")
    for n, one in enumerate(spec.series):
        spec.look_back_of(one)
        spec.horizon_of(one)
        _expect(one.method in ALIGNMENTS, f"series.{n}.method", f"one of {', '.join(ALIGNMENTS)}")
        counts = (*one.lags, *one.rolling_means)
        _expect(all(0 <= c <= MOST_STEPS for c in counts), f"series.{n}.lags", f"0 to {MOST_STEPS} steps")
        _expect(all(c >= 1 for c in one.rolling_means), f"series.{n}.rolling_means", "means of at least one value")
    _check_calendar(spec.calendar)
    _check_split(spec.split)
    _expect(all(0 < q < 1 for q in spec.quantiles), "quantiles", "levels between 0 and 1")
    _expect(len(set(spec.quantiles)) == len(spec.quantiles), "quantiles", "each level once")


def _check_calendar(calendar: CalendarSpec) -> None:
    known = ", ".join(CALENDAR_FEATURES)
    _expect(set(calendar.features) <= set(CALENDAR_FEATURES), "calendar.features", f"some of {known}")
    try:
        ZoneInfo(calendar.zone)
    except (KeyError, ValueError, OSError) as error:
        raise ModelError("bad-forecast", "calendar.zone: expected an IANA time zone", field="calendar.zone") from error
    needs_country = "holidays" in calendar.features
    _expect(bool(calendar.country) or not needs_country, "calendar.country", "a country for its holidays")


def _check_split(split: SplitSpec) -> None:
    if split.kind == "dates":
        ends = [split.validation_start_us, split.test_start_us]
        _expect(None not in ends, "split.validation_start_us", "the starts of validation and test")
        ends += [split.end_us] if split.end_us is not None else []
        _expect(ends == sorted(set(ends), key=lambda t: t or 0), "split.test_start_us", "starts in order of time")
        return
    shares = (split.train, split.validation, split.test)
    _expect(all(s > 0 for s in shares) and sum(shares) <= 100, "split.train", "shares above 0 that sum to at most 100")
    _expect(1 <= split.n_folds <= 20, "split.n_folds", "1 to 20 folds")


def _expect(is_so: bool, where: str, what: str) -> None:
    if not is_so:
        raise ModelError("bad-forecast", f"{where}: expected {what}", field=where)


_ADAPTER = TypeAdapter(SessionSpec)
_MODEL_ADAPTER = TypeAdapter(ModelSpec)
