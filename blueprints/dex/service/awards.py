"""Badges: what there is to reach, how far somebody is, and what they have."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import extract, func, select

from blueprints.dex.models import Award, DexEntry, DexPicture
from blueprints.dex.service.known import known_species
from blueprints.species.models import Species
from core.clock import iso
from core.db import db
from core.transactions import insert_if_absent, rows_changed

LEAST_FAMILY = 3
"""Species a family must have, as far as the station knows, for it to be worth a badge when all are found."""


class Facts(NamedTuple):
    """What badges are measured by."""

    n_species: int
    n_entries: int
    by_class: dict[str, int]
    n_families: int
    n_months: int
    longest_streak: int
    n_threatened: int
    n_pictured: int
    n_at_night: int
    whole_families: list[str]
    n_in_best_family: tuple[str, int, int] | None
    """The family nearest to being whole: its name, species found, species known."""


class Badge(NamedTuple):
    """Something to reach."""

    id: str
    title: str
    text: str
    icon: str
    goal: int


BADGES = (
    Badge("first-entry", "First plate", "Your first entry", "sprout", 1),
    Badge("species-10", "Ten kinds", "10 species", "leaf", 10),
    Badge("species-50", "Fifty kinds", "50 species", "library", 50),
    Badge("species-250", "Cabinet", "250 species", "landmark", 250),
    Badge("birds-10", "First ten birds", "10 species of birds", "bird", 10),
    Badge("mammals-5", "Five mammals", "5 species of mammals", "paw-print", 5),
    Badge("insects-10", "Ten insects", "10 species of insects", "bug", 10),
    Badge("families-10", "Ten families", "Species of 10 families", "network", 10),
    Badge("family-whole", "A family whole", "Every species the station knows of a family", "shapes", 1),
    Badge("streak-7", "Seven days", "Something seen on 7 days running", "flame", 7),
    Badge("year-round", "All year round", "Something seen in each of the 12 months", "calendar", 12),
    Badge("threatened", "Rare company", "A threatened species, seen in the wild", "shield", 1),
    Badge("pictures-25", "Picture book", "25 entries with a picture", "image", 25),
    Badge("night-5", "Night watch", "5 entries between 22 and 4 o'clock UTC", "moon", 5),
)


def measure(owner_id: UUID) -> Facts:
    """What a collection comes to."""
    mine = (DexEntry.owner_id == owner_id, DexEntry.deleted_at.is_(None))
    joined = select(Species.class_name, Species.family, func.count(Species.id.distinct())).join(
        DexEntry, DexEntry.species_id == Species.id
    )
    found = list(db.session.execute(joined.where(*mine).group_by(Species.class_name, Species.family)))
    days = [date(int(y), int(m), int(d)) for y, m, d in db.session.execute(_days(mine))]
    hour = extract("hour", DexEntry.observed_at)
    families = {family: n for _, family, n in found if family}
    whole, best = _families(families)
    by_class: dict[str, int] = {}
    for name, _, n in found:
        by_class[name] = by_class.get(name, 0) + n
    return Facts(
        n_species=sum(by_class.values()),
        n_entries=_count(*mine),
        by_class=by_class,
        n_families=len(families),
        n_months=len({day.month for day in days}),
        longest_streak=longest_streak(days),
        n_threatened=_count(
            *mine,
            DexEntry.is_wild,
            DexEntry.species_id.in_(select(Species.id).where(Species.iucn_status.in_(["VU", "EN", "CR"]))),
        ),
        n_pictured=_count(*mine, DexEntry.id.in_(select(DexPicture.entry_id))),
        n_at_night=_count(*mine, (hour >= 22) | (hour < 4)),
        whole_families=whole,
        n_in_best_family=best,
    )


def _days(mine: tuple[Any, ...]) -> Any:
    parts = [extract(part, DexEntry.observed_at) for part in ("year", "month", "day")]
    return select(*parts).where(*mine).distinct()


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(DexEntry).where(*conditions)) or 0


def longest_streak(days: Iterable[date]) -> int:
    """The most days running."""
    known = set(days)
    longest = 0
    for day in known:
        if day - timedelta(days=1) not in known:
            n = 1
            while day + timedelta(days=n) in known:
                n += 1
            longest = max(longest, n)
    return longest


def _families(found: dict[str, int]) -> tuple[list[str], tuple[str, int, int] | None]:
    """Families found whole, and the one nearest to it among the others."""
    known = known_species(list(found))
    sized = [(name, n, known.get(name, 0)) for name, n in found.items() if known.get(name, 0) >= LEAST_FAMILY]
    whole = [name for name, n, of in sized if n >= of]
    rest = [row for row in sized if row[1] < row[2]]
    return sorted(whole), max(rest, key=lambda row: (row[1] / row[2], row[0]), default=None)


def progress(facts: Facts) -> dict[str, int]:
    """How far each badge is, in units of its goal."""
    species, classes = facts.n_species, facts.by_class
    reached = {
        "first-entry": facts.n_entries,
        "species-10": species, "species-50": species, "species-250": species,
        "birds-10": classes.get("Aves", 0), "mammals-5": classes.get("Mammalia", 0),
        "insects-10": classes.get("Insecta", 0),
        "families-10": facts.n_families, "family-whole": len(facts.whole_families),
        "streak-7": facts.longest_streak, "year-round": facts.n_months, "threatened": facts.n_threatened,
        "pictures-25": facts.n_pictured, "night-5": facts.n_at_night,
    }  # fmt: skip
    return {badge.id: min(reached[badge.id], badge.goal) for badge in BADGES}


def give(owner_id: UUID) -> list[str]:
    """Give somebody the badges they have reached; returns those that are new."""
    held_now = set(held(owner_id))
    if len(held_now) == len(BADGES):
        return []
    reached = progress(measure(owner_id))
    fresh = [badge.id for badge in BADGES if badge.id not in held_now and reached[badge.id] >= badge.goal]
    return [
        name
        for name in fresh
        if rows_changed(db.session.execute(insert_if_absent(Award, {"user_id": owner_id, "badge": name})))
    ]


def held(owner_id: UUID) -> list[str]:
    """Badges somebody has, the earliest first."""
    return list(db.session.scalars(select(Award.badge).where(Award.user_id == owner_id).order_by(Award.created_at)))


def overview(owner_id: UUID) -> dict[str, Any]:
    """Every badge with how far it is, and the families that lack least."""
    given = {row.badge: row.created_at for row in db.session.scalars(select(Award).where(Award.user_id == owner_id))}
    facts = measure(owner_id)
    reached = progress(facts)
    best = facts.n_in_best_family
    return {
        "badges": [
            badge._asdict() | {"reached": reached[badge.id], "awarded_at": iso(given.get(badge.id))} for badge in BADGES
        ],
        "whole_families": facts.whole_families,
        "next_family": {"family": best[0], "n_found": best[1], "n_known": best[2]} if best else None,
    }
