"""The sample's collection: entries made from the named pictures, and a few noted by hand."""

from datetime import timedelta
from typing import Any, NamedTuple

from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.service import awards, entries
from blueprints.images.models import Identification
from blueprints.sample import scenes
from blueprints.species.models import Species
from blueprints.species.service import look_up_or_create
from core.access import Principal
from core.db import db


class Kind(NamedTuple):
    """A species of the sample and where it belongs."""

    common_name: str
    phylum: str
    class_name: str
    order_name: str
    family: str


KINDS = {
    "Aglais io": Kind("Peacock butterfly", "Arthropoda", "Insecta", "Lepidoptera", "Nymphalidae"),
    "Vanessa atalanta": Kind("Red admiral", "Arthropoda", "Insecta", "Lepidoptera", "Nymphalidae"),
    "Polygonia c-album": Kind("Comma", "Arthropoda", "Insecta", "Lepidoptera", "Nymphalidae"),
    "Strix aluco": Kind("Tawny owl", "Chordata", "Aves", "Strigiformes", "Strigidae"),
    "Alcedo atthis": Kind("Common kingfisher", "Chordata", "Aves", "Coraciiformes", "Alcedinidae"),
    "Parus major": Kind("Great tit", "Chordata", "Aves", "Passeriformes", "Paridae"),
    "Erinaceus europaeus": Kind("European hedgehog", "Chordata", "Mammalia", "Eulipotyphla", "Erinaceidae"),
    "Vulpes vulpes": Kind("Red fox", "Chordata", "Mammalia", "Carnivora", "Canidae"),
    "Hyla arborea": Kind("European tree frog", "Chordata", "Amphibia", "Anura", "Hylidae"),
    "Cepaea nemoralis": Kind("Grove snail", "Mollusca", "Gastropoda", "Stylommatophora", "Helicidae"),
}
"""Red admiral and comma beside the peacock: one is seen, one is missing of the family."""

BY_HAND: tuple[dict[str, Any], ...] = (
    {"name": "Vanessa atalanta", "days": -40, "notes": "On ivy, in the last sun.", "visibility": "public"},
    {"name": "Alcedo atthis", "days": -2, "notes": "A blue line over the water, twice.", "is_favourite": True},
    {"name": "Parus major", "days": -90, "visibility": "private", "n_individuals": 4},
)

STYLES: dict[str, dict[str, Any]] = {
    "Strix aluco": {"shape": "oval", "colour": "#3b5c7b", "stickers": ["moon"]},
    "Alcedo atthis": {"shape": "plate", "colour": "#2f8080", "stickers": ["feather"]},
    "Cepaea nemoralis": {"shape": "specimen", "colour": None, "stickers": ["shell"]},
}


def fill_collection(who: Principal, words: list[Identification]) -> None:
    """Add the entries of the sample to a person's collection; those of an earlier sample stay single. Flushes."""
    for name in KINDS:
        _classify(name)
    for word in words:
        name = db.session.get_one(Species, word.species_id).scientific_name
        _add(who, {"identification_id": word.id}, name)
    for row in BY_HAND:
        given = {key: value for key, value in row.items() if key not in ("name", "days")}
        moment = scenes.FIRST_EVENING + timedelta(days=row["days"])
        _add(who, given | {"scientific_name": row["name"], "observed_at": moment}, row["name"])
    awards.give(who.user_id)


def _classify(name: str) -> None:
    species = look_up_or_create(name).species
    if species.family:
        return
    species.kingdom = "Animalia"
    for column, value in KINDS[name]._asdict().items():
        setattr(species, column, getattr(species, column) or value)
    db.session.flush()


def _add(who: Principal, fields: dict[str, Any], name: str) -> None:
    style = {"card_style": STYLES[name]} if name in STYLES else {}
    client_id = f"sample {name} {fields.get('observed_at', '')}"[:64]
    entries.create(who, EntryBody.model_validate(style | fields | {"client_id": client_id}))
