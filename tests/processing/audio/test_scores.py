"""Matching intervals and the scores made of it."""

import pytest

from processing.audio.intervals import Interval
from processing.audio.scores import match_by_onset, match_by_overlap, pooled_scores, segment_scores
from processing.errors import TableError


def _intervals(*times: tuple[float, float]) -> list[Interval]:
    return [Interval(*pair) for pair in times]


def test_the_same_intervals_agree_fully() -> None:
    intervals = _intervals((0.1, 0.2), (0.5, 0.9))
    scores = segment_scores(intervals, intervals)
    assert (scores.precision, scores.recall, scores.f1, scores.onset_error_s) == (1, 1, 1, 0)


def test_half_an_overlap_counts_and_less_does_not() -> None:
    reference = _intervals((1.0, 2.0))
    assert segment_scores(_intervals((1.0, 1.5)), reference).n_matched == 1
    assert segment_scores(_intervals((1.0, 1.49)), reference).n_matched == 0


def test_an_onset_exactly_at_the_tolerance_counts() -> None:
    scores = segment_scores(_intervals((0.310, 0.4)), _intervals((0.3, 0.5)), onset_tolerance_s=0.010)
    assert scores.n_matched == 1
    assert scores.onset_error_s == pytest.approx(0.010)


def test_one_reference_is_matched_once_and_the_second_find_is_a_false_alarm() -> None:
    scores = segment_scores(_intervals((0.0, 0.9), (0.05, 1.0)), _intervals((0.0, 1.0)))
    assert (scores.precision, scores.recall) == (0.5, 1.0)


def test_the_pairing_takes_as_many_pairs_as_can_be_had() -> None:
    # Found 0 suits both references, found 1 only the first: greedy pairing in order would lose a pair.
    found = _intervals((1.005, 1.1), (0.995, 1.1))
    reference = _intervals((1.000, 1.1), (1.012, 1.1))
    assert len(match_by_onset(found, reference, tolerance_s=0.010)) == 2


def test_the_order_of_intervals_does_not_matter() -> None:
    found, reference = _intervals((0, 1), (2, 3), (5, 6)), _intervals((5.1, 6), (0.1, 1))
    assert segment_scores(found[::-1], reference)[:6] == segment_scores(found, reference[::-1])[:6]


def test_nothing_found_where_nothing_is_expected_is_perfect() -> None:
    assert segment_scores([], []).f1 == 1.0


def test_nothing_found_where_something_is_expected_scores_zero() -> None:
    scores = segment_scores([], _intervals((0, 1)))
    assert (scores.precision, scores.recall, scores.f1, scores.onset_error_s) == (0, 0, 0, None)


def test_pooling_adds_counts_and_never_matches_across_recordings() -> None:
    one, other = _intervals((0, 1)), _intervals((0, 1), (2, 3), (4, 5))
    scores = pooled_scores([(one, one), ([], other), (other, [])])
    assert (scores.n_found, scores.n_reference, scores.n_matched) == (4, 4, 1)
    assert scores.f1 == pytest.approx(0.25)


@pytest.mark.parametrize("min_iou", [0.0, -1.0, 1.1, float("nan")])
def test_an_overlap_outside_its_range_is_refused(min_iou: float) -> None:
    with pytest.raises(TableError) as refused:
        match_by_overlap(_intervals((0, 1)), _intervals((0, 1)), min_iou=min_iou)
    assert refused.value.code == "bad-parameter"


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(TableError, match="0 or more"):
        match_by_onset(_intervals((0, 1)), _intervals((0, 1)), tolerance_s=-0.001)
