"""What the routes of species and repertoires take and give."""

from blueprints.species.schemas.fields import GroupQuery
from blueprints.species.schemas.repertoires import (
    CallTypeBody,
    CallTypeOrder,
    CallTypePage,
    CallTypePatch,
    CallTypeQuery,
    CallTypesForm,
    CallTypesImportView,
    CallTypeView,
    PictureForm,
    RepertoirePictureQuery,
)
from blueprints.species.schemas.species import (
    SpeciesBody,
    SpeciesPage,
    SpeciesPatch,
    SpeciesQuery,
    SpeciesView,
)

__all__ = [
    "CallTypeBody",
    "CallTypeOrder",
    "CallTypePage",
    "CallTypePatch",
    "CallTypeQuery",
    "CallTypeView",
    "CallTypesForm",
    "CallTypesImportView",
    "GroupQuery",
    "PictureForm",
    "RepertoirePictureQuery",
    "SpeciesBody",
    "SpeciesPage",
    "SpeciesPatch",
    "SpeciesQuery",
    "SpeciesView",
]
