"""One taxon of a checklist with what stands above, beside and below it."""

from typing import Any

from sqlalchemy import func, select

from blueprints.species.models import ChecklistState, Species
from blueprints.species.service.checklists import LARGEST_NUMBER, get_checklist, ready_numbers
from blueprints.species.service.lookup import known
from blueprints.species.service.matching import Match, accepted_of, lineage
from blueprints.species.service.releases import tables_of
from blueprints.species.service.searching import Hit, Usage, columns_of, numbered, search, usages
from blueprints.species.service.species import find_species
from core.db import db
from core.errors import not_found

MOST_BELOW = 200


def search_all(text: str, limit: int) -> list[Hit]:
    """Names of all checklists, those of the larger one first; a name that two have is shown once."""
    found: dict[tuple[str, str], Hit] = {}
    for number in ready_numbers():
        for hit in search(number, text, limit):
            found.setdefault((hit.usage.name, hit.usage.authorship), hit)
    ranked = sorted(found.values(), key=lambda hit: (hit.how == "fuzzy", hit.n_errors))
    return ranked[:limit]


def get_taxon(checklist_id: int, number: int) -> Usage:
    """Raises AppError 404."""
    row = get_checklist(checklist_id)
    is_there = row.state == ChecklistState.READY and number <= LARGEST_NUMBER
    found = numbered(checklist_id, [number]) if is_there else []
    if not found:
        raise not_found("name")
    return found[0]


def shape_usage(usage: Usage) -> dict[str, Any]:
    return {
        "checklist_id": usage.checklist, "number": usage.number, "name": usage.name, "authorship": usage.authorship,
        "rank": usage.rank, "status": usage.status, "is_synonym": usage.is_synonym,
    }  # fmt: skip


def shape_hit(hit: Hit) -> dict[str, Any]:
    accepted = accepted_of(hit.usage).name if hit.usage.is_synonym else hit.usage.name
    return shape_usage(hit.usage) | {
        "how": hit.how, "found": hit.found, "n_errors": hit.n_errors, "accepted_name": accepted,
    }  # fmt: skip


def shape_match(found: Match) -> dict[str, Any]:
    return {
        "text": found.text,
        "how": found.how,
        "confidence": found.confidence,
        "needs_confirmation": found.needs_confirmation,
        "name": found.name,
        "usage": shape_usage(found.usage) if found.usage else None,
        "species_id": str(found.species.id) if found.species else None,
        "alternatives": [shape_usage(one) for one in found.alternatives],
    }


def shape_taxon(usage: Usage) -> dict[str, Any]:
    tables = tables_of(usage.checklist)
    names, places, table = tables.common_names.c, tables.places.c, tables.usages.c
    accepted = accepted_of(usage)
    species = find_species(accepted.name)
    below = columns_of(usage.checklist).where(table.above == accepted.number)
    children = usages(usage.checklist, below.where(table.is_synonym == 0).order_by(table.name_key).limit(MOST_BELOW))
    n_children = select(func.count()).where(table.above == accepted.number, table.is_synonym == 0)
    link = db.session.scalar(select(table.link).where(table.number == usage.number))
    common = db.session.execute(select(names.language, names.name).where(names.usage == accepted.number).limit(200))
    lives = select(places.area_id, places.area, places.establishment).where(places.usage == accepted.number)
    synonyms = usages(usage.checklist, below.where(table.is_synonym == 1).order_by(table.name_key).limit(MOST_BELOW))
    return shape_usage(usage) | {
        "accepted": shape_usage(accepted) if usage.is_synonym else None,
        "lineage": [shape_usage(one) for one in lineage(usage)],
        "synonyms": [shape_usage(one) for one in synonyms],
        "children": [shape_usage(one) for one in children],
        "n_children": db.session.scalar(n_children) or 0,
        "common_names": [{"language": row[0], "name": row[1], "is_preferred": False} for row in common],
        "places": [dict(row._mapping) for row in db.session.execute(lives.limit(400))],
        "species_id": str(species.id) if species else None,
        "link": link if (link or "").startswith(("http://", "https://")) else "",
    }


def taxon_of(species: Species) -> Usage | None:
    """The checklists' name of a species."""
    return known(species.scientific_name)
