"""Values of columns as JSON and back; what comes from outside is checked as the column would have it."""

import base64
import binascii
import math
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Float, LargeBinary, String, Text, Uuid
from sqlalchemy import types as sql

from blueprints.exchange.service.layout import ProjectArchiveError
from core.db import UtcDateTime
from core.errors import AppError
from core.request_input import check_value

LARGEST = {"small_integer": 2**15 - 1, "integer": 2**31 - 1, "big_integer": 2**63 - 1}
"""What integer columns hold."""

MAX_TEXT = 100_000
"""Characters of a column without a length of its own; notes have at most 20,000."""


def to_json(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def from_json(column: Any, value: Any, choices: frozenset[str] | None) -> Any:
    """The value of a column, checked. Raises ProjectArchiveError("project-archive-damaged")."""
    if value is None:
        if not column.nullable and not column.primary_key:
            raise damaged(column, "nothing")
        return None
    try:
        found = _parsed(column.type, value)
    except (ValueError, TypeError, OverflowError, binascii.Error, AppError) as exc:
        raise damaged(column, repr(value)[:60]) from exc
    if choices is not None and found not in choices:
        raise damaged(column, repr(value)[:60])
    return found


def _parsed(kind: Any, value: Any) -> Any:
    if isinstance(kind, Uuid):
        return UUID(_text(value, 36))
    if isinstance(kind, UtcDateTime):
        return _moment(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(_text(value, None), validate=True)
    if isinstance(kind, Boolean):
        return _exactly(value, bool)
    if isinstance(kind, sql.Integer):
        number = _exactly(value, int)
        _within(abs(number) <= LARGEST[kind.__visit_name__])
        return number
    if isinstance(kind, Float):
        _within(isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value))
        return float(value)
    if isinstance(kind, sql.JSON):
        _within(isinstance(value, dict | list))
        check_value(value)
        return value
    if isinstance(kind, String | Text):
        return _text(value, getattr(kind, "length", None) or MAX_TEXT)
    raise TypeError(f"no value of an archive goes into {kind!r}")


def _text(value: Any, longest: int | None) -> str:
    text = _exactly(value, str)
    _within(longest is None or len(text) <= longest)
    _within("\0" not in text)
    text.encode()
    return str(text)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value, 40))
    _within(moment.tzinfo is not None)
    return moment


def _exactly(value: Any, kind: type) -> Any:
    _within(type(value) is kind)
    return value


def _within(is_so: bool) -> None:
    if not is_so:
        raise ValueError("outside of what the column holds")


def damaged(column: Any, found: str) -> ProjectArchiveError:
    where = f"{column.table.name}.{column.name}"
    return ProjectArchiveError("project-archive-damaged", f"{where} cannot be {found}.")
