"""Tidy placing: what holds for every tree."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.tree.tidy import COUSIN_GAP, SIBLING_GAP, TidyTree


@st.composite
def trees(draw: st.DrawFn, most: int = 60) -> list[list[int]]:
    """Children by node; reach says how far back a parent lies, so that bushes, chains and combs all occur."""
    n, reach = draw(st.integers(1, most)), draw(st.sampled_from([1, 2, 5, most]))
    children: list[list[int]] = [[] for _ in range(n)]
    for node in range(1, n):
        children[draw(st.integers(max(0, node - reach), node - 1))].append(node)
    return children


def placed(children: list[list[int]]) -> TidyTree:
    tree = TidyTree(children)
    tree.place_all()
    return tree


def levels(tree: TidyTree) -> Iterator[list[tuple[int, int, float]]]:
    """Of each level: parent, node and place, in drawing order."""
    level = [(-1, 0, 0.0)]
    while level:
        yield level
        level = [(node, kid, x + tree.offset[kid]) for _, node, x in level for kid in tree.children[node]]


@settings(max_examples=200, deadline=None)
@given(trees())
def test_neighbours_of_a_level_keep_their_order_and_their_gap(children: list[list[int]]) -> None:
    for level in levels(placed(children)):
        for (parent, _, x), (other, _, y) in pairwise(level):
            assert y - x >= (SIBLING_GAP if parent == other else COUSIN_GAP) - 1e-9


@settings(max_examples=100, deadline=None)
@given(trees())
def test_a_parent_stands_above_the_middle_of_its_children(children: list[list[int]]) -> None:
    tree = placed(children)
    for kids in children:
        if kids:
            assert tree.offset[kids[0]] == pytest.approx(-tree.offset[kids[-1]])


@settings(max_examples=100, deadline=None)
@given(trees(20))
def test_a_subtree_is_drawn_the_same_wherever_it_hangs(children: list[list[int]]) -> None:
    shift = len(children) + 1
    twice = [[1, shift]] + [[kid + 1 for kid in kids] for kids in children]
    twice += [[kid + shift for kid in kids] for kids in children]
    tree = placed(twice)
    assert [tree.offset[node + 1] for node in range(1, len(children))] == pytest.approx(
        [tree.offset[node + shift] for node in range(1, len(children))]
    )


@settings(max_examples=100, deadline=None)
@given(trees(), st.data())
def test_placing_one_branch_again_gives_what_placing_everything_would(
    children: list[list[int]], data: st.DataObject
) -> None:
    tree = placed(children)
    parent = [-1] * len(children)
    for node, kids in enumerate(children):
        for kid in kids:
            parent[kid] = node
    above = data.draw(st.integers(0, len(children) - 1))
    children.append([])
    parent.append(above)
    children[above].append(len(children) - 1)
    tree.refresh([above, len(children) - 1], parent)
    assert tree.offset == pytest.approx(placed(children).offset)


def test_a_change_places_only_the_way_to_the_root_again() -> None:
    children = [[1, 2], [3, 4], [5, 6], [], [], [], []]
    tree = placed(children)
    children[2].append(7)
    children.append([])
    before = tree.n_placed
    tree.refresh([2, 7], [-1, 0, 0, 1, 1, 2, 2, 2])
    assert tree.n_placed - before == 3


def test_room_forced_open_by_far_neighbours_is_shared_by_those_between() -> None:
    # Two wide families with three single species between them.
    children = [
        [1, 2, 3, 4, 5],
        [6],
        [],
        [],
        [],
        [7],
        list(range(8, 14)),
        list(range(14, 20)),
        *[[] for _ in range(12)],
    ]
    tree = placed(children)
    places = [tree.offset[kid] for kid in children[0]]
    gaps = [b - a for a, b in pairwise(places)]
    assert gaps == pytest.approx([gaps[0]] * 4)
    assert gaps[0] > SIBLING_GAP


def test_a_comb_of_any_length_takes_each_node_a_bounded_number_of_steps() -> None:
    def cells(n: int) -> int:
        children: list[list[int]] = [[] for _ in range(n + 1)]
        for node in range(0, n - 1, 2):
            children[node] = [node + 1, node + 2]
        tree = placed(children)
        seen: set[int] = set()
        for cell in (*tree._left, *tree._right):
            while cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                cell = cell[1]
        return len(seen)

    assert cells(4000) < 2.1 * cells(2000)
