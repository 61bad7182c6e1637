"""A tree of taxa with the place of every node, in two ways of drawing, as arrays by level."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.tree.taxa import ROOT, SPECIES_DEPTH, Lineage, Tally, TaxonTree, differences
from processing.tree.tidy import SIBLING_GAP, TidyTree

MIN_RADIUS = 3.0
"""Of the outer ring, in world units: few species would otherwise stand on top of each other."""


class Layout(StrEnum):
    """`tidy` draws depth downwards with one unit a level; `radial` draws it outwards from the root."""

    TIDY = "tidy"
    RADIAL = "radial"


@dataclass(frozen=True)
class Level:
    """The nodes of one depth in drawing order; every array has one value a node.

    across : place along the axis of the leaves, in units; rises. parent_across : that of the parent; never falls.
    first, last : the outermost species below it. node : its number in the tree.
    """

    node: IndexArray
    across: FloatArray
    parent_across: FloatArray
    first: FloatArray
    last: FloatArray
    n_children: IndexArray


class Drawing:
    """A tree of taxa, its tidy placing, and what changes when species come, go or are seen again."""

    def __init__(self, seen: Mapping[str, tuple[Lineage, Tally]]) -> None:
        self.seen = dict(seen)
        self.tree = TaxonTree.grown(self.seen.values())
        self.placing = TidyTree(self.tree.children)
        self.placing.place_all(ROOT)
        self._measure()

    def update(self, seen: Mapping[str, tuple[Lineage, Tally]]) -> int:
        """Bring the drawing to another state, placing only the branches that differ; returns nodes placed again."""
        gone, changed = differences(self.seen, seen)
        touched: set[int] = set()
        for key in gone:
            touched |= self.tree.drop(key)
        for key in changed:
            touched |= self.tree.put(*seen[key])
        self.seen = dict(seen)
        n_before = self.placing.n_placed
        alive = {node for node in touched if self.tree.is_alive(node)}
        if alive:
            self.placing.refresh(alive, self.tree.parent)
            self._measure()
        return self.placing.n_placed - n_before

    def _measure(self) -> None:
        """Absolute places, level by level from the offsets, then the reach of each node from the leaves up."""
        children, offset = self.tree.children, self.placing.offset
        self.levels: list[Level] = []
        nodes, across, above = [ROOT], np.zeros(1), np.zeros(1)
        while nodes:
            n_children = np.array([len(children[node]) for node in nodes], dtype=np.int64)
            self.levels.append(Level(np.array(nodes), across, above, across.copy(), across.copy(), n_children))
            above = np.repeat(across, n_children)
            nodes = [kid for node in nodes for kid in children[node]]
            across = above + np.array([offset[node] for node in nodes])
        for upper, lower in zip(self.levels[-2::-1], self.levels[:0:-1], strict=True):
            ends = np.cumsum(upper.n_children)
            has = upper.n_children > 0
            upper.first[has] = lower.first[(ends - upper.n_children)[has]]
            upper.last[has] = lower.last[(ends - 1)[has]]
        root = self.levels[0]
        self.low, self.high = float(root.first[0]), float(root.last[0])

    @property
    def width(self) -> float:
        """Room along the axis of the leaves, with half a gap at both ends."""
        return self.high - self.low + SIBLING_GAP

    @property
    def radius(self) -> float:
        """Of the ring of species in the radial drawing."""
        return max(self.width / math.tau, MIN_RADIUS)

    def angle(self, across: FloatArray) -> FloatArray:
        """Direction of places along the axis of the leaves, in radians from 0 to 2π, clockwise from the top."""
        return (across - self.low + SIBLING_GAP / 2) * (math.tau / self.width)

    def ring(self, depth: int) -> float:
        """Radius of a level."""
        return self.radius * depth / SPECIES_DEPTH

    def bounds(self, layout: Layout) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the whole drawing in world units."""
        if layout == Layout.RADIAL:
            return -self.radius, -self.radius, self.radius, self.radius
        return self.low - SIBLING_GAP / 2, 0.0, self.high + SIBLING_GAP / 2, float(SPECIES_DEPTH)

    def place(self, node: int, layout: Layout) -> tuple[float, float]:
        """Where a node stands, in world units. Raises KeyError when it is not drawn."""
        level = self.levels[self.tree.depth[node]]
        found = np.flatnonzero(level.node == node)
        if not len(found):
            raise KeyError(node)
        x, y = self.points(level.across[found], self.tree.depth[node], layout)
        return float(x[0]), float(y[0])

    def points(self, across: FloatArray, depth: int, layout: Layout) -> tuple[FloatArray, FloatArray]:
        """World coordinates of places at one depth."""
        if layout == Layout.TIDY:
            return across, np.full(len(across), float(depth))
        angle, radius = self.angle(across), self.ring(depth)
        return radius * np.sin(angle), -radius * np.cos(angle)

    def zoom_to(self, node: int) -> float:
        """The zoom at which a node and what hangs on it fill a window, as a power of two of pixels a unit."""
        level = self.levels[self.tree.depth[node]]
        at = int(np.flatnonzero(level.node == node)[0])
        reach = float(level.last[at] - level.first[at]) + SIBLING_GAP
        return min(5.0, math.log2(600 / reach))

    def search(self, text: str, limit: int = 20) -> list[int]:
        """Nodes whose name holds a text: those that begin with it first, higher ranks before lower ones."""
        wanted = text.casefold().strip()
        if not wanted:
            return []
        names = self.tree.name
        found = [int(node) for level in self.levels for node in level.node if wanted in names[node].casefold()]
        found.sort(key=lambda node: (not names[node].casefold().startswith(wanted), self.tree.depth[node], names[node]))
        return found[:limit]
