"""The job that writes rows to the tables of a Supabase project, through the official client."""

from collections.abc import Sequence
from typing import Any

import httpx
from flask import current_app
from postgrest.exceptions import APIError
from supabase import ClientOptions, create_client

from blueprints.mirror.schemas import MIRROR, Mirrored, MirrorParams
from blueprints.mirror.service import MirrorRow, rows_of_forecast, rows_of_version
from core.config import Settings
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError

ROWS = {Mirrored.VERSION: rows_of_version, Mirrored.FORECAST: rows_of_forecast}

TIMEOUT_S = 60.0
"""How long the other side may take for one row; a forecast's is as long as its steps."""

PASSING = ("PGRST00", "08", "40", "53", "55", "57", "408", "429", "5")
"""How codes begin that pass by themselves: PostgREST's for its database (`PGRST000` to `003`), PostgreSQL's classes of
lost connections, conflicts, lack of room and shut-downs, and HTTP's."""


@MIRROR.runs
def write(context: JobContext, params: MirrorParams) -> list[ResultLink]:
    """Write what a row is now; writing it twice changes nothing, and one that went meanwhile is not written."""
    rows = ROWS[params.what](params.id)
    context.commit()
    _upsert(current_app.config["SETTINGS"], rows)
    return []


def _upsert(settings: Settings, rows: Sequence[MirrorRow]) -> None:
    """In the order of the rows, so that what refers to another finds it. Raises TransientError, AppError 502."""
    try:
        with httpx.Client(timeout=TIMEOUT_S) as http:
            options = ClientOptions(httpx_client=http)
            client: Any = create_client(settings.supabase_url, settings.supabase_key, options)
            for row in rows:
                client.table(row.table).upsert(row.values, on_conflict="id", returning="minimal").execute()
    except httpx.HTTPError as exc:
        raise TransientError("mirror-unreachable", f"The Supabase project does not answer: {exc}.") from exc
    except APIError as exc:
        said = f"{exc.code}: {exc.message}"
        if str(exc.code).startswith(PASSING):
            raise TransientError("mirror-unreachable", f"The Supabase project cannot take it now: {said}.") from exc
        raise AppError(502, "mirror-refused", f"The Supabase project does not take {rows[0].table}: {said}") from exc
