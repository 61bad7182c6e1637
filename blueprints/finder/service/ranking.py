"""How well a thing fits what was typed: names before descriptions, beginnings before middles, new before old."""

import math
from collections.abc import Sequence
from datetime import datetime

EXACT, BEGINS, BEGINS_WORD, INSIDE, ELSEWHERE = 100.0, 80.0, 60.0, 40.0, 15.0
"""Points for where a word stands: the whole title, its beginning, the beginning of a word in it, within one, or only
in what else is known of the thing."""

FRESH_POINTS = 8.0
"""The most that being new is worth: it decides between names that fit alike, never against a better fit."""

FRESH_DAYS = 30.0
"""After this many days the points for being new have fallen to a third."""

JOINTS = str.maketrans(dict.fromkeys("_-./:,;()[]", " "))
"""Characters between the words of a name; recorders join date and time with them."""


def words_of(text: str) -> list[str]:
    """What was typed as words in lower case, each once, at most eight."""
    return list(dict.fromkeys(text.casefold().split()))[:8]


def fit(title: str, words: Sequence[str]) -> float:
    """Points of a title for these words: the mean of what each gets, more when all of it is there as typed.

    title : as people read it. words : in lower case, as `words_of` gives them.
    Returns 0 for no words, else between `ELSEWHERE` and `EXACT`.
    """
    if not words:
        return 0.0
    plain = title.casefold()
    typed = " ".join(words)
    if plain == typed:
        return EXACT
    begun = set(plain.translate(JOINTS).split())
    return max(_points(plain, typed, begun), sum(_points(plain, word, begun) for word in words) / len(words))


def _points(title: str, word: str, begun: set[str]) -> float:
    if title.startswith(word):
        return BEGINS
    if word not in title:
        return ELSEWHERE
    if f" {word}" in title or any(one.startswith(word) for one in begun):
        return BEGINS_WORD
    return INSIDE


def freshness(at: datetime | None, moment: datetime) -> float:
    """Points for being new, between 0 and `FRESH_POINTS`; none for what has no date."""
    if at is None:
        return 0.0
    days = max(0.0, (moment - at).total_seconds() / 86_400)
    return FRESH_POINTS * math.exp(-days / FRESH_DAYS)
