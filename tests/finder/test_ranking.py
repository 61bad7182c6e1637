"""How well a name fits what was typed."""

from datetime import UTC, datetime, timedelta

import pytest

from blueprints.finder.service.ranking import ELSEWHERE, EXACT, FRESH_POINTS, fit, freshness, words_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_words_are_lower_case_and_each_counts_once() -> None:
    assert words_of("  Mill POND mill ") == ["mill", "pond"]


def test_a_text_without_a_word_fits_nothing() -> None:
    assert fit("Mill pond", words_of("   ")) == 0


@pytest.mark.parametrize(
    ("better", "worse", "typed"),
    [
        ("Mill", "Mill pond", "mill"),
        ("Mill pond", "Old mill", "mill"),
        ("NIGHT_20260612_mill.wav", "Windmill", "mill"),
        ("Windmill", "Reed bed", "mill"),
        ("Mill pond", "Pond by the mill", "mill pond"),
    ],
)
def test_the_nearer_to_the_beginning_the_better(better: str, worse: str, typed: str) -> None:
    assert fit(better, words_of(typed)) > fit(worse, words_of(typed))


def test_the_whole_name_is_the_best_and_a_word_that_is_not_in_it_the_least() -> None:
    assert fit("Mill pond", words_of("MILL pond")) == EXACT
    assert fit("Reed bed", words_of("mill")) == ELSEWHERE


def test_being_new_is_worth_a_little_and_less_with_time() -> None:
    new, old = (freshness(NOON - timedelta(days=days), NOON) for days in (0, 60))
    assert new == FRESH_POINTS
    assert 0 < old < new / 5
    assert freshness(None, NOON) == 0
