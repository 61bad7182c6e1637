"""Cards laid out for printing."""

from collections.abc import Iterator
from contextlib import ExitStack

from blueprints.accounts.models import User
from blueprints.dex.models import CardFile, DexEntry
from blueprints.dex.schemas.files import CARDS, CardFileParams
from blueprints.dex.service import card_files
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from processing.cards.sheet import Card, write_sheets


@CARDS.runs
def lay_out_cards(ctx: JobContext, params: CardFileParams) -> list[ResultLink]:
    """Fetch each card's picture, lay out, store."""
    row = db.session.get(CardFile, params.file_id)
    if row is None:
        return []
    owner = db.session.get_one(User, row.owner_id)
    entries = card_files.entries_for(row.owner_id, params)
    path = ctx.workdir / "cards.pdf"
    with ExitStack() as stack:
        n_cards = write_sheets(_cards(ctx, entries, stack), path, title=f"Collection of {owner.display_name}")
    card_files.keep(ctx, params.file_id, path, n_cards)
    return [ResultLink("cards", f"{n_cards} cards", f"/collection?file={params.file_id}")]


def _cards(ctx: JobContext, entries: list[DexEntry], stack: ExitStack) -> Iterator[Card]:
    for number, entry in enumerate(entries):
        ctx.report(number, len(entries), "Laying out", unit="cards")
        species = entry.species
        first = entry.pictures[0] if entry.pictures else None
        yield Card(
            number=f"Pl. {species.creation_index}" if species.creation_index else "",
            family=species.family,
            name=species.scientific_name,
            common_name=species.common_name,
            foot=" · ".join(filter(None, [entry.place_name, f"{entry.observed_at:%B %Y}"])),
            colour=entry.card_style.get("colour") or "",
            picture=stack.enter_context(storage().open_local(first.thumbnail_768_sha256)) if first else None,
        )
