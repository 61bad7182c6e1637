"""Windows of a study: which there are, what they show, and what they must not."""

from dataclasses import replace

import numpy as np
import pytest

from ml.forecasting.calendars import calendar_rows
from ml.forecasting.frame import frame_at, training_frame
from ml.forecasting.inputs import context_at, groups_of, inputs_of, other_names, outputs_of
from ml.forecasting.spec import CalendarSpec, SeriesSpec, Span, SplitSpec, spec_of
from ml.forecasting.windows import prepare
from processing.errors import ModelError
from processing.timeseries.table import US, Column, Table
from tests.ml.forecasting.world import HOUR, START, load_and_weather, plain, rich, scrambled

TABLE = load_and_weather()


def test_windows_are_views_of_the_series_not_copies() -> None:
    frame = training_frame({"site": TABLE}, plain())
    context = context_at(plain(), frame.values, frame.calendar, np.arange(100, 200))
    assert np.shares_memory(context.values, frame.values)


def test_a_window_shows_the_values_up_to_its_origin_and_is_followed_by_the_next() -> None:
    spec = plain()
    frame = training_frame({"site": TABLE}, spec)
    context = context_at(spec, frame.values, frame.calendar, np.array([100, 300]))
    group = groups_of(spec)[0]
    load = TABLE.column("load").values
    assert np.array_equal(inputs_of(spec, group, context).own[1, 0], load[253:301])
    assert np.array_equal(outputs_of(spec, group, context)[0, 0], load[101:107])


def test_lags_means_inputs_and_calendar_stand_in_the_order_their_names_tell() -> None:
    spec = rich()
    frame = training_frame({"site": TABLE}, spec)
    context = context_at(spec, frame.values, frame.calendar, np.array([200]))
    first, _ = groups_of(spec)
    found = inputs_of(spec, first, context)
    load, temperature = TABLE.column("load").values, TABLE.column("temperature").values
    assert found.extra[0, 0] == pytest.approx([load[197], load[129], np.mean(load[171:201])])
    columns = dict(zip(other_names(spec), found.other[0], strict=True))
    assert columns["temperature 0"] == temperature[200]
    assert columns["temperature mean 12"] == pytest.approx(np.mean(temperature[189:201]))
    assert columns["temperature +8"] == temperature[208]
    assert len(columns) == len(other_names(spec))


def test_scrambling_the_future_changes_no_feature() -> None:
    spec = rich()
    frame = training_frame({"site": TABLE}, spec)
    changed = training_frame({"site": scrambled(TABLE, 301)}, spec)
    hidden = replace(changed, values=np.concatenate([changed.values[:3], frame.values[3:]]))
    for group in groups_of(spec):
        seen = [
            inputs_of(spec, group, context_at(spec, one.values, one.calendar, np.array([300])))
            for one in (frame, hidden)
        ]
        for before, after in zip(*seen, strict=True):
            assert np.array_equal(before, after)


@pytest.mark.parametrize("method", ["mean", "max", "last", "previous"])
def test_a_series_off_the_grid_shows_nothing_of_what_comes_after_the_grid_point(method: str) -> None:
    time = START + np.arange(4000, dtype=np.int64) * 17 * 60 * US
    table = Table(time, (Column("load", np.random.default_rng(0).normal(size=4000)),))
    spec = plain(series=(SeriesSpec("site", "load", method=method),), phase_us=START)
    at = START + 500 * HOUR
    after = int(np.searchsorted(time, at, side="right"))
    frames = [training_frame({"site": one}, spec) for one in (table, scrambled(table, after))]
    assert np.array_equal(frames[0].values[0, :501], frames[1].values[0, :501])
    single, origin = frame_at({"site": table}, spec, at)
    assert np.array_equal(single.values[0, : origin + 1], frames[0].values[0, 500 - origin : 501])


def test_dropped_windows_are_counted_by_reason_and_all_points_are_accounted_for() -> None:
    values = TABLE.column("load").values.copy()
    values[400] = np.nan
    table = TABLE.with_column(Column("load", values))
    windows = prepare({"site": table}, plain())
    told = {one.reason: one.n for one in windows.dropped}
    assert told["too-early"] == 47
    assert told["too-late"] == 6
    assert told["missing-input"] == 48
    assert told["missing-target"] == 6
    assert sum(told.values()) + sum(windows.counts.values()) == 700


def test_a_part_holds_the_windows_whose_forecast_steps_all_lie_in_it() -> None:
    at = [START + HOUR * n for n in (400, 500, 600)]
    split = SplitSpec("dates", validation_start_us=at[0], test_start_us=at[1], end_us=at[2])
    fold = prepare({"site": TABLE}, plain(split=split)).folds[0]
    assert (fold.train[0], fold.train[-1]) == (47, 393)
    assert (fold.validation[0], fold.validation[-1]) == (399, 493)
    assert (fold.test[0], fold.test[-1]) == (499, 593)


def test_back_test_folds_share_no_value_between_their_parts() -> None:
    split = SplitSpec("rolling", test=30, validation=10, n_folds=3)
    spec = plain(split=split, look_back=Span(24))
    folds = prepare({"site": TABLE}, spec).folds
    assert len(folds) == 3
    for fold in folds:
        for earlier, later in ((fold.train, fold.validation), (fold.validation, fold.test)):
            assert earlier[-1] + 6 < later[0] - 24 + 1
    assert folds[0].test[-1] < folds[1].test[0]


def test_each_series_has_a_violin_in_each_part() -> None:
    windows = prepare({"site": TABLE}, plain())
    assert [(one.series, one.part) for one in windows.distributions[:3]] == [
        ("load", "train"), ("load", "validation"), ("load", "test"),
    ]  # fmt: skip
    one = windows.distributions[0]
    assert np.sum(one.density) * (one.levels[1] - one.levels[0]) == pytest.approx(1)


def test_too_little_data_is_refused_with_the_reasons() -> None:
    with pytest.raises(ModelError, match="too-early") as caught:
        prepare({"site": load_and_weather(60)}, plain())
    assert caught.value.code == "too-few-windows"


def test_the_clock_of_the_site_turns_the_day_and_holidays_are_local() -> None:
    summer, new_year = 1_720_000_000 // 3600 * 3600 * US, 1_704_063_600 * US
    calendar = CalendarSpec(("day", "holidays"), "Europe/Zurich", "CH", "ZH")
    time = np.array([summer, new_year - HOUR, new_year], dtype=np.int64)
    rows = calendar_rows(time, calendar)
    local_hour = (summer // HOUR + 2) % 24
    assert rows[0, 0] == pytest.approx(np.sin(2 * np.pi * local_hour / 24))
    assert rows[2].tolist() == [0, 0, 1]


def test_a_study_goes_through_json_unchanged() -> None:
    assert spec_of(rich().as_dict()) == rich()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"step_us": 0}, "step_us"),
        ({"series": []}, "series"),
        ({"quantiles": [1.5]}, "quantiles"),
        ({"calendar": {"features": ["holidays"]}}, "calendar.country"),
        ({"calendar": {"zone": "Mars/Olympus"}}, "calendar.zone"),
        ({"look_back": {"amount": "long"}}, "look_back.amount"),
        ({"split": {"train": 90, "validation": 20}}, "split.train"),
    ],
)
def test_a_study_that_cannot_be_names_the_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(ModelError) as caught:
        spec_of(plain().as_dict() | change)
    assert caught.value.code == "bad-forecast"
    assert field in str(caught.value.details["field"])


def test_a_span_that_is_no_whole_number_of_steps_is_refused() -> None:
    with pytest.raises(ModelError) as caught:
        Span(90, "minutes").steps(HOUR)
    assert caught.value.code == "bad-span"
