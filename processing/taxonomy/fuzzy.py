"""Words that are nearly alike: distances of spelling, and keys under which misspelt words meet.

A word is cut into three pieces; two typing errors leave one of them whole (Li, Deng, Wang & Feng 2011, Pass-Join,
doi:10.14778/2078331.2078340). A word is filed under its pieces, and looked for under all the pieces another
spelling of it could have, so that a table of half a million genera is searched by some dozens of keys.
"""

from collections.abc import Iterator

MAX_ERRORS = 2
"""Typing errors that are still the same word."""

N_PIECES = MAX_ERRORS + 1

SHORTEST = N_PIECES
"""Words with fewer letters have no three pieces and are found only as they are spelt."""


def distance(first: str, second: str, limit: int = MAX_ERRORS) -> int:
    """Letters to insert, delete, replace or swap with a neighbour (Damerau 1964) to get from one to the other.

    limit : most that is of interest, 0 or more; anything farther gives `limit + 1`.
    Empty texts are as far as the other is long.
    """
    if first == second:
        return 0
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    first, second = _differing(first, second)
    if not first or not second:
        return min(max(len(first), len(second)), limit + 1)
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _differing(first: str, second: str) -> tuple[str, str]:
    """Both without the beginning and the end they have in common."""
    n = min(len(first), len(second))
    start = next((i for i in range(n) if first[i] != second[i]), n)
    first, second = first[start:], second[start:]
    n = min(len(first), len(second))
    end = next((i for i in range(n) if first[-1 - i] != second[-1 - i]), n)
    return (first[: len(first) - end], second[: len(second) - end]) if end else (first, second)


def pieces(word: str) -> list[str]:
    """Keys a word is filed under: `length, piece, letters`; none for words shorter than `SHORTEST`."""
    if len(word) < SHORTEST:
        return []
    return [f"{len(word)}{place}{word[start:stop]}" for place, (start, stop) in enumerate(_cuts(len(word)))]


def probes(word: str, errors: int = MAX_ERRORS) -> set[str]:
    """Keys under which words lie that are at most this many errors away from a word."""
    lengths = range(len(word) - errors, len(word) + errors + 1)
    return {key for length in lengths for key in _probes_of(word, length, errors)}


def _cuts(length: int) -> list[tuple[int, int]]:
    """Where the three pieces of a word of this length lie: the last ones take what does not divide."""
    short = length // N_PIECES
    n_long = length % N_PIECES
    cuts, start = [], 0
    for place in range(N_PIECES):
        stop = start + short + (place >= N_PIECES - n_long)
        cuts.append((start, stop))
        start = stop
    return cuts


def _probes_of(word: str, length: int, errors: int) -> Iterator[str]:
    if length < SHORTEST:
        return
    for place, (start, stop) in enumerate(_cuts(length)):
        width = stop - start
        for shift in range(-errors, errors + 1):
            if 0 <= start + shift <= len(word) - width:
                yield f"{length}{place}{word[start + shift : start + shift + width]}"
