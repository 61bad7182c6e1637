"""How far people who name the same things agree, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def cohen_kappa(a: Sequence[str], b: Sequence[str]) -> float | None:
    """Agreement of two people on the same things, corrected for chance.

    (p_o - p_e) / (1 - p_e), where p_o is the share of things both name alike and p_e the share that two people
    who use the names as often as these two, but at random, would name alike (Cohen 1960,
    doi:10.1177/001316446002000104).

    a, b : what each calls thing i, equally long.
    Returns 1 for full agreement, 0 for that of chance, down to -1; None where it is not defined: for nothing to
    compare, and where both use one and the same name throughout.
    Raises ValueError when the lengths differ.
    """
    if len(a) != len(b):
        raise ValueError(f"needs two names a thing, got {len(a)} and {len(b)}")
    if not a:
        return None
    table = confusion(a, b)[1]
    observed = np.trace(table) / table.sum()
    by_chance = (table.sum(axis=0) @ table.sum(axis=1)) / table.sum() ** 2
    return _beyond_chance(float(observed), float(by_chance))


def confusion(a: Sequence[str], b: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The names used, sorted, and how often a says name i where b says name j, shape (n_names, n_names)."""
    names = sorted({*a, *b})
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(table, ([place[name] for name in a], [place[name] for name in b]), 1)
    return names, table


def fleiss_kappa(counts: npt.ArrayLike) -> float | None:
    """Agreement of several people, not always the same, each thing being named by equally many.

    The mean share of agreeing pairs of people over all things, corrected for what chance would give when names
    are used as often as they are in all (Fleiss 1971, doi:10.1037/h0031619).

    counts : how many people give thing i the name j, shape (n_things, n_names), each row with the same sum of at
    least 2.
    Returns as `cohen_kappa`; None for nothing to compare, and where only one name is used.
    Raises ValueError for rows with different sums, or fewer than two people a thing.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.size == 0:
        return None
    n_people = table[0].sum()
    if n_people < 2 or not np.array_equal(table.sum(axis=1), np.full(len(table), n_people)):
        raise ValueError(f"needs equally many people a thing, at least 2, got {sorted(set(table.sum(axis=1)))}")
    pairs = (table * (table - 1)).sum(axis=1) / (n_people * (n_people - 1))
    shares = table.sum(axis=0) / table.sum()
    return _beyond_chance(float(pairs.mean()), float((shares**2).sum()))


def _beyond_chance(observed: float, by_chance: float) -> float | None:
    return None if np.isclose(by_chance, 1.0, rtol=0, atol=1e-12) else (observed - by_chance) / (1 - by_chance)
