"""Learning from a confirmed picture as soon as it is confirmed."""

from blueprints.images.jobs.references import put_into_numbers
from blueprints.images.models import Identification
from blueprints.images.schemas.jobs import EMBED, EmbedParams
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink


@EMBED.runs
def learn(_job: JobContext, params: EmbedParams) -> list[ResultLink]:
    """Put it into numbers; one that was withdrawn meanwhile teaches nothing."""
    row = db.session.get(Identification, params.identification_id)
    if row is not None and not row.is_withdrawn:
        put_into_numbers(row)
    return []
