"""The registry of methods, their parameters, presets, and the methods besides the adaptive one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from processing.audio.detect import (
    METHODS,
    PRESETS,
    AdaptiveParams,
    Samples,
    automatic_preset,
    build,
    detect,
    parse_answer,
    schema,
)
from processing.audio.detect.parameters import setting
from processing.audio.detect.registry import method
from processing.audio.intervals import Interval
from processing.audio.scores import segment_scores
from processing.errors import ProcessingError
from tests.processing.audio.sounds import BAT_SR, add_sweep, bat_pass, noise


@pytest.mark.parametrize("name", ["threshold", "energy"])
def test_the_predecessors_methods_find_a_loud_call(name: str) -> None:
    y = noise(2.0)
    reference = [add_sweep(y, 1.0, 0.02, (30_000, 20_000), 0.5)]
    assert segment_scores(detect(Samples(y, BAT_SR), method=name).intervals, reference).f1 == 1.0


@pytest.mark.parametrize("name", ["threshold", "energy"])
def test_a_band_pass_takes_away_what_lies_outside(name: str) -> None:
    y = noise(2.0)
    add_sweep(y, 0.5, 0.02, (5_000, 5_000), 0.5)
    reference = [add_sweep(y, 1.5, 0.02, (50_000, 50_000), 0.1)]
    band = {"low_hz": 30_000, "high_hz": 80_000}
    assert segment_scores(detect(Samples(y, BAT_SR), method=name, params=band).intervals, reference).f1 == 1.0


@pytest.mark.parametrize("name", ["threshold", "energy"])
@pytest.mark.parametrize("n_samples", [0, 1, 50, 5000])
def test_the_predecessors_methods_find_nothing_in_silence(name: str, n_samples: int) -> None:
    assert detect(Samples(np.zeros(n_samples, np.float32), BAT_SR), method=name).intervals == []


@pytest.mark.parametrize("band", [(80_000, 30_000), (30_000, 125_000), (130_000, 0)])
def test_a_band_pass_that_cannot_be_is_refused(band: tuple[float, float]) -> None:
    with pytest.raises(ProcessingError) as refused:
        detect(Samples(noise(0.1), BAT_SR), method="energy", params={"low_hz": band[0], "high_hz": band[1]})
    assert refused.value.code == "bad-parameter"


def test_every_default_and_every_preset_lies_within_the_ranges_of_its_parameters() -> None:
    for each in METHODS.values():
        assert build(each.params, {}) == each.params()
    for preset in PRESETS.values():
        build(AdaptiveParams, preset.values)


def test_every_parameter_says_what_it_is() -> None:
    for each in METHODS.values():
        for parameter in schema(each.params):
            assert parameter.label
            assert parameter.unit
            assert len(parameter.help) > 20


@pytest.mark.parametrize("value", [None, "12", True, float("nan"), float("inf"), -1, 1e9])
def test_a_value_that_is_no_number_within_range_is_refused_with_the_range(value: object) -> None:
    with pytest.raises(ProcessingError) as refused:
        build(AdaptiveParams, {"rise_db": value})
    assert refused.value.code == "bad-parameter"
    assert refused.value.details == {"name": "rise_db", "minimum": 3, "maximum": 60}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"method": "magic"}, "unknown-method"),
        ({"preset": "dragons"}, "unknown-preset"),
        ({"params": {"colour": 1}}, "unknown-parameter"),
        ({"method": "learned"}, "needs-model"),
    ],
)
def test_what_does_not_exist_is_named_in_the_error(arguments: dict[str, object], code: str) -> None:
    with pytest.raises(ProcessingError) as refused:
        detect(Samples(noise(0.5), BAT_SR), **arguments)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_detection_tells_everything_that_made_it_and_can_be_run_again() -> None:
    y, _ = bat_pass()
    first = detect(Samples(y, BAT_SR), params={"rise_db": 20})
    assert (first.method, first.preset) == ("adaptive", "echolocation")
    assert first.params["rise_db"] == 20
    assert set(first.params) == {parameter.name for parameter in schema(AdaptiveParams)}
    assert detect(Samples(y, BAT_SR), preset=first.preset, params=first.params) == first


def test_short_sweeping_calls_are_taken_for_a_bat() -> None:
    y, _ = bat_pass()
    assert automatic_preset(Samples(y, BAT_SR)) == "echolocation"


def test_long_calls_that_return_to_one_tone_are_taken_for_a_bat() -> None:
    y = noise(3.0)
    for onset_s in np.arange(0.1, 2.9, 0.1).tolist():
        add_sweep(y, onset_s, 0.045, (82_000, 82_300), 0.05)
    assert automatic_preset(Samples(y, BAT_SR)) == "echolocation"


def test_long_calls_of_changing_pitch_are_taken_for_a_rodent() -> None:
    y = noise(3.0)
    rng = np.random.default_rng(5)
    for onset_s in np.arange(0.1, 2.8, 0.15).tolist():
        start_hz = float(rng.uniform(45_000, 90_000))
        add_sweep(y, onset_s, 0.06, (start_hz, start_hz + 8_000), 0.05)
    assert automatic_preset(Samples(y, BAT_SR)) == "usv"


@pytest.mark.parametrize(
    ("sr", "preset"), [(2_000, "low"), (16_000, "song"), (44_100, "song"), (384_000, "echolocation")]
)
def test_without_calls_the_sampling_rate_decides(sr: int, preset: str) -> None:
    assert automatic_preset(Samples(noise(0.5, sr=sr), sr)) == preset


def test_an_empty_recording_has_a_preset_too() -> None:
    assert automatic_preset(Samples(np.zeros(0, np.float32), BAT_SR)) == "echolocation"


@dataclass(frozen=True)
class _EveryParams:
    every_s: float = setting(
        1.0, label="Every", unit="s", minimum=0.1, maximum=60, step=0.1, help="Distance of calls."
    )


@pytest.fixture
def every_second() -> Iterator[None]:
    """A method of one's own, as `docs/acoustics/detection.md` shows it."""

    @method("every", label="At equal distances", params=_EveryParams)
    def every(audio, params, *, channel, on_progress):  # type: ignore[no-untyped-def]
        duration_s = audio.info.n_frames / audio.info.sr
        onsets_s = np.arange(0, duration_s, params.every_s).tolist()
        on_progress(1, 1)
        return [Interval(onset_s, onset_s + 0.01) for onset_s in onsets_s]

    yield
    del METHODS["every"]


@pytest.mark.usefixtures("every_second")
def test_a_method_can_be_added_with_a_decorator() -> None:
    found = detect(Samples(noise(2.0), BAT_SR), method="every", params={"every_s": 0.5})
    assert [i.onset_s for i in found.intervals] == [0, 0.5, 1, 1.5]
    assert found.preset is None


def test_the_answer_of_an_outside_detector_becomes_sorted_intervals() -> None:
    answer = {
        "segments": [
            {"onset_s": 2, "offset_s": 3.0004, "label": "b"},
            {"onset_s": 1, "offset_s": 2, "low_hz": 5},
        ]
    }
    assert parse_answer(answer, duration_s=3.0, sr=8000) == [
        Interval(1.0, 2.0, 5.0, None, None, None),
        Interval(2.0, 3.0, None, None, None, "b"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "text",
        {"onset_s": 1},
        {"onset_s": 1, "offset_s": 1},
        {"onset_s": 2, "offset_s": 1},
        {"onset_s": -1, "offset_s": 1},
        {"onset_s": 1, "offset_s": 4},
        {"onset_s": 3.5, "offset_s": 3.6},
        {"onset_s": "1", "offset_s": 2},
        {"onset_s": float("nan"), "offset_s": 2},
        {"onset_s": True, "offset_s": 2},
        {"onset_s": 1, "offset_s": 2, "low_hz": 9, "high_hz": 8},
        {"onset_s": 1, "offset_s": 2, "high_hz": 5000},
        {"onset_s": 1, "offset_s": 2, "label": 7},
        {"onset_s": 1, "offset_s": 2, "label": "x" * 201},
    ],
)
def test_an_outside_answer_that_cannot_be_is_refused_with_its_row(row: object) -> None:
    with pytest.raises(ProcessingError) as refused:
        parse_answer([{"onset_s": 0, "offset_s": 1}, row], duration_s=3.0, sr=8000)
    assert (refused.value.code, refused.value.details["row"]) == ("bad-answer", 1)


@pytest.mark.parametrize("answer", [None, "[]", {"calls": []}, 3])
def test_an_outside_answer_that_is_no_list_is_refused(answer: object) -> None:
    with pytest.raises(ProcessingError) as refused:
        parse_answer(answer, duration_s=3.0, sr=8000)
    assert refused.value.code == "bad-answer"
