"""What this area does about news from below: a job for each, which waits, fails and is tried again by itself."""

from functools import cache
from typing import Any
from uuid import UUID

from flask import current_app

from blueprints.forecasting.models import Forecast
from blueprints.mirror.schemas import FORGET, MIRROR, ForgetParams, Mirrored, MirrorParams, Removed
from blueprints.timeseries.models import DatasetVersion
from core import signals
from core.jobs.queue import submit


@cache
def listen() -> None:
    """Connect once a process."""
    signals.dataset_stored.connect(_note_version)
    signals.forecast_stored.connect(_note_forecast)
    signals.removed.connect(_note_removal)


def _note_version(_sender: object, *, version: DatasetVersion, **_: Any) -> None:
    _ask(Mirrored.VERSION, version.id)


def _note_forecast(_sender: object, *, forecast: Forecast, **_: Any) -> None:
    _ask(Mirrored.FORECAST, forecast.id)


def _note_removal(_sender: object, *, what: str, id: UUID, **_: Any) -> None:
    if current_app.config["SETTINGS"].supabase_mirror:
        params = ForgetParams(what=Removed(what), id=id)
        submit(FORGET, params, title="Remove from the mirror", owner_id=None, group_id=None)


def _ask(what: Mirrored, row_id: UUID) -> None:
    """A row in the present transaction and nothing else: nobody waits for the other side."""
    if current_app.config["SETTINGS"].supabase_mirror:
        params = MirrorParams(what=what, id=row_id)
        submit(MIRROR, params, title="Write to the mirror", owner_id=None, group_id=None)
