"""Asking a provider what a picture shows, and writing down what it proposes."""

import time
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete

from blueprints.images.jobs.references import load_references
from blueprints.images.models import Image, ImageVersion, VisionJob, VisionProposal, VisionState
from blueprints.images.schemas.jobs import IDENTIFY, IdentifyParams
from blueprints.images.service import vision
from blueprints.images.service.budget import cost_usd
from blueprints.images.service.matching import Found, find_name
from blueprints.images.service.stored import read_picture
from blueprints.projects.models import Site
from core.clock import new_id
from core.config import Settings
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from ml.vision import local, openai_provider
from ml.vision.answers import Animal, Answer, Guess, PassingVisionError, Question, Usage, VisionError
from ml.vision.providers import ProviderSettings, make_provider
from ml.vision.references import References

CODE_VERSIONS = {"openai": openai_provider.CODE_VERSION, "local": local.CODE_VERSION}
"""What each provider's reading was done by; importing them registers them."""

PLACE_DIGITS = 1
"""Decimals of the degrees a provider is told: some ten kilometres, enough to know which species live there."""


class _Asked(NamedTuple):
    """What is needed to ask while no database connection is held."""

    provider: str
    settings: ProviderSettings
    question: Question


@IDENTIFY.runs
def identify(job: JobContext, params: IdentifyParams) -> list[ResultLink]:
    """Ask; what was spent is kept also when it fails; proposals of an earlier attempt are replaced."""
    row = db.session.get(VisionJob, params.vision_job_id)
    if row is None:
        raise AppError(404, "not-found", "The picture was deleted before it was looked at.")
    row.state, row.attempts, row.code_version = VisionState.RUNNING, row.attempts + 1, CODE_VERSIONS.get(row.provider)
    vision.tell(row)
    asked = _prepare(row)
    job.report(0, 0, f"Asking {row.model or row.provider}")
    job.commit()
    began = time.monotonic()
    try:
        answer = make_provider(asked.provider, asked.settings).identify(asked.question)
    except VisionError as exc:
        _note_cost(job, params, exc.usage, time.monotonic() - began, exc.raw)
        raise
    except PassingVisionError as exc:
        _note_wait(job, params, exc)
        raise TransientError(exc.code, exc.message, retry_after_s=exc.retry_after_s) from exc
    return _write(params, answer, time.monotonic() - began)


def _prepare(row: VisionJob) -> _Asked:
    settings: Settings = current_app.config["SETTINGS"]
    version = db.session.get_one(ImageVersion, row.version_id)
    image = db.session.get_one(Image, row.image_id)
    taken, place = _context(image) if row.is_place_told else ("", "")
    return _Asked(
        row.provider,
        ProviderSettings(
            api_key=settings.openai_api_key,
            base_url=settings.openai_base_url,
            model=row.model or "",
            timeout_s=settings.vision_timeout_s,
            onnx_model=settings.vision_onnx_model,
            onnx_labels=settings.vision_onnx_labels,
            references=load_references(row.image_id) if row.provider == "local" else References(),
        ),
        Question(read_picture(version), row.detail, taken, place),
    )


def _context(image: Image) -> tuple[str, str]:
    """When and roughly where, in words."""
    taken = ""
    if image.taken_at is not None:
        local_time = image.taken_at + timedelta(minutes=image.utc_offset_min or 0)
        taken = f"{local_time:%Y-%m-%d %H:%M}"
    site = db.session.get(Site, image.site_id) if image.site_id else None
    latitude = image.latitude if image.latitude is not None else site.latitude if site else None
    longitude = image.longitude if image.longitude is not None else site.longitude if site else None
    if latitude is None or longitude is None:
        return taken, ""
    return taken, f"latitude {latitude:.{PLACE_DIGITS}f}, longitude {longitude:.{PLACE_DIGITS}f}"


def _note_cost(job: JobContext, params: IdentifyParams, usage: Usage, elapsed_s: float, raw: str) -> None:
    """Failed answers cost as well; committed before the failure throws the rest away."""
    row = db.session.get_one(VisionJob, params.vision_job_id)
    _add_usage(row, usage)
    row.elapsed_s, row.raw_answer = elapsed_s, raw[:100_000] or None
    job.commit()


def _note_wait(job: JobContext, params: IdentifyParams, exc: PassingVisionError) -> None:
    row = db.session.get_one(VisionJob, params.vision_job_id)
    row.state, row.error_code, row.error_detail = VisionState.QUEUED, exc.code, exc.message
    vision.tell(row)
    job.commit()


def _add_usage(row: VisionJob, usage: Usage) -> None:
    row.tokens_in += usage.tokens_in
    row.tokens_out += usage.tokens_out
    row.cost_usd += cost_usd(row.model, usage.tokens_in, usage.tokens_out)


def _write(params: IdentifyParams, answer: Answer, elapsed_s: float) -> list[ResultLink]:
    row = db.session.get_one(VisionJob, params.vision_job_id)
    db.session.execute(delete(VisionProposal).where(VisionProposal.vision_job_id == row.id))
    for number, animal in enumerate(answer.animals):
        for place, guess in enumerate(animal.guesses):
            db.session.add(_proposal(row, number, place, animal, guess))
    _add_usage(row, answer.usage)
    row.elapsed_s, row.raw_answer = elapsed_s, answer.raw[:100_000]
    vision.succeed(row)
    return [ResultLink("image", "Picture", f"/images/{row.image_id}")]


def _proposal(row: VisionJob, number: int, place: int, animal: Animal, guess: Guess) -> VisionProposal:
    match = find_name(guess.scientific_name, guess.common_name) or Found("", "", 0.0, None)
    return VisionProposal(
        id=new_id(),
        vision_job_id=row.id,
        animal=number,
        place=place,
        scientific_name=guess.scientific_name[:150],
        common_name=guess.common_name[:150],
        rank=guess.rank[:40],
        n_individuals=animal.n_individuals,
        box=list(animal.box) if animal.box else None,
        confidence=guess.confidence,
        reason=guess.reason,
        species_id=match.species_id,
        match_how=match.how or None,
        match_name=match.name[:150] or None,
        match_confidence=match.confidence if match.how else None,
    )
