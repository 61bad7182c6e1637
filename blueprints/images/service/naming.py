"""People's words for what a picture shows: confirming, correcting or rejecting proposals, or naming unasked."""

from uuid import UUID

from sqlalchemy import select, update

from blueprints.images.models import Identification, Image, ProposalState, VisionJob, VisionProposal
from blueprints.images.schemas.jobs import EMBED, EmbedParams
from blueprints.images.schemas.vision import ConfirmBody, NameBody
from blueprints.images.service.matching import LIKENESS
from blueprints.images.service.news import announce
from blueprints.images.service.versions import find_version
from blueprints.species.models import Species
from blueprints.species.service import look_up_or_create
from core import signals
from core.access import Principal
from core.clock import new_id
from core.db import db
from core.errors import conflict, invalid
from core.jobs.queue import submit


def confirm(proposal: VisionProposal, body: ConfirmBody, who: Principal) -> Identification:
    """Make a proposal a person's word, as it is or corrected; the species is found or made.

    Confirming the same proposal again gives the same identification. A name that the checklist has only by likeness
    needs `is_match_accepted` or another name: likeness alone never makes a species.
    Raises AppError 409 `confirm-the-name`, 422 `not-a-name` or for an unknown species.
    """
    made = db.session.scalar(
        select(Identification).where(Identification.proposal_id == proposal.id, ~Identification.is_withdrawn)
    )
    is_corrected = body.species_id is not None or body.scientific_name is not None
    if made is not None and not is_corrected:
        return made
    species = _other_species(body, who) if is_corrected else _proposed_species(proposal, body, who)
    if made is not None:
        withdraw(made)
    vision_job = db.session.get_one(VisionJob, proposal.vision_job_id)
    is_same = not is_corrected or species.scientific_name in (proposal.scientific_name, proposal.match_name)
    proposal.state = ProposalState.CONFIRMED if is_same else ProposalState.CORRECTED
    _reject_others(proposal)
    proposal.species_id = species.id if is_same else proposal.species_id
    image = db.session.get_one(Image, vision_job.image_id)
    return _identify(image, species, who, version_id=vision_job.version_id, proposal=proposal)


def _reject_others(proposal: VisionProposal) -> None:
    """The other names for the same animal are not it."""
    others = update(VisionProposal).where(
        VisionProposal.vision_job_id == proposal.vision_job_id,
        VisionProposal.animal == proposal.animal,
        VisionProposal.id != proposal.id,
    )
    db.session.execute(others.values(state=ProposalState.REJECTED).execution_options(synchronize_session="fetch"))


def _proposed_species(proposal: VisionProposal, body: ConfirmBody, who: Principal) -> Species:
    if proposal.match_how in LIKENESS and not body.is_match_accepted:
        detail = (
            f"{proposal.scientific_name or proposal.common_name} was found only by likeness, as {proposal.match_name}. "
            "Accept that name, or give the right one."
        )
        raise conflict("confirm-the-name", detail)
    if proposal.species_id is not None:
        return db.session.get_one(Species, proposal.species_id)
    name = proposal.match_name or proposal.scientific_name
    # A word alone could be anything; that a genus is meant has to be said.
    found = look_up_or_create(f"{name} sp." if proposal.rank == "genus" else name, created_by=who.user_id)
    if found.is_new and proposal.common_name and not found.species.common_name:
        found.species.common_name = proposal.common_name
    return found.species


def _other_species(body: ConfirmBody | NameBody, who: Principal) -> Species:
    if body.scientific_name is not None:
        return look_up_or_create(body.scientific_name, created_by=who.user_id).species
    species = db.session.get(Species, body.species_id)
    if species is None:
        raise invalid("/species_id", "there is no such species", "not-found")
    return species


def reject(proposal: VisionProposal) -> None:
    """Say that this is not the animal. Raises AppError 409 for one that was confirmed."""
    if proposal.state in (ProposalState.CONFIRMED, ProposalState.CORRECTED):
        raise conflict("proposal-confirmed", "This proposal was confirmed. Withdraw the identification first.")
    proposal.state = ProposalState.REJECTED
    db.session.flush()


def name_picture(image: Image, body: NameBody, who: Principal) -> Identification:
    """Name what a picture shows without a proposal."""
    return _identify(image, _other_species(body, who), who, version_id=None, proposal=None)


def _identify(
    image: Image, species: Species, who: Principal, *, version_id: UUID | None, proposal: VisionProposal | None
) -> Identification:
    row = Identification(
        id=new_id(),
        image_id=image.id,
        version_id=find_version(image, version_id).id,
        group_id=image.group_id,
        species_id=species.id,
        vision_job_id=proposal.vision_job_id if proposal else None,
        proposal_id=proposal.id if proposal else None,
        created_by=who.user_id,
    )
    db.session.add(row)
    image.species_id = species.id
    db.session.flush()
    submit(
        EMBED,
        EmbedParams(identification_id=row.id),
        title=f"Learn from {image.name}",
        # Nobody waits for it, so nobody is told that it is done.
        owner_id=None,
        group_id=image.group_id,
    )
    announce(image)
    signals.picture_identified.send(row, identification=row)
    return row


def species_of(row: Identification) -> Species:
    """The species that a person named."""
    return db.session.get_one(Species, row.species_id)


def withdraw(row: Identification) -> None:
    """Take a person's word back: it teaches nothing any more, and the proposal is open again. Flushes."""
    row.is_withdrawn, row.embedding = True, None
    if row.proposal_id is not None:
        proposal = db.session.get(VisionProposal, row.proposal_id)
        if proposal is not None:
            proposal.state = ProposalState.OPEN
    image = db.session.get_one(Image, row.image_id)
    db.session.flush()
    newest = identifications_of(image)
    image.species_id = newest[0].species_id if newest else None
    db.session.flush()
    announce(image)


def identifications_of(image: Image) -> list[Identification]:
    """What people say of a picture, the newest first."""
    rows = select(Identification).where(Identification.image_id == image.id, ~Identification.is_withdrawn)
    return list(db.session.scalars(rows.order_by(Identification.created_at.desc(), Identification.id.desc())))
