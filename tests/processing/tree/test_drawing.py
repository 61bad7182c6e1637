"""Trees of taxa drawn and cut into tiles."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import ProcessingError
from processing.tree.drawing import Drawing, Layout
from processing.tree.taxa import Lineage, Tally, TaxonTree
from processing.tree.tiles import TILE_PX, TileKey, TileNodes, tile

Seen = dict[str, tuple[Lineage, Tally]]


def lineage(number: int) -> Lineage:
    genus = number // 3
    above = ("Animalia", f"P{genus // 8}", f"C{genus // 4}", f"O{genus // 2}", "", f"Genus{genus}")
    return Lineage(f"key{number}", f"Genus{genus} species{number:03}", above)


def seen_of(numbers: set[int], own: int = 1) -> Seen:
    return {f"key{n}": (lineage(n), Tally(own, 0, own + n % 2)) for n in sorted(numbers)}


def drawn(drawing: Drawing) -> list[tuple[str, int, float, int]]:
    tree = drawing.tree
    return [
        (tree.name[node], tree.n_species[node], round(float(x), 6), tree.tally[node].total)
        for level in drawing.levels
        for node, x in zip(level.node, level.across, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.integers(0, 2))
def test_a_drawing_brought_up_to_date_is_the_drawing_made_anew(before: set[int], after: set[int], own: int) -> None:
    drawing = Drawing(seen_of(before))
    drawing.update(seen_of(after, own))
    assert drawn(drawing) == drawn(Drawing(seen_of(after, own)))


def test_a_species_seen_once_more_places_nothing_again() -> None:
    drawing = Drawing(seen_of({1, 2, 3}))
    assert drawing.update(seen_of({1, 2, 3}, own=5)) == 0
    assert drawing.tree.tally[0].own == 15


def test_a_new_species_places_its_branch_again_and_no_other() -> None:
    drawing = Drawing(seen_of(set(range(300))))
    assert drawing.update(seen_of(set(range(301)))) == 8


def test_a_species_that_moves_to_another_genus_leaves_nothing_behind() -> None:
    tree = TaxonTree.grown(seen_of({1}).values())
    moved = Lineage("key1", "Other species", ("Animalia", "", "", "", "", "Other"))
    tree.put(moved, Tally(1, 0, 1))
    assert tree.find(["Animalia", "P0"]) is None
    assert tree.lineage(tree.leaf_of["key1"]) == ("Other species", moved.above)


def whole(drawing: Drawing, layout: Layout, zoom: int) -> dict[int, tuple[float, float]]:
    """Every node that some tile over the whole drawing shows."""
    side = TILE_PX / 2.0**zoom
    left, top, right, bottom = (math.floor(edge / side) for edge in drawing.bounds(layout))
    found: dict[int, tuple[float, float]] = {}
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            shown = tile(drawing, layout, TileKey(zoom, x, y))
            found |= {int(n): (float(a), float(b)) for n, a, b in zip(shown.node, shown.x, shown.y, strict=True)}
    return found


@pytest.mark.parametrize("layout", list(Layout))
def test_tiles_together_show_every_node_when_there_is_room(layout: Layout) -> None:
    drawing = Drawing(seen_of(set(range(120))))
    found = whole(drawing, layout, 5)
    assert len(found) == sum(len(level.node) for level in drawing.levels)
    assert min(x for x, _ in found.values()) < 0 < max(x for x, _ in found.values())


@pytest.mark.parametrize("layout", list(Layout))
def test_a_node_without_room_is_hidden_and_its_parent_says_so(layout: Layout) -> None:
    drawing = Drawing(seen_of(set(range(120))))
    shown = tile(drawing, layout, TileKey(0, 0, 0))
    assert set(shown.depth) < set(range(8))
    deepest = shown.depth == shown.depth.max()
    assert not shown.is_open[deepest].any()


@pytest.mark.parametrize("layout", list(Layout))
def test_a_tile_brings_the_ancestors_of_all_it_shows(layout: Layout) -> None:
    drawing = Drawing(seen_of(set(range(240))))
    for x, y in ((-1, 0), (0, 0), (1, -1), (-2, -2)):
        shown = tile(drawing, layout, TileKey(4, x, y))
        nodes = set(shown.node.tolist())
        assert all(drawing.tree.parent[node] in nodes | {-1} for node in nodes)


def crosses(shown: TileNodes, at: int, key: TileKey) -> bool:
    """Whether the straight line from a node to its parent meets the tile; told from points along it."""
    side = TILE_PX / 2.0**key.zoom
    along = np.linspace(0, 1, 200)
    x = shown.x[at] + (shown.parent_x[at] - shown.x[at]) * along
    y = shown.y[at] + (shown.parent_y[at] - shown.y[at]) * along
    inside = (x >= key.x * side) & (x < (key.x + 1) * side) & (y >= key.y * side) & (y < (key.y + 1) * side)
    return bool(inside.any())


@pytest.mark.parametrize("layout", list(Layout))
def test_no_line_that_crosses_a_tile_is_missing_from_it(layout: Layout) -> None:
    drawing = Drawing(seen_of(set(range(150))))
    zoom, chance = 6, random.Random(4)
    side = TILE_PX / 2.0**zoom
    left, top, right, bottom = (math.floor(edge / side) for edge in drawing.bounds(layout))
    all_shown = [
        tile(drawing, layout, TileKey(zoom, x, y)) for x in range(left, right + 1) for y in range(top, bottom + 1)
    ]
    for _ in range(12):
        key = TileKey(zoom, chance.randint(left, right), chance.randint(top, bottom))
        there = set(tile(drawing, layout, key).node.tolist())
        for shown in all_shown:
            for at in range(len(shown.node)):
                assert int(shown.node[at]) in there or not crosses(shown, at, key)


def test_a_zoom_outside_the_range_is_refused() -> None:
    with pytest.raises(ProcessingError) as caught:
        tile(Drawing({}), Layout.TIDY, TileKey(99, 0, 0))
    assert caught.value.code == "tile-zoom"


def test_a_tree_of_nothing_is_a_root() -> None:
    drawing = Drawing({})
    assert tile(drawing, Layout.RADIAL, TileKey(5, 0, 0)).node.tolist() == [0]


def test_a_search_finds_beginnings_first() -> None:
    drawing = Drawing(seen_of({0, 30}))
    names = [drawing.tree.name[node] for node in drawing.search("genus1")]
    assert names[0] == "Genus10"
