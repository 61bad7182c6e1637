"""What the local provider compares with: confirmed pictures in numbers, made where they are missing."""

from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select

from blueprints.images.models import Identification, ImageVersion
from blueprints.images.service.stored import read_picture
from blueprints.species.models import Species
from core.db import db
from core.storage import StorageError
from ml.vision.embedding import CODE_VERSION, embed
from ml.vision.references import References

MAX_REFERENCES = 20_000
"""The newest confirmed pictures that are compared with; some 20 MB and 30 ms."""

MAX_MADE_AT_ONCE = 500
"""Missing embeddings made before one picture is looked at, some 15 seconds; the others follow with later ones."""


def load_references(image_id: UUID) -> References:
    """Confirmed pictures of the station but this one, as one matrix; only names and numbers leave other groups."""
    make_missing()
    rows = db.session.execute(
        select(Identification.embedding, Identification.image_id, Species.scientific_name, Species.common_name)
        .join(Species, Species.id == Identification.species_id)
        .where(
            ~Identification.is_withdrawn,
            Identification.embedding_version == CODE_VERSION,
            Identification.image_id != image_id,
        )
        .order_by(Identification.created_at.desc())
        .limit(MAX_REFERENCES)
    ).all()
    if not rows:
        return References()
    return References(
        vectors=np.stack([np.frombuffer(row.embedding, np.float32) for row in rows]),
        labels=tuple(row.scientific_name for row in rows),
        sources=tuple(str(row.image_id) for row in rows),
        common_names={row.scientific_name: row.common_name for row in rows},
    )


def make_missing() -> None:
    """Put confirmed pictures into numbers that are not, or were by older code. Flushes."""
    rows = db.session.scalars(
        select(Identification)
        .where(
            ~Identification.is_withdrawn,
            (Identification.embedding_version != CODE_VERSION) | Identification.embedding_version.is_(None),
        )
        .limit(MAX_MADE_AT_ONCE)
    ).all()
    for row in rows:
        put_into_numbers(row)
    db.session.flush()


def put_into_numbers(row: Identification) -> None:
    """The picture of one identification as a vector; one whose file is gone teaches nothing."""
    version: Any = db.session.get_one(ImageVersion, row.version_id)
    try:
        vector = embed(read_picture(version, "768"))
    except StorageError:
        return
    row.embedding, row.embedding_version = vector.tobytes(), CODE_VERSION
