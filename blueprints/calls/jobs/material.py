"""What a classifier learns from: measured calls with their labels, groups and what was held out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from blueprints.species.models import CallType
from core.db import db
from ml.calls.novelty import Changed
from processing.audio.features import FeatureTable

UNKNOWN_GROUP = ""
"""Group of clips of which nothing says where they come from: they are taken to be of one recording, as clips
cut one after the other mostly are, and the evaluation says that it could not hold recordings out."""


@dataclass
class Material:
    """Measured calls with their labels and groups, and what could not be used.

    changed : measures of some calls made fainter or cut otherwise, with the row each is made of.
    is_held_out : calls that are not trained on but scored at the end, shape (n,); None when there are none.
    """

    table: FeatureTable
    labels: list[str]
    groups: list[str]
    refused: list[dict[str, str]] = field(default_factory=list)
    is_held_out: npt.NDArray[np.bool_] | None = None
    changed: Changed | None = None

    def to_learn(self) -> "Material":
        """Without the calls that are held out."""
        return self if self.is_held_out is None else self._where(~self.is_held_out)

    def held_out(self) -> "Material | None":
        """The calls that are held out, None when there are none."""
        return None if self.is_held_out is None else self._where(self.is_held_out)

    def _where(self, mask: npt.NDArray[np.bool_]) -> "Material":
        chosen = np.flatnonzero(mask)
        labels, groups = [self.labels[i] for i in chosen], [self.groups[i] for i in chosen]
        return Material(self.table.rows(mask), labels, groups, self.refused, changed=self._changed_of(mask))

    def _changed_of(self, mask: npt.NDArray[np.bool_]) -> Changed | None:
        if self.changed is None:
            return None
        chosen = mask[self.changed.of]
        return Changed(self.changed.values[chosen], (np.cumsum(mask) - 1)[self.changed.of[chosen]])


def call_types_of(group_id: UUID, species_id: UUID | None) -> list[str] | None:
    """Names in the group's repertoire of a species; None when there is none to compare labels with."""
    if species_id is None:
        return None
    own = select(CallType.name).where(CallType.group_id == group_id, CallType.species_id == species_id)
    return list(db.session.scalars(own)) or None


def count_by(names: Sequence[str]) -> dict[str, int]:
    """How often each name occurs, by name."""
    found, counts = np.unique(np.array(names), return_counts=True)
    return {str(name): int(n) for name, n in zip(found, counts, strict=True)}
