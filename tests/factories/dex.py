"""Builders of collections and friendships."""

from typing import Any

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry, DexPicture, Friendship
from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.service import entries, friends
from blueprints.species.models import Species
from core.access import Principal, Role
from core.db import db
from tests.factories import Factory
from tests.factories.calls import store_blob


def build_principal(_make: Factory, user: User) -> Principal:
    """A person as a request speaks for them, with their personal group."""
    return Principal(user.id, {user.personal_group_id: Role.ADMIN})


def build_animal(make: Factory, **fields: Any) -> Species:
    """A species of the station, with a family unless fields say otherwise."""
    number = make.number()
    values = {
        "scientific_name": f"Animalis probus{number}", "common_name": f"Animal {number}", "kingdom": "Animalia",
        "phylum": "Chordata", "class_name": "Mammalia", "order_name": "Carnivora", "family": "Felidae",
        "genus": "Animalis",
    }  # fmt: skip
    return make.save(Species(**(values | fields)))


def build_entry(make: Factory, owner: User | None = None, species: Species | None = None, **fields: Any) -> DexEntry:
    """An entry of a person's collection, for friends unless fields say otherwise."""
    who = build_principal(make, owner or make.user())
    species_id = (species or build_animal(make)).id
    body = EntryBody.model_validate({"species_id": species_id} | fields)
    entry = entries.create(who, body)
    db.session.commit()
    return entry


def build_friends(_make: Factory, one: User, other: User) -> Friendship:
    """Two people who are friends."""
    friends.ask(one, other)
    row = friends.accept(other.id, one.id)
    db.session.commit()
    return row


def build_entry_picture(make: Factory, entry: DexEntry) -> DexPicture:
    """A picture of an entry, with small files of its own."""
    sizes = {
        size: store_blob(make.picture_bytes("WEBP", quality=q), "image/webp")
        for size, q in (("standard", 82), ("thumbnail_768", 60), ("thumbnail_256", 30))
    }
    hashes = {f"{size}_sha256": sha256 for size, sha256 in sizes.items()}
    return make.save(DexPicture(entry_id=entry.id, width=40, height=20, **hashes))
