"""The tree of taxa above a set of species: grown, pruned, counted."""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

RANKS = ("root", "kingdom", "phylum", "class", "order", "family", "genus", "species")
"""What stands at each depth. A rank nobody filled in is a node without a name, so that species share one level."""

SPECIES_DEPTH = len(RANKS) - 1

GENUS_DEPTH = SPECIES_DEPTH - 1

ROOT = 0


class Lineage(NamedTuple):
    """A species and what it belongs to.

    key : what tells it from all others. name : scientific name. above : names from kingdom to genus, "" where unknown.
    """

    key: str
    name: str
    above: tuple[str, str, str, str, str, str]


class Tally(NamedTuple):
    """How often something was seen: by whoever looks at the tree, by their friends, and by all shown in it."""

    own: int = 0
    friends: int = 0
    total: int = 0

    def __add__(self, other: object) -> "Tally":
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(self.own + other.own, self.friends + other.friends, self.total + other.total)

    def less(self, other: "Tally") -> "Tally":
        return Tally(self.own - other.own, self.friends - other.friends, self.total - other.total)


NOTHING = Tally()


class TaxonTree:
    """Nodes under numbers that never change while they live; children are in the order of their names."""

    def __init__(self) -> None:
        self.parent: list[int] = [-1]
        self.children: list[Sequence[int]] = [[]]
        self.name: list[str] = ["Life"]
        self.depth: list[int] = [0]
        self.n_species: list[int] = [0]
        self.tally: list[Tally] = [NOTHING]
        self.leaf_of: dict[str, int] = {}
        self.key_of: dict[int, str] = {}
        self._below: dict[tuple[int, str], int] = {}

    @classmethod
    def grown(cls, seen: Iterable[tuple[Lineage, Tally]]) -> "TaxonTree":
        """A tree of all these species at once."""
        tree = cls()
        genera: dict[tuple[str, ...], int] = {}
        for lineage, tally in sorted(seen, key=lambda row: row[0].name):
            genus = genera.get(lineage.above)
            if genus is None:
                genus = genera[lineage.above] = tree._grow(lineage.above)
            node = tree._leaf(genus, lineage)
            tree.tally[node], tree.n_species[node] = tally, 1
        for kids, depth in zip(tree.children, tree.depth, strict=True):
            if depth < GENUS_DEPTH:
                cast(list[int], kids).sort(key=tree._order)
        tree._sum_up()
        return tree

    def _sum_up(self) -> None:
        sums = [list(column) for column in zip(*self.tally, strict=True)]
        # A node has a higher number than its parent in a tree that was grown at once.
        for node in range(len(self.parent) - 1, ROOT, -1):
            parent = self.parent[node]
            self.n_species[parent] += self.n_species[node]
            for column in sums:
                column[parent] += column[node]
        self.tally = list(map(Tally, *sums))

    def by_level(self) -> list[int]:
        """Every node, a level after the other, each in drawing order."""
        order, level = [], [ROOT]
        while level:
            order += level
            level = [kid for node in level for kid in self.children[node]]
        return order

    def put(self, lineage: Lineage, tally: Tally) -> set[int]:
        """Set how often a species was seen, taking it in when it is new.

        Returns the nodes whose children are others than before; empty when only numbers changed.
        """
        known = self.leaf_of.get(lineage.key)
        if known is not None and self.lineage(known) != (lineage.name, lineage.above):
            changed = self.drop(lineage.key)
            return (changed | self.put(lineage, tally)) - self._dead(changed)
        node, changed = (known, set()) if known is not None else self._attach(lineage)
        self._count(node, tally.less(self.tally[node]), 1 if known is None else 0)
        return changed

    def drop(self, key: str) -> set[int]:
        """Take a species out, and what is left empty above it; returns the nodes whose children changed."""
        node = self.leaf_of.get(key)
        if node is None:
            return set()
        self._count(node, NOTHING.less(self.tally[node]), -1)
        while node != ROOT and not self.children[node]:
            above = self.parent[node]
            cast(list[int], self.children[above]).remove(node)
            self._forget(node)
            node = above
        return {node}

    def lineage(self, leaf: int) -> tuple[str, tuple[str, ...]]:
        """Name of a species, and the names above it from kingdom to genus."""
        names = []
        node = self.parent[leaf]
        while node > ROOT:
            names.append(self.name[node])
            node = self.parent[node]
        return self.name[leaf], tuple(reversed(names))

    def path(self, node: int) -> list[str]:
        """Names from below the root down to a node."""
        names = []
        while node > ROOT:
            names.append(self.name[node])
            node = self.parent[node]
        return names[::-1]

    def find(self, path: Iterable[str]) -> int | None:
        """The node that a path of names leads to."""
        node: int | None = ROOT
        for name in path:
            node = self._below.get((node, name)) if node is not None else None
        return node

    def species_below(self, node: int) -> list[str]:
        """Keys of the species under a node, in drawing order."""
        found, waiting = [], [node]
        while waiting:
            at = waiting.pop()
            if at in self.key_of:
                found.append(self.key_of[at])
            waiting.extend(reversed(self.children[at]))
        return found

    def _attach(self, lineage: Lineage) -> tuple[int, set[int]]:
        """Take a species in; returns its leaf, and the nodes whose children changed."""
        n_before = len(self.parent)
        genus = self._grow(lineage.above)
        leaf = self._leaf(genus, lineage)
        new = range(n_before, len(self.parent))
        for node in new:
            kids = cast(list[int], self.children[self.parent[node]])
            kids.remove(node)
            insort(kids, node, key=self._order)
        return leaf, {*new, *(self.parent[node] for node in new)}

    def _grow(self, names: Iterable[str]) -> int:
        node = ROOT
        for name in names:
            found = self._below.get((node, name))
            node = self._add(node, name, []) if found is None else found
        return node

    def _leaf(self, genus: int, lineage: Lineage) -> int:
        name = lineage.name
        if (genus, name) in self._below:
            # Two records of one name: the later one gets a leaf of its own beside the first.
            name = f"{name} ({lineage.key[-8:]})"
        leaf = self._add(genus, name, ())
        self.leaf_of[lineage.key], self.key_of[leaf] = leaf, lineage.key
        return leaf

    def _add(self, parent: int, name: str, children: Sequence[int]) -> int:
        node = len(self.parent)
        self.parent.append(parent)
        self.children.append(children)
        self.name.append(name)
        self.depth.append(self.depth[parent] + 1)
        self.n_species.append(0)
        self.tally.append(NOTHING)
        self._below[parent, name] = node
        cast(list[int], self.children[parent]).append(node)
        return node

    def _forget(self, node: int) -> None:
        del self._below[self.parent[node], self.name[node]]
        key = self.key_of.pop(node, None)
        if key is not None:
            del self.leaf_of[key]

    def _dead(self, nodes: set[int]) -> set[int]:
        return {node for node in nodes if not self.is_alive(node)}

    def is_alive(self, node: int) -> bool:
        """Whether a node is still part of the tree."""
        return node == ROOT or self._below.get((self.parent[node], self.name[node])) == node

    def _count(self, node: int, change: Tally, n_species: int) -> None:
        while node >= ROOT:
            self.tally[node] += change
            self.n_species[node] += n_species
            node = self.parent[node]

    def _order(self, node: int) -> tuple[bool, str]:
        """By name; what has none comes last."""
        return not self.name[node], self.name[node]


def differences(
    before: Mapping[str, tuple[Lineage, Tally]], after: Mapping[str, tuple[Lineage, Tally]]
) -> tuple[list[str], list[str]]:
    """Keys to take out, and keys to put in or to count anew."""
    gone = [key for key in before if key not in after]
    return gone, [key for key, seen in after.items() if before.get(key) != seen]
