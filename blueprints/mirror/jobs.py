"""The jobs that write rows to the tables of a Supabase project and remove them, through the official client."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from flask import current_app
from postgrest.exceptions import APIError
from supabase import ClientOptions, create_client

from blueprints.mirror.schemas import FORGET, MIRROR, ForgetParams, Mirrored, MirrorParams, Removed
from blueprints.mirror.service import DATASETS, FORECASTS, VERSIONS, MirrorRow, rows_of_forecast, rows_of_version
from core.config import Settings
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError

ROWS = {Mirrored.VERSION: rows_of_version, Mirrored.FORECAST: rows_of_forecast}

PLACES = {
    Removed.VERSION: [(VERSIONS, "id")],
    Removed.DATASET: [(DATASETS, "id")],
    Removed.SESSION: [(FORECASTS, "session_id")],
    Removed.MODEL: [(FORECASTS, "model_id")],
    Removed.PROJECT: [(FORECASTS, "project_id"), (DATASETS, "project_id")],
    Removed.GROUP: [(FORECASTS, "group_id"), (DATASETS, "group_id")],
}
"""In which tables, and by which column, rows of what went are found."""

PIECE = 100
"""Datasets removed with one request: their ids stand in its address."""

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


@FORGET.runs
def forget(context: JobContext, params: ForgetParams) -> list[ResultLink]:
    """Remove what went here from the other tables too; what is not there any more is no fault."""
    context.commit()
    with _project(current_app.config["SETTINGS"]) as client:
        for table, column in PLACES[params.what]:
            if table == DATASETS:
                _remove_datasets(client, column, str(params.id))
            else:
                client.table(table).delete(returning="minimal").eq(column, str(params.id)).execute()
    return []


def _remove_datasets(client: Any, column: str, value: str) -> None:
    """Datasets and first their versions, which refer to them; by pieces, as an answer holds a thousand rows at most."""
    while found := client.table(DATASETS).select("id").eq(column, value).limit(PIECE).execute().data:
        ids = [row["id"] for row in found]
        client.table(VERSIONS).delete(returning="minimal").in_("dataset_id", ids).execute()
        client.table(DATASETS).delete(returning="minimal").in_("id", ids).execute()


def _upsert(settings: Settings, rows: Sequence[MirrorRow]) -> None:
    """In the order of the rows, so that what refers to another finds it. Raises TransientError, AppError 502."""
    with _project(settings) as client:
        for row in rows:
            client.table(row.table).upsert(row.values, on_conflict="id", returning="minimal").execute()


@contextmanager
def _project(settings: Settings) -> Iterator[Any]:
    """The other project's tables. Raises TransientError for what passes by itself, AppError 502 for what does not."""
    try:
        with httpx.Client(timeout=TIMEOUT_S) as http:
            yield create_client(settings.supabase_url, settings.supabase_key, ClientOptions(httpx_client=http))
    except httpx.HTTPError as exc:
        raise TransientError("mirror-unreachable", f"The Supabase project does not answer: {exc}.") from exc
    except APIError as exc:
        said = f"{exc.code}: {exc.message}"
        if str(exc.code).startswith(PASSING):
            raise TransientError("mirror-unreachable", f"The Supabase project cannot take it now: {said}.") from exc
        raise AppError(502, "mirror-refused", f"The Supabase project does not take this: {said}") from exc
