"""Tables of species, of what groups keep about them, and of the names they are known by."""

from blueprints.species.models.checklists import Checklist, ChecklistState
from blueprints.species.models.repertoires import DETAIL_S, OVERVIEW_S, CallType, Repertoire
from blueprints.species.models.species import IucnStatus, SightingCounter, Species, SpeciesName

__all__ = [
    "DETAIL_S",
    "OVERVIEW_S",
    "CallType",
    "Checklist",
    "ChecklistState",
    "IucnStatus",
    "Repertoire",
    "SightingCounter",
    "Species",
    "SpeciesName",
]
