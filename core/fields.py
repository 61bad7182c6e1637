"""Types of request fields that several areas take."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from flask_openapi3.models.file import FileStorage
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema
from werkzeug.datastructures import FileStorage as SentFile

from core.request_input import LARGEST_INTEGER

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Before every recording of an animal there is; also keeps time zones from leading out of the calendar."""

_NUMBER = re.compile(r"\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*")

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Later moments are typing errors."""


def _written_out(value: object) -> object:
    """Seconds since 1970 are refused: whoever writes 2026 means the year."""
    is_number = isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value) is not None)
    if is_number:
        raise ValueError("expected a moment such as 2026-06-12T21:40:00Z")
    return value


def _in_range(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(f"expected a moment from {EARLIEST.year} to {LATEST.year - 1}")
    return moment


def _day_begins(value: object) -> object:
    if not isinstance(value, str) or len(value) != len("2000-01-01"):
        return value
    return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)


def _day_ends(value: object) -> object:
    start = _day_begins(value)
    if isinstance(start, datetime) and start is not value and start < LATEST:
        return start + timedelta(days=1)
    return start


_MOMENT_OR_DAY = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}

Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_range)]
"""A moment with its zone, 1900 to 2199."""

From = Annotated[Moment, BeforeValidator(_day_begins), WithJsonSchema(_MOMENT_OR_DAY)]
"""A moment, or a day, which then counts from its beginning in UTC."""

Until = Annotated[Moment, BeforeValidator(_day_ends), WithJsonSchema(_MOMENT_OR_DAY)]
"""A moment, or a day, which then counts to its end in UTC."""


RowNumber = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
"""The number of a row, as large as a database can hold."""


def _is_sent(value: FileStorage) -> FileStorage:
    """flask-openapi3 takes a text field for a file where the form has one of that name."""
    if not isinstance(value, SentFile):
        raise ValueError("expected a file, found a text")
    return value


FormFile = Annotated[FileStorage, AfterValidator(_is_sent)]
"""A file of a multipart form."""
