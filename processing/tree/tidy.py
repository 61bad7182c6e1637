"""Tidy drawing of trees in linear time, kept so that a change in one branch moves only what hangs on it."""

from collections.abc import Iterable, Sequence
from typing import Any

SIBLING_GAP = 1.0
"""Distance of neighbouring children of one parent, in world units: the unit itself."""

COUSIN_GAP = 1.4
"""Distance of neighbours that have different parents; a little wider, so that families are seen apart."""

Contour = Any
"""One side of a subtree, level by level: None, or (step sideways from the level above, the levels below).

Cells are never changed, only shared and put on top of, so every subtree keeps its own contours for good.
"""


class TidyTree:
    """Places every node relative to its parent.

    The rules are those of Walker (1990) in the linear form of Buchheim, Jünger and Leipert (2002): children stand
    in their order, at least a gap apart at every level, their parent above the middle, and room won between two far
    subtrees is shared out among the smaller ones between. We keep contours as unchanging chains in place of
    threads, so that a subtree is placed again without touching any other.

    children : for each node its children in order; the tree owner's own lists, read anew at every placing.
    """

    def __init__(
        self, children: Sequence[Sequence[int]], *, sibling_gap: float = SIBLING_GAP, cousin_gap: float = COUSIN_GAP
    ) -> None:
        self.children = children
        self.sibling_gap = sibling_gap
        self.cousin_gap = cousin_gap
        self.offset: list[float] = []
        """Of each node: how far to the side of its parent it stands."""
        self._left: list[Contour] = []
        self._right: list[Contour] = []
        self._height: list[int] = []
        self.n_placed = 0
        """Nodes placed so far, those placed again counted again."""

    def place_all(self, root: int = 0) -> None:
        """Place the whole tree below a node; work and memory grow with the number of nodes, whatever the shape."""
        self._make_room()
        order, waiting = [], [root]
        while waiting:
            node = waiting.pop()
            order.append(node)
            waiting.extend(self.children[node])
        for node in reversed(order):
            self._place(node)

    def refresh(self, changed: Iterable[int], parent: Sequence[int]) -> None:
        """Place again after the children of some nodes changed: those nodes and the way from them to the root.

        changed : nodes whose list of children is another than before; new nodes among them.
        parent : of each node, -1 for the root.
        """
        self._make_room()
        by_depth: dict[int, set[int]] = {}
        for node in changed:
            depth, above = 0, node
            while (above := parent[above]) >= 0:
                depth += 1
            by_depth.setdefault(depth, set()).add(node)
        for depth in range(max(by_depth, default=-1), -1, -1):
            for node in by_depth.get(depth, ()):
                self._place(node)
                if depth:
                    by_depth.setdefault(depth - 1, set()).add(parent[node])

    def _make_room(self) -> None:
        missing = len(self.children) - len(self.offset)
        self.offset += [0.0] * missing
        self._left += [None] * missing
        self._right += [None] * missing
        self._height += [0] * missing

    def _place(self, node: int) -> None:
        """Set a node's children beside each other, from their own finished subtrees."""
        self.n_placed += 1
        kids = self.children[node]
        if not kids:
            self._left[node] = self._right[node] = None
            self._height[node] = 0
            return
        heights = [self._height[kid] for kid in kids]
        tallest = max(heights)
        if tallest == 0:
            places = [at * self.sibling_gap for at in range(len(kids))]
            last, left, right = places[-1], None, None
        else:
            places, last, left, right = self._side_by_side(kids, heights)
        middle = (places[0] + last) / 2
        for kid, x in zip(kids, places, strict=True):
            self.offset[kid] = x - middle
        self._left[node] = (places[0] - middle, left)
        self._right[node] = (last - middle, right)
        self._height[node] = tallest + 1

    def _side_by_side(self, kids: Sequence[int], heights: list[int]) -> tuple[list[float], float, Contour, Contour]:
        """Places of the children, the last one's, and the contours of all together below the children's level."""
        places = [0.0]
        sharing = _Sharing(len(kids))
        left, right, height = self._left[kids[0]], self._right[kids[0]], heights[0]
        standing = [(0, heights[0])]
        for index in range(1, len(kids)):
            kid, own_height = kids[index], heights[index]
            x, at_left, below_left, at_right, below_right = self._move_aside(
                index, kid, places[-1], right, standing, sharing
            )
            if own_height > height:
                left = _prolonged(left, 0.0, x + at_left, below_left)
                right = self._right[kid]
            elif own_height == height:
                right = self._right[kid]
            else:
                right = _prolonged(self._right[kid], x, at_right, below_right)
            height = max(height, own_height)
            while standing and standing[-1][1] <= own_height:
                standing.pop()
            standing.append((index, own_height))
            places.append(x)
        return sharing.share_out(places), places[-1], left, right

    def _move_aside(
        self,
        index: int,
        kid: int,
        before: float,
        right: Contour,
        standing: list[tuple[int, int]],
        sharing: "_Sharing",
    ) -> tuple[float, float, Contour, float, Contour]:
        """Find where a child may stand beside all before it.

        before : place of the child before. right : right contour of all before. standing : which of them can be
        seen from the right, each with its height, the tallest first.
        Returns the place, then for each contour how far the walk came and what lies below.
        """
        x = before + self.sibling_gap
        at_right, at_left, below_left = before, 0.0, self._left[kid]
        seen, depth = len(standing) - 1, 1
        while right is not None and below_left is not None:
            at_right += right[0]
            at_left += below_left[0]
            while standing[seen][1] < depth:
                seen -= 1
            missing = at_right + self.cousin_gap - at_left - x
            if missing > 0:
                x += missing
                sharing.note(standing[seen][0], index, missing)
            right, below_left, depth = right[1], below_left[1], depth + 1
        return x, at_left, below_left, at_right, right


class _Sharing:
    """Room that far neighbours forced open, to be shared out among those between (Buchheim et al., section 4)."""

    def __init__(self, n: int) -> None:
        self.change: list[float] | None = None
        self.shift: list[float] = []
        self.n = n

    def note(self, first: int, last: int, room: float) -> None:
        if last - first < 2:
            return
        if self.change is None:
            self.change, self.shift = [0.0] * self.n, [0.0] * self.n
        part = room / (last - first)
        self.change[first] += part
        self.change[last] -= part
        self.shift[last] += room

    def share_out(self, places: list[float]) -> list[float]:
        if self.change is None:
            return places
        shared = list(places)
        moved = change = 0.0
        for index in range(self.n - 1, 0, -1):
            shared[index] += moved
            change += self.change[index]
            moved += self.shift[index] + change
        return shared


def _prolonged(contour: Contour, x: float, at: float, below: Contour) -> Contour:
    """A contour that goes on where it ended, along another one's lower part.

    x : where the level above the contour stands. at, below : where the other one's walk ended and what follows.
    """
    if below is None:
        return contour
    steps = []
    while contour is not None:
        step, contour = contour
        steps.append(step)
        x += step
    grown: Contour = (at + below[0] - x, below[1])
    for step in reversed(steps):
        grown = (step, grown)
    return grown
