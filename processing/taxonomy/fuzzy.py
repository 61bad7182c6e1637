"""Words that are nearly alike: distances of spelling, and keys under which misspelt words meet.

A word is cut into halves and into thirds: one typing error leaves a half whole, two leave a third (Li, Deng, Wang &
Feng 2011, Pass-Join, doi:10.14778/2078331.2078340). A word is filed under its pieces, and looked for under all the
pieces another spelling of it could have, so that half a million genera are searched by some dozens of keys.
"""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

MAX_ERRORS = 2
"""Typing errors that are still the same word."""

SHORTEST = MAX_ERRORS + 1
"""Letters a word must have to be found with two errors: as many as it has pieces."""


def distance(first: str, second: str, limit: int = MAX_ERRORS) -> int:
    """Letters to insert, delete, replace or swap with a neighbour to get from one to the other.

    The optimal string alignment of Damerau (1964), by RapidFuzz.

    limit : most that is of interest, 0 or more; anything farther gives `limit + 1`.
    Empty texts are as far as the other is long.
    """
    return int(OSA.distance(first, second, score_cutoff=limit))


def pieces(word: str) -> list[str]:
    """Keys a word is filed under, one for each of its halves and its thirds; none where the pieces would be empty."""
    return [
        f"{n_pieces}{len(word)}{place}{word[start:stop]}"
        for n_pieces in range(2, MAX_ERRORS + 2)
        if len(word) >= n_pieces
        for place, (start, stop) in enumerate(_cuts(len(word), n_pieces))
    ]


def probes(word: str, errors: int = MAX_ERRORS) -> set[str]:
    """Keys under which words lie that are at most this many errors, 1 or 2, away from a word."""
    lengths = range(len(word) - errors, len(word) + errors + 1)
    return {key for length in lengths for key in _probes_of(word, length, errors)}


def _cuts(length: int, n_pieces: int) -> list[tuple[int, int]]:
    """Where the pieces of a word of this length lie: the last ones take what does not divide."""
    short, n_long = divmod(length, n_pieces)
    cuts, start = [], 0
    for place in range(n_pieces):
        stop = start + short + (place >= n_pieces - n_long)
        cuts.append((start, stop))
        start = stop
    return cuts


def _probes_of(word: str, length: int, errors: int) -> Iterator[str]:
    n_pieces = errors + 1
    if length < n_pieces:
        return
    for place, (start, stop) in enumerate(_cuts(length, n_pieces)):
        width = stop - start
        for shift in range(-errors, errors + 1):
            if 0 <= start + shift <= len(word) - width:
                yield f"{n_pieces}{length}{place}{word[start + shift : start + shift + width]}"
