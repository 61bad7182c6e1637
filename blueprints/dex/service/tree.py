"""The tree of life of what people saw: gathered by what one may see, drawn once, kept, brought up to date."""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select

from blueprints.accounts.models import User
from blueprints.dex.models import Collection, DexEntry, Friendship
from blueprints.dex.policy import friends_of, may_see
from blueprints.dex.schemas.tree import TreeQuery
from blueprints.dex.service.friends import shape_person
from blueprints.dex.service.known import known_species
from blueprints.species.models import Species
from core.clock import iso
from core.db import db
from processing.tree.drawing import Drawing
from processing.tree.measures import completeness, diversity, relations
from processing.tree.taxa import ROOT, Lineage, Tally

MAX_DRAWINGS = 32
"""Drawings a process keeps; one of 100,000 species takes about 90 MB, most are a thousandth of that."""

MAX_SPECIES = 400_000
"""Species in all kept drawings together."""

GRAPH_LIFE_S = 120.0
"""How long the flat graph is kept, when nothing changes before."""


class Scope(NamedTuple):
    """Whose sightings a tree is made of, as one person may see them."""

    viewer_id: UUID
    kind: str
    people: tuple[UUID, ...]


TAXA_LIFE_S = 10.0
"""How late a change in the record of a species may show in trees."""

_taxa: tuple[str, float] = ("", 0.0)


@dataclass
class Kept:
    """A drawing and the state of the station it shows."""

    state: str
    drawing: Drawing
    graph: dict[str, Any] | None = None
    graph_until: float = 0.0
    numbers: dict[str, Any] | None = None
    numbers_until: float = 0.0


_kept: "OrderedDict[Scope, Kept]" = OrderedDict()
_locks: dict[Scope, threading.Lock] = {}
_guard = threading.Lock()


def scope_of(viewer_id: UUID, query: TreeQuery) -> Scope:
    people = tuple(sorted(set(query.person_ids))) if query.scope == "people" else ()
    return Scope(viewer_id, query.scope, people)


def _is_in(scope: Scope) -> Any:
    me = scope.viewer_id
    if scope.kind == "mine":
        return DexEntry.owner_id == me
    if scope.kind == "friends":
        return (DexEntry.owner_id == me) | DexEntry.owner_id.in_(friends_of(me))
    return DexEntry.owner_id.in_(scope.people) if scope.kind == "people" else DexEntry.id.is_not(None)


def state_of(scope: Scope) -> str:
    """A word that changes whenever something that the tree is made of may have changed.

    The journal's numbers of all collections, who is whose friend, and the records of species.
    """
    moved = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Collection.seq), 0)).select_from(Collection)
    ).one()
    me = scope.viewer_id
    around = db.session.execute(
        select(func.count(), func.max(Friendship.updated_at)).where(
            (Friendship.low_id == me) | (Friendship.high_id == me)
        )
    ).one()
    return f"{moved[0]}.{moved[1]}.{around[0]}.{iso(around[1])}.{_taxa_state()}"


def _taxa_state() -> str:
    """When a record of a species last changed; looked up at most every ten seconds, as it reads all of them."""
    global _taxa
    known, until = _taxa
    if time.monotonic() > until:
        known = iso(db.session.scalar(select(func.max(Species.updated_at)))) or ""
        _taxa = (known, time.monotonic() + TAXA_LIFE_S)
    return known


def gather(scope: Scope) -> dict[str, tuple[Lineage, Tally]]:
    """Every species of a scope with how often oneself, one's friends and all saw it."""
    me = scope.viewer_id
    own = func.sum(case((DexEntry.owner_id == me, 1), else_=0))
    friends = func.sum(case((DexEntry.owner_id.in_(friends_of(me)), 1), else_=0))
    counted = (
        select(DexEntry.species_id.label("id"), own.label("own"), friends.label("friends"), func.count().label("total"))
        .where(may_see(me), _is_in(scope))
        .group_by(DexEntry.species_id)
        .subquery()
    )
    columns = (
        Species.scientific_name,
        Species.kingdom,
        Species.phylum,
        Species.class_name,
        Species.order_name,
        Species.family,
        Species.genus,
    )
    rows = db.session.execute(select(counted, *columns).join(Species, Species.id == counted.c.id))
    return {
        str(row[0]): (Lineage(str(row[0]), row[4], tuple(row[5:11])), Tally(int(row[1]), int(row[2]), row[3]))
        for row in rows
    }


def drawing_of(scope: Scope, run: Callable[..., Any]) -> Kept:
    """The drawing of a scope, brought up to date with the station.

    run : carries out what takes long (drawing 100,000 species) where it holds up nobody else.
    """
    with _guard:
        lock = _locks.setdefault(scope, threading.Lock())
    state = state_of(scope)
    known = _kept.get(scope)
    if known is not None and known.state == state:
        with _guard:
            _kept.move_to_end(scope)
        return known
    seen = gather(scope)
    return run(_bring_up_to_date, scope, state, seen, lock)  # type: ignore[no-any-return]


def _bring_up_to_date(scope: Scope, state: str, seen: dict[str, tuple[Lineage, Tally]], lock: threading.Lock) -> Kept:
    with lock:
        known = _kept.get(scope)
        if known is not None:
            if known.state != state:
                known.drawing.update(seen)
                known.state, known.graph, known.numbers = state, None, None
            return known
        made = Kept(state, Drawing(seen))
        with _guard:
            _kept[scope] = made
            while len(_kept) > MAX_DRAWINGS or sum(len(one.drawing.seen) for one in _kept.values()) > MAX_SPECIES:
                if len(_kept) == 1:
                    break
                _locks.pop(_kept.popitem(last=False)[0], None)
        return made


def statistics(kept: Kept) -> dict[str, Any]:
    """Richness, diversity, and how much of what the station knows was seen; kept like the graph."""
    if kept.numbers is None or time.monotonic() > kept.numbers_until:
        kept.numbers, kept.numbers_until = _statistics(kept), time.monotonic() + GRAPH_LIFE_S
    return kept.numbers


def _statistics(kept: Kept) -> dict[str, Any]:
    seen = kept.drawing.seen.values()
    found = diversity((lineage, tally.total) for lineage, tally in seen)
    families = Counter(lineage.above[4] for lineage, _ in seen if lineage.above[4])
    known = Counter(known_species(list(families)))
    rows = completeness(families, known)
    n_known = sum(known.values())
    return found._asdict() | {
        "completeness": {
            "n_found": sum(row[1] for row in rows),
            "n_known": n_known,
            "families": [{"name": name, "n_found": n, "n_known": of} for name, n, of in rows[:12]],
        }
    }


def node_facts(scope: Scope, kept: Kept, path: list[str]) -> dict[str, Any] | None:
    """A node with its counts and who of all one may see found something of it first; None when there is none."""
    tree = kept.drawing.tree
    node = tree.find(path)
    if node is None:
        return None
    keys = tree.species_below(node)
    first = _first_sighting(scope, [UUID(key) for key in keys[:500]]) if node != ROOT else None
    return {
        "path": path,
        "name": tree.name[node],
        "depth": tree.depth[node],
        "n_species": tree.n_species[node],
        **tree.tally[node]._asdict(),
        "species_id": tree.key_of.get(node),
        "first": first,
    }


def _first_sighting(scope: Scope, species_ids: list[UUID]) -> dict[str, Any] | None:
    row = db.session.execute(
        select(DexEntry.id, DexEntry.observed_at, DexEntry.species_id, User)
        .join(User, User.id == DexEntry.owner_id)
        .where(may_see(scope.viewer_id), _is_in(scope), DexEntry.species_id.in_(species_ids))
        .order_by(DexEntry.observed_at, DexEntry.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return {"person": shape_person(row[3]), "at": iso(row[1]), "entry_id": str(row[0]), "species_id": str(row[2])}


def graph_of(kept: Kept) -> dict[str, Any]:
    """Species as points, joined along genera and families; kept for two minutes, or until something changes."""
    if kept.graph is None or time.monotonic() > kept.graph_until:
        kept.graph, kept.graph_until = _graph(kept), time.monotonic() + GRAPH_LIFE_S
    return kept.graph


def _graph(kept: Kept) -> dict[str, Any]:
    lineages = [lineage for lineage, _ in kept.drawing.seen.values()]
    nodes = [
        {
            "id": lineage.key,
            "name": lineage.name,
            "family": lineage.above[4],
            "genus": lineage.above[5],
            **tally._asdict(),
        }
        for lineage, tally in kept.drawing.seen.values()
    ]
    edges = [relation._asdict() for relation in relations(lineages)]
    stats = diversity((lineage, tally.total) for lineage, tally in kept.drawing.seen.values())._asdict()
    return {"nodes": nodes, "edges": edges, "stats": stats, "metadata": {"state": kept.state, "kept_s": GRAPH_LIFE_S}}
