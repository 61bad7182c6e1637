"""Species, pictures, and entries of collections."""

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry
from blueprints.dex.policy import visible_entries
from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.images.models import Image
from blueprints.images.policy import visible_images
from blueprints.species.models import Species, SpeciesName
from blueprints.species.policy import visible_species
from core.access import Principal
from processing.taxonomy.keys import common_key

NOTES_SHOWN = 60
"""Characters of an entry's notes that are shown beside its name."""


def _in_any_language(word: str) -> ColumnElement[bool]:
    names = select(SpeciesName.species_id).where(SpeciesName.name_key.contains(common_key(word), autoescape=True))
    return Species.id.in_(names)


@kind("species", href="/species/{id}", all_href="/species?search={text}", weight=6, is_scientific=True)
def species(_who: Principal) -> Source:
    """The station's species, by scientific and by common name of any language, and by family."""
    return Source(
        visible_species(),
        key=Species.id,
        title=Species.scientific_name,
        texts=(Species.scientific_name, Species.common_name, Species.family),
        holds=_in_any_language,
        other=Species.common_name,
        detail=case((Species.common_name != "", Species.common_name), else_=Species.family),
    )


@kind("picture", href="/pictures/{id}", all_href="/pictures?search={text}")
def pictures(who: Principal) -> Source:
    return Source(
        visible_images(who).outerjoin(Species, Species.id == Image.species_id),
        key=Image.id,
        title=Image.name,
        lower_title=Image.sort_name,
        lower=(Image.search_text,),
        texts=(Species.scientific_name, Species.common_name),
        other=Species.common_name,
        detail=Species.scientific_name,
        at=Image.timeline_at,
        group_id=Image.group_id,
    )


@kind("entry", href="/collection/{id}", all_href="/collection?view=list&search={text}")
def entries(who: Principal) -> Source:
    """Entries one may see; the name of a place that is not shown to someone does not lead them to it either."""
    rows = visible_entries(who.user_id).join(DexEntry.species).join(DexEntry.owner)
    is_placed = or_(DexEntry.owner_id == who.user_id, and_(~DexEntry.is_obscured, ~Species.is_sensitive))

    def of_species_or_place(word: str) -> ColumnElement[bool]:
        # Species are few and entries many: names are looked through once, not for every entry.
        named = aliased(Species)
        texts = (named.scientific_name, named.common_name)
        of_name = select(named.id).where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
        place = and_(DexEntry.place_name.icontains(word, autoescape=True), is_placed)
        return or_(DexEntry.species_id.in_(of_name), and_(DexEntry.place_name != "", place))

    whose = case((DexEntry.owner_id == who.user_id, func.substr(DexEntry.notes, 1, NOTES_SHOWN)),
                 else_=User.display_name)  # fmt: skip
    return Source(
        rows,
        key=DexEntry.id,
        title=case((Species.common_name != "", Species.common_name), else_=Species.scientific_name),
        texts=(DexEntry.notes,),
        holds=of_species_or_place,
        other=Species.scientific_name,
        detail=whose,
        at=DexEntry.observed_at,
    )
