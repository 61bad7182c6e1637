"""Tables of entries taken in: our own CSV, and the export of iNaturalist."""

import csv
import hashlib
import io
from typing import Any

from pydantic import ValidationError

from blueprints.dex.models import Visibility
from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.service import entries
from core.access import Principal
from core.db import db
from core.errors import AppError
from processing.errors import ProcessingError

MAX_ROWS = 20_000
"""Rows of one table; more are sent in parts."""

MAX_PROBLEMS = 100
"""Problems told one by one."""

INATURALIST = {"observed_on", "quality_grade", "scientific_name"}
"""Columns by which that export is known."""


def import_table(who: Principal, text: str, visibility: Visibility) -> dict[str, Any]:
    """Take in each row on its own; the same table again adds nothing.

    Raises AppError 422 for what is no table of entries.
    """
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
        if "scientific_name" not in names:
            raise AppError(422, "not-an-entry-table", "Expected a CSV with a column scientific_name.")
        reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        read = _from_inaturalist if names >= INATURALIST else _from_own
        return _take(who, reader, read, visibility)
    except csv.Error as exc:
        raise AppError(422, "not-an-entry-table", f"Line {reader.line_num} is no line of a CSV: {exc}") from exc


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _take(who: Principal, reader: Any, read: Any, visibility: Visibility) -> dict[str, Any]:
    report: dict[str, Any] = {"n_created": 0, "n_known": 0, "n_refused": 0, "problems": []}
    for number, row in enumerate(reader, 2):
        if number > MAX_ROWS + 1:
            raise AppError(422, "table-too-long", f"Expected at most {MAX_ROWS} rows; send the table in parts.")
        plain = {
            name: (value or "").strip()
            for name, value in row.items()
            if isinstance(name, str) and not isinstance(value, list)
        }
        try:
            with db.session.begin_nested():
                body = EntryBody.model_validate({"visibility": visibility} | read(plain))
                is_known = entries.by_client_id(who.user_id, str(body.client_id)) is not None
                if not is_known:
                    entries.create(who, body)
            report["n_known" if is_known else "n_created"] += 1
        except (AppError, ValidationError, ValueError, ProcessingError) as exc:
            report["n_refused"] += 1
            if len(report["problems"]) < MAX_PROBLEMS:
                report["problems"].append({"row": number} | _problem(exc))
    return report


def _problem(exc: Exception) -> dict[str, str]:
    if isinstance(exc, AppError):
        return {"code": exc.code, "detail": exc.detail}
    if isinstance(exc, ValidationError):
        first = exc.errors(include_url=False)[0]
        return {"code": "validation-failed", "detail": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"}
    return {"code": "validation-failed", "detail": str(exc)}


def _from_own(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scientific_name": _unquoted(row["scientific_name"]),
        "client_id": row.get("client_id") or (f"csv-{row['id']}" if row.get("id") else _fingerprint(row)),
    }
    for name in ("observed_at", "latitude", "longitude", "accuracy_m", "n_individuals", "visibility"):
        if row.get(name):
            found[name] = row[name]
    for name in ("place_name", "notes"):
        if row.get(name):
            found[name] = _unquoted(row[name])
    for name in ("is_obscured", "is_wild", "is_favourite"):
        if row.get(name):
            found[name] = row[name].lower() in ("true", "1", "yes")
    return found


def _unquoted(text: str) -> str:
    """Without the quote that keeps spreadsheets from reading a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _from_inaturalist(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scientific_name": row["scientific_name"],
        "client_id": f"inat-{row['id']}" if row.get("id") else _fingerprint(row),
        "is_wild": row.get("captive_cultivated", "").lower() not in ("true", "1"),
        "is_obscured": row.get("geoprivacy", "") in ("obscured", "private")
        or row.get("coordinates_obscured", "").lower() == "true",
    }
    moment = _moment(row)
    if moment:
        found["observed_at"] = moment
    exact = (row.get("private_latitude") or row.get("latitude"), row.get("private_longitude") or row.get("longitude"))
    if all(exact):
        found |= {"latitude": exact[0], "longitude": exact[1]}
    if row.get("positional_accuracy"):
        found["accuracy_m"] = row["positional_accuracy"]
    if row.get("place_guess"):
        found["place_name"] = row["place_guess"][:200]
    if row.get("description"):
        found["notes"] = row["description"]
    return found


def _moment(row: dict[str, str]) -> str | None:
    """When it was seen: to the second where the row says so, else noon of the day in UTC."""
    at = row.get("time_observed_at", "")
    if at:
        return at.replace(" UTC", "Z").replace(" ", "T", 1)
    return f"{row['observed_on']}T12:00:00Z" if row.get("observed_on") else None


def _fingerprint(row: dict[str, str]) -> str:
    said = "\x1f".join(f"{name}={value}" for name, value in sorted(row.items()))
    return f"row-{hashlib.sha256(said.encode()).hexdigest()[:40]}"
