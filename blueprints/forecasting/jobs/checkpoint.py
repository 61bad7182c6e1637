"""What a run has finished, kept in the database, so that any worker can go on where a killed one stopped."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select

from blueprints.forecasting.models import ForecastTrial
from core.db import db
from core.jobs.context import JobContext


class TrialCheckpoint:
    """Finished results of one model by name. Kept ones are committed at once, under the job's claim."""

    def __init__(self, ctx: JobContext, model_id: UUID) -> None:
        self._ctx, self._model_id = ctx, model_id

    def get(self, name: str) -> bytes | None:
        found = db.session.scalar(self._rows(name))
        # Fits take minutes; no transaction stays open meanwhile.
        db.session.rollback()
        return None if found is None else found.content

    def put(self, name: str, content: bytes) -> None:
        found = db.session.scalar(self._rows(name))
        if found is None:
            db.session.add(ForecastTrial(model_id=self._model_id, key=name, content=content))
        else:
            found.content = content
        self._ctx.commit()

    def _rows(self, name: str) -> Select[Any]:
        return select(ForecastTrial).where(ForecastTrial.model_id == self._model_id, ForecastTrial.key == name)


def forget(model_ids: list[UUID]) -> None:
    """Drop what was kept of models whose run has ended well."""
    db.session.execute(delete(ForecastTrial).where(ForecastTrial.model_id.in_(model_ids)))
