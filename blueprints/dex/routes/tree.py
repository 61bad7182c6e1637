"""The tree of life."""

from typing import Any

from blueprints.dex.routes.area import api
from blueprints.dex.schemas.tree import (
    GraphOut,
    NodeOut,
    NodeQuery,
    TileOut,
    TileQuery,
    TreeOut,
    TreeQuery,
    TreeSearchOut,
    TreeSearchQuery,
    TreeStatisticsOut,
)
from blueprints.dex.service import tree as service
from core.access import principal
from core.api import bulk
from core.errors import not_found
from core.security import run_off_loop
from processing.tree.drawing import Layout
from processing.tree.taxa import RANKS, ROOT
from processing.tree.tiles import MAX_ZOOM, MIN_ZOOM, TILE_PX, TileKey, tile

EDGES = ("left", "top", "right", "bottom")


def _kept(query: TreeQuery) -> tuple[service.Scope, service.Kept]:
    scope = service.scope_of(principal().user_id, query)
    return scope, service.drawing_of(scope, run_off_loop)


@api.get("/tree", responses={200: TreeOut})
def read_tree(query: TreeQuery) -> dict[str, Any]:
    """The tree of what oneself, one's friends, some people or the whole station saw, as far as one may see it"""
    _, kept = _kept(query)
    drawing = kept.drawing
    return {
        "state": kept.state,
        "n_species": drawing.tree.n_species[ROOT],
        "n_nodes": sum(len(level.node) for level in drawing.levels),
        **drawing.tree.tally[ROOT]._asdict(),
        "ranks": list(RANKS),
        "radius": drawing.radius,
        **{str(layout): dict(zip(EDGES, drawing.bounds(layout), strict=True)) for layout in Layout},
        "tile_px": TILE_PX,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
    }


@api.get("/tree/tiles", responses={200: TileOut})
@bulk
def read_tile(query: TileQuery) -> dict[str, Any]:
    """What a square of the drawing shows at a zoom; nodes without room are left out"""
    _, kept = _kept(query)
    drawing, tree = kept.drawing, kept.drawing.tree
    shown = tile(drawing, query.layout, TileKey(query.z, query.x, query.y))
    nodes = shown.node.tolist()
    is_radial = query.layout == Layout.RADIAL
    along = {name: getattr(shown, name) for name in ("across", "first", "last")}
    if is_radial:
        along = {name: drawing.angle(values) for name, values in along.items()}
    return {
        "state": kept.state,
        "node": nodes,
        "parent": [tree.parent[node] for node in nodes],
        "depth": shown.depth.tolist(),
        "name": [tree.name[node] for node in nodes],
        **{name: getattr(shown, name).round(5).tolist() for name in ("x", "y", "parent_x", "parent_y")},
        **{name: values.round(6).tolist() for name, values in along.items()},
        "is_open": [bool(is_open) for is_open in shown.is_open],
        "n_species": [tree.n_species[node] for node in nodes],
        "own": [tree.tally[node].own for node in nodes],
        "friends": [tree.tally[node].friends for node in nodes],
        "total": [tree.tally[node].total for node in nodes],
    }


@api.get("/tree/search", responses={200: TreeSearchOut})
def search_tree(query: TreeSearchQuery) -> dict[str, Any]:
    """Nodes by name, with where to fly to"""
    _, kept = _kept(query)
    drawing, tree = kept.drawing, kept.drawing.tree
    results = []
    for node in drawing.search(query.search, query.limit):
        x, y = drawing.place(node, query.layout)
        results.append(
            {
                "node": node, "name": tree.name[node], "path": tree.path(node), "depth": tree.depth[node],
                "n_species": tree.n_species[node], "x": x, "y": y, "zoom": drawing.zoom_to(node),
            }
        )  # fmt: skip
    return {"state": kept.state, "results": results}


@api.get("/tree/node", responses={200: NodeOut})
def read_node(query: NodeQuery) -> dict[str, Any]:
    """One node: how often it was seen, and who saw something of it first"""
    scope, kept = _kept(query)
    found = service.node_facts(scope, kept, query.path.split(">") if query.path else [])
    if found is None:
        raise not_found("node")
    return found


@api.get("/tree/statistics", responses={200: TreeStatisticsOut})
def read_tree_statistics(query: TreeQuery) -> dict[str, Any]:
    """Species, families, diversity, and completeness against what the station knows"""
    return service.statistics(_kept(query)[1])


@api.get("/tree/graph", responses={200: GraphOut})
def read_graph(query: TreeQuery) -> dict[str, Any]:
    """The species as points, joined along genera and families"""
    return service.graph_of(_kept(query)[1])
