"""Looking a species up or making it, with all that a checklist knows of it."""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from blueprints.species.models import Checklist, Species, SpeciesName
from blueprints.species.service import species as records
from blueprints.species.service.checklists import ready_numbers
from blueprints.species.service.matching import lineage
from blueprints.species.service.releases import tables_of
from blueprints.species.service.searching import Usage, exact
from blueprints.species.service.species import Found
from core.db import db
from core.errors import AppError
from processing.taxonomy.keys import common_key, scientific_key

COLUMN_OF_RANK = {"kingdom": "kingdom", "phylum": "phylum", "class": "class_name", "order": "order_name",
                  "family": "family", "genus": "genus"}  # fmt: skip

PREFERRED_LANGUAGE = "eng"
"""Language of the common name that a new species is shown with."""

MOST_NAMES = 60
MOST_REGIONS = 300


def look_up_or_create(text: str, *, created_by: UUID | None = None, **columns: Any) -> Found:
    """The species of this name, made when the station has none, with taxonomy and names out of a checklist.

    Two people who name one species at the same time get the same record. A word that stands alone is a taxon only
    when a checklist knows it, or when `sp.` says that a genus is meant. Flushes.
    Raises AppError 422 `not-a-name`, `name-is-open`.
    """
    name = records.read_name(text)
    usage = known(name.canonical)
    if usage is None and not name.is_species and not name.qualifier:
        raise AppError(422, "not-a-name", f"{text[:80]!r} is one word, and no checklist here knows it.")
    found = records.look_up_or_create(name, created_by=created_by, **columns)
    if found.is_new and usage is not None:
        fill_from(found.species, usage)
    return found


def known(canonical: str) -> Usage | None:
    """The accepted name that is written exactly so, in the largest checklist that has it."""
    key = scientific_key(canonical)
    for number in ready_numbers():
        for usage in exact(number, key):
            if not usage.is_synonym:
                return usage
    return None


def fill_from(species: Species, usage: Usage) -> None:
    """Write what a checklist says of an accepted name into the record; what people wrote stays. Flushes."""
    checklist = db.session.get_one(Checklist, usage.checklist)
    species.source = (checklist.alias or checklist.title)[:100]
    species.source_id = usage.source_id[:100]
    species.authorship = usage.authorship[:300] or species.authorship
    species.rank = usage.rank[:30] or species.rank
    for above in (*lineage(usage), usage):
        column = COLUMN_OF_RANK.get(above.rank)
        if column is not None:
            setattr(species, column, above.name[:100])
    tables = tables_of(usage.checklist)
    environment = db.session.scalar(select(tables.usages.c.environment).where(tables.usages.c.number == usage.number))
    species.environment = (environment or "")[:60]
    places = tables.places.c
    rows = select(places.area, places.area_id, places.establishment).where(places.usage == usage.number)
    found = db.session.execute(rows.limit(MOST_REGIONS)).all()
    native = [area or area_id for area, area_id, how in found if how in ("native", "", "endemic")]
    species.native_regions = [region[:100] for region in sorted(set(native))]
    _take_names(species, usage)
    db.session.flush()


def _take_names(species: Species, usage: Usage) -> None:
    names = tables_of(usage.checklist).common_names.c
    rows = select(names.language, names.name).where(names.usage == usage.number).order_by(names.number)
    found = {(row[0], row[1][:200]) for row in db.session.execute(rows.limit(MOST_NAMES))}
    put_names(species, sorted(found))
    if not species.common_name:
        species.common_name = typical([name for language, name in sorted(found) if language == PREFERRED_LANGUAGE])[
            :150
        ]


def typical(names: list[str]) -> str:
    """Of several common names the shortest of those that end as most do: `Humpback Whale` and not `Bunch`."""
    if not names:
        return ""
    ends = Counter(name.split()[-1].lower() for name in names if name.split())
    return min(names, key=lambda name: (-ends[name.split()[-1].lower()], len(name), name))


def put_names(species: Species, names: list[tuple[str, str]], preferred: set[tuple[str, str]] | None = None) -> None:
    """Replace the common names of a species: pairs of language and name."""
    db.session.execute(delete(SpeciesName).where(SpeciesName.species_id == species.id))
    for language, name in names:
        db.session.add(
            SpeciesName(
                species_id=species.id,
                language=language,
                name=name,
                name_key=common_key(name)[:200],
                is_preferred=(language, name) in (preferred or set()),
            )
        )


def names_of(species_id: UUID) -> list[dict[str, Any]]:
    rows = select(SpeciesName).where(SpeciesName.species_id == species_id)
    ordered = rows.order_by(SpeciesName.language, SpeciesName.is_preferred.desc(), SpeciesName.name)
    return [
        {"language": row.language, "name": row.name, "is_preferred": row.is_preferred}
        for row in db.session.scalars(ordered)
    ]
