"""How many species there are of a family, as far as the station knows."""

from collections.abc import Iterable

from sqlalchemy import func, select

from blueprints.species.models import Checklist, Species
from blueprints.species.service.checklists import ready_numbers
from blueprints.species.service.releases import tables_of
from core.db import db
from processing.taxonomy.keys import scientific_key

MAX_DEPTH = 8
"""Levels between a family and its species in a checklist: subfamily, tribe, genus, subgenus and what else comes."""

_counted: dict[tuple[str, str], int] = {}
"""Accepted species by the digest of a checklist and the key of a family; what a digest stands for never changes."""

MAX_COUNTED = 50_000


def known_species(families: Iterable[str]) -> dict[str, int]:
    """Species the station has of each family, or the largest checklist that knows the family, whichever is more."""
    names = sorted(set(families))
    n = func.count().label("n")
    rows = select(Species.family, n).where(Species.family.in_(names)).group_by(Species.family)
    found = {row.family: row.n for row in db.session.execute(rows)}
    missing = {scientific_key(name): name for name in names}
    numbers = ready_numbers()
    digests = {row.id: row.digest for row in db.session.execute(select(Checklist.id, Checklist.digest))}
    for number in numbers:
        for key, n_listed in _listed(number, digests[number], list(missing)).items():
            name = missing.pop(key)
            found[name] = max(found.get(name, 0), n_listed)
    return found


def _listed(number: int, digest: str, keys: list[str]) -> dict[str, int]:
    """Accepted species of each family that a checklist knows."""
    if len(_counted) > MAX_COUNTED:
        _counted.clear()
    unknown = [key for key in keys if (digest, key) not in _counted]
    if unknown:
        _counted.update({(digest, key): 0 for key in unknown})
        _counted.update({(digest, key): n for key, n in _count(number, unknown)})
    return {key: _counted[digest, key] for key in keys if _counted[digest, key]}


def _count(number: int, keys: list[str]) -> list[tuple[str, int]]:
    usages = tables_of(number).usages
    top = (
        select(usages.c.number, usages.c.name_key.label("family"), usages.c.rank, func.abs(0).label("depth"))
        .where(usages.c.name_key.in_(keys), usages.c.rank == "family", usages.c.is_synonym == 0)
        .cte("below", recursive=True)
    )
    deeper = select(usages.c.number, top.c.family, usages.c.rank, top.c.depth + 1).where(
        usages.c.above == top.c.number, usages.c.is_synonym == 0, top.c.rank != "species", top.c.depth < MAX_DEPTH
    )
    below = top.union_all(deeper)
    rows = select(below.c.family, func.count()).where(below.c.rank == "species").group_by(below.c.family)
    return [(row[0], row[1]) for row in db.session.execute(rows)]
