"""Calls in sequence: bouts, buzzes, intervals."""

import numpy as np
import pytest

from processing.audio.sequences import count_intervals, find_bouts, interval_edges


def test_no_calls_give_no_bouts():
    assert len(find_bouts(np.zeros(0), np.zeros(0)).first) == 0


def test_one_call_is_a_bout_without_intervals():
    bouts = find_bouts(np.array([2.0]), np.array([2.5]))
    assert bouts.n_calls.tolist() == [1]
    assert np.isnan(bouts.median_interval_s[0])


def test_a_silence_longer_than_the_gap_parts_bouts():
    onsets = np.array([0.0, 0.3, 2.0, 2.1])
    bouts = find_bouts(onsets, onsets + 0.01, max_gap_s=0.5)
    assert bouts.n_calls.tolist() == [2, 2]
    assert bouts.stop_s.tolist() == pytest.approx([0.31, 2.11])


def test_a_long_call_holds_the_bout_together():
    bouts = find_bouts(np.array([0.0, 0.1, 3.0]), np.array([2.9, 0.2, 3.1]), max_gap_s=0.5)
    assert bouts.n_calls.tolist() == [3]


@pytest.mark.parametrize(("n_fast", "n_buzzes"), [(4, 0), (5, 1), (12, 1)])
def test_a_buzz_takes_five_calls_in_a_row(n_fast, n_buzzes):
    onsets = np.concatenate([[0.0, 0.1, 0.2], 0.3 + 0.008 * np.arange(n_fast)])
    assert find_bouts(onsets, onsets + 0.002).n_buzzes.tolist() == [n_buzzes]


def test_every_interval_is_counted_once():
    gaps = np.array([1e-5, 0.0011, 0.1, 5.0, 1e4])
    assert count_intervals(gaps).sum() == len(gaps)
    assert len(count_intervals(gaps)) == len(interval_edges()) - 1


def test_onsets_out_of_order_are_refused():
    with pytest.raises(ValueError, match="onsets in order"):
        find_bouts(np.array([1.0, 0.5]), np.array([1.1, 0.6]))
