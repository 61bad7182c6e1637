"""How entries look in JSON, to their owner and to others."""

from typing import Any
from uuid import UUID

from blueprints.dex.models import DexEntry, DexPicture
from blueprints.dex.service.friends import shape_person
from blueprints.dex.service.places import shown_place
from blueprints.species.models import Species
from core.clock import iso


def shape_species(species: Species) -> dict[str, Any]:
    """What a card says of a species."""
    return {
        "id": str(species.id),
        "scientific_name": species.scientific_name,
        "common_name": species.common_name,
        "number": species.creation_index,
        "iucn_status": species.iucn_status,
        "kingdom": species.kingdom,
        "phylum": species.phylum,
        "class": species.class_name,
        "order": species.order_name,
        "family": species.family,
        "genus": species.genus,
        "is_sensitive": species.is_sensitive,
    }


def shape_picture(picture: DexPicture, *, is_own: bool) -> dict[str, Any]:
    """A picture by its addresses; only its owner is told which stored picture it was made from."""
    base = f"/api/v1/dex/entries/{picture.entry_id}/pictures/{picture.id}"
    shown = {
        "id": str(picture.id),
        "width": picture.width,
        "height": picture.height,
        "sha256": picture.standard_sha256,
        "url": base,
        "thumbnail_url": f"{base}?size=768",
        "small_url": f"{base}?size=256",
    }
    if is_own:
        shown["image_id"] = str(picture.image_id) if picture.image_id else None
        shown["version_id"] = str(picture.version_id) if picture.version_id else None
    return shown


def shape_entry(entry: DexEntry, viewer_id: UUID) -> dict[str, Any]:
    """An entry as this person may see it."""
    is_own = entry.owner_id == viewer_id
    place = shown_place(entry, is_own=is_own)
    shown = {
        "id": str(entry.id),
        "owner": shape_person(entry.owner),
        "species": shape_species(entry.species),
        "observed_at": iso(entry.observed_at),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accuracy_m": place.accuracy_m,
        "place_name": place.name,
        "is_obscured": place.is_obscured,
        "n_individuals": entry.n_individuals,
        "is_wild": entry.is_wild,
        "notes": entry.notes,
        "card_style": entry.card_style,
        "visibility": entry.visibility,
        "pictures": [shape_picture(picture, is_own=is_own) for picture in entry.pictures],
        "version": entry.version,
        "created_at": iso(entry.created_at),
        "updated_at": iso(entry.updated_at),
    }
    if is_own:
        shown |= {
            "client_id": entry.client_id,
            "is_favourite": entry.is_favourite,
            "obscures_by_choice": entry.is_obscured,
            "identification_id": str(entry.identification_id) if entry.identification_id else None,
            "vision_job_id": str(entry.vision_job_id) if entry.vision_job_id else None,
            "deleted_at": iso(entry.deleted_at),
            "is_hidden": entry.hidden_at is not None,
        }
    return shown
