"""How rich a set of observed species is."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from processing.tree.taxa import Lineage


class Diversity(NamedTuple):
    """Richness and evenness of a set of observations.

    shannon : H′ in nats (Shannon 1948); 0 for one species. evenness : H′ over its largest possible value (Pielou
    1966); None below two species. simpson : 1 − Σp² (Simpson 1949), the chance that two are of different species.
    """

    n_species: int
    n_genera: int
    n_families: int
    n_orders: int
    n_classes: int
    n_observations: int
    shannon: float
    simpson: float
    evenness: float | None


def diversity(seen: Iterable[tuple[Lineage, int]]) -> Diversity:
    """Measure species with the number of observations of each; numbers below 1 are left out. Nothing gives zeros."""
    rows = [(lineage, n) for lineage, n in seen if n > 0]
    total = sum(n for _, n in rows)
    shares = [n / total for _, n in rows]
    shannon = -sum(p * math.log(p) for p in shares)
    n_at = [len({lineage.above[: depth + 1] for lineage, _ in rows if lineage.above[depth]}) for depth in range(6)]
    return Diversity(
        n_species=len(rows),
        n_genera=n_at[5],
        n_families=n_at[4],
        n_orders=n_at[3],
        n_classes=n_at[2],
        n_observations=total,
        shannon=abs(shannon),
        simpson=max(0.0, 1 - sum(p * p for p in shares)) if rows else 0.0,
        evenness=shannon / math.log(len(rows)) if len(rows) > 1 else None,
    )


class Relation(NamedTuple):
    """Two species of the same genus or family, by their keys."""

    source: str
    target: str
    kind: str


def relations(lineages: Sequence[Lineage]) -> list[Relation]:
    """Join species of a genus into a chain and the genera of a family into another.

    Each species adds at most two relations, so their number grows with the species and not with its square; all
    of a genus or family still hang together.
    """
    found = []
    chains: dict[tuple[str, ...], Lineage] = {}
    ordered = sorted(lineages, key=lambda one: (one.above, one.name, one.key))
    for lineage in ordered:
        genus, family = lineage.above, lineage.above[:5]
        before = chains.get(genus) if genus[5] else None
        relative = chains.get(family) if family[4] else None
        if before is not None:
            found.append(Relation(before.key, lineage.key, "same-genus"))
        elif relative is not None:
            found.append(Relation(relative.key, lineage.key, "same-family"))
        chains[genus] = chains[family] = lineage
    return found


def completeness(seen: Counter[str], known: Counter[str]) -> list[tuple[str, int, int]]:
    """For each group with a known number of species: its name, species seen, species known; fullest first."""
    rows = [(name, min(n, known[name]), known[name]) for name, n in seen.items() if known.get(name)]
    return sorted(rows, key=lambda row: (-row[1] / row[2], -row[1], row[0]))
