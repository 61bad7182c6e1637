"""What a collection comes to: species by month and family, the life list, firsts of the year, friends compared."""

from typing import Any
from uuid import UUID

from sqlalchemy import extract, func, select

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry
from blueprints.dex.policy import friends_of, may_see
from blueprints.dex.service.friends import shape_person
from blueprints.dex.service.known import known_species
from blueprints.dex.service.shapes import shape_species
from blueprints.species.models import Species
from core.clock import iso, now
from core.db import db


def statistics(viewer_id: UUID, owner_id: UUID) -> dict[str, Any]:
    """Numbers of a collection as the viewer may see it."""
    seen = (DexEntry.owner_id == owner_id, may_see(viewer_id))
    totals = db.session.execute(
        select(
            func.count(),
            func.count(DexEntry.species_id.distinct()),
            func.coalesce(func.sum(DexEntry.n_individuals), 0),
            func.min(DexEntry.observed_at),
            func.max(DexEntry.observed_at),
        ).where(*seen)
    ).one()
    families = _by(Species.family, seen)
    known = known_species([name for name, _, _ in families if name])
    return {
        "n_entries": totals[0],
        "n_species": totals[1],
        "n_individuals": int(totals[2]),
        "first_at": iso(totals[3]),
        "last_at": iso(totals[4]),
        "by_month": _by_month(seen),
        "by_year": _by_year(seen),
        "by_class": [{"name": name, "n_species": s, "n_entries": n} for name, s, n in _by(Species.class_name, seen)],
        "by_family": [
            {"name": name, "n_species": s, "n_entries": n, "n_known": known.get(name, 0)} for name, s, n in families
        ],
        "firsts_of_year": _firsts(seen, now().year),
    }


def _by(column: Any, seen: tuple[Any, ...]) -> list[tuple[str, int, int]]:
    n_species = func.count(DexEntry.species_id.distinct())
    rows = (
        select(column, n_species, func.count())
        .select_from(DexEntry)
        .join(Species, Species.id == DexEntry.species_id)
        .where(*seen)
        .group_by(column)
        .order_by(n_species.desc(), column)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def _by_month(seen: tuple[Any, ...]) -> list[dict[str, int]]:
    """Species and entries of each month of the year, all years together."""
    month = extract("month", DexEntry.observed_at)
    rows = select(month, func.count(DexEntry.species_id.distinct()), func.count()).where(*seen).group_by(month)
    found = {int(row[0]): (row[1], row[2]) for row in db.session.execute(rows)}
    return [
        {"month": n, "n_species": found.get(n, (0, 0))[0], "n_entries": found.get(n, (0, 0))[1]} for n in range(1, 13)
    ]


def _by_year(seen: tuple[Any, ...]) -> list[dict[str, int]]:
    """Species of each year, and how many of them were new to the collection."""
    year = extract("year", DexEntry.observed_at)
    counted = select(year, func.count(DexEntry.species_id.distinct()), func.count()).where(*seen).group_by(year)
    first = select(func.min(DexEntry.observed_at).label("at")).where(*seen).group_by(DexEntry.species_id).subquery()
    first_year = extract("year", first.c.at)
    new = {int(row[0]): row[1] for row in db.session.execute(select(first_year, func.count()).group_by(first_year))}
    return [
        {"year": int(row[0]), "n_species": row[1], "n_entries": row[2], "n_new": new.get(int(row[0]), 0)}
        for row in db.session.execute(counted.order_by(year))
    ]


def _firsts(seen: tuple[Any, ...], year: int) -> list[dict[str, Any]]:
    """The species of a year by the day they were first seen in it, the latest first; at most fifty."""
    at = func.min(DexEntry.observed_at)
    rows = (
        select(DexEntry.species_id, at)
        .where(*seen, extract("year", DexEntry.observed_at) == year)
        .group_by(DexEntry.species_id)
        .order_by(at.desc())
        .limit(50)
    )
    found = [(row[0], row[1]) for row in db.session.execute(rows)]
    return _with_species(found)


def _with_species(found: list[tuple[UUID, Any]]) -> list[dict[str, Any]]:
    species = db.session.scalars(select(Species).where(Species.id.in_([species_id for species_id, _ in found])))
    by_id = {one.id: one for one in species}
    return [{"species": shape_species(by_id[species_id]), "at": iso(at)} for species_id, at in found]


def life_list(viewer_id: UUID, owner_id: UUID) -> list[dict[str, Any]]:
    """Every species of a collection, by the day it was first seen."""
    at = func.min(DexEntry.observed_at)
    rows = (
        select(DexEntry.species_id, at, func.count())
        .where(DexEntry.owner_id == owner_id, may_see(viewer_id))
        .group_by(DexEntry.species_id)
        .order_by(at, DexEntry.species_id)
    )
    found = [(row[0], row[1], row[2]) for row in db.session.execute(rows)]
    shown = _with_species([(species_id, moment) for species_id, moment, _ in found])
    return [
        row | {"n_entries": n, "place": place}
        for place, (row, (_, _, n)) in enumerate(zip(shown, found, strict=True), 1)
    ]


def leaderboard(me: UUID, year: int | None) -> list[dict[str, Any]]:
    """Oneself and one's friends by the species that may be seen of each."""
    n_species, n_entries = func.count(DexEntry.species_id.distinct()), func.count()
    people = [me, *db.session.scalars(friends_of(me))]
    rows = (
        select(DexEntry.owner_id, n_species, n_entries)
        .where(DexEntry.owner_id.in_(people), may_see(me))
        .group_by(DexEntry.owner_id)
    )
    if year is not None:
        rows = rows.where(extract("year", DexEntry.observed_at) == year)
    counted = {row[0]: (row[1], row[2]) for row in db.session.execute(rows)}
    users = db.session.scalars(select(User).where(User.id.in_(people)))
    shown = [
        {
            "person": shape_person(user),
            "is_me": user.id == me,
            "n_species": counted.get(user.id, (0, 0))[0],
            "n_entries": counted.get(user.id, (0, 0))[1],
        }
        for user in users
    ]
    return sorted(shown, key=lambda row: (-row["n_species"], -row["n_entries"], row["person"]["display_name"]))


def locked(viewer_id: UUID, owner_id: UUID, family: str | None, limit: int) -> list[dict[str, Any]]:
    """Families of a collection with the species that are still missing, the nearest to whole first.

    Missing is what the station knows of a family and the collection lacks.
    """
    found = [
        (name, n) for name, n, _ in _by(Species.family, (DexEntry.owner_id == owner_id, may_see(viewer_id))) if name
    ]
    if family is not None:
        found = [row for row in found if row[0] == family]
    known = known_species([name for name, _ in found])
    ranked = sorted(
        found, key=lambda row: (row[1] >= known.get(row[0], 0), -row[1] / max(1, known.get(row[0], 1)), row[0])
    )
    ranked = ranked[:limit]
    have = select(DexEntry.species_id).where(DexEntry.owner_id == owner_id, may_see(viewer_id))
    return [
        {
            "family": name,
            "n_found": n,
            "n_known": known.get(name, n),
            "missing": [
                shape_species(one)
                for one in db.session.scalars(
                    select(Species)
                    .where(Species.family == name, Species.id.not_in(have))
                    .order_by(Species.scientific_name)
                    .limit(24)
                )
            ],
        }
        for name, n in ranked
    ]
