"""What sightings do to a species: its number on this station, and how often it was observed."""

from uuid import UUID

from sqlalchemy import select, update

from blueprints.species.models import SightingCounter, Species
from core.db import db
from core.transactions import insert_if_absent

ONE = 1
"""The one row of the counter."""


def first_seen(species_id: UUID) -> int:
    """The creation index of a species, given now if it has none: 1, 2, 3 … without gaps.

    The counter's row is locked until the caller's transaction ends: another first sighting waits, and one that
    is rolled back gives its number back. Flushes.
    """
    index = db.session.scalar(select(Species.creation_index).where(Species.id == species_id))
    if index is not None:
        return index
    given = _lock_counter()
    # Someone else may have been first while we waited for the lock.
    index = db.session.scalar(select(Species.creation_index).where(Species.id == species_id))
    if index is not None:
        return index
    db.session.execute(update(SightingCounter).values(given=given + 1))
    # Past the version: what people edit did not change.
    numbered = update(Species).where(Species.id == species_id).values(creation_index=given + 1)
    db.session.execute(numbered.execution_options(synchronize_session="fetch"))
    return given + 1


def _lock_counter() -> int:
    """Take the lock, making the counter when it is not there yet; returns how many numbers were given."""
    db.session.execute(insert_if_absent(SightingCounter, {"id": ONE, "given": 0}))
    locked = update(SightingCounter).where(SightingCounter.id == ONE).values(given=SightingCounter.given)
    given: int = db.session.scalars(
        locked.returning(SightingCounter.given).execution_options(synchronize_session=False)
    ).one()
    return given


def note_observation(species_id: UUID, change: int = 1) -> None:
    """Count an observation more, or with -1 one less; the first one gives the species its number. Flushes."""
    if change > 0:
        first_seen(species_id)
    counted = update(Species).where(Species.id == species_id).values(n_observations=Species.n_observations + change)
    db.session.execute(counted.execution_options(synchronize_session="fetch"))
