"""The errors areas raise and the one place that turns any error into problem+json (RFC 9457)."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, json, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from core.storage.interface import StorageError
from processing.errors import ProcessingError

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"


class FieldError(NamedTuple):
    """One wrong field: a JSON pointer, what is wrong, and a code."""

    pointer: str
    message: str
    code: str


class AppError(Exception):
    """A request that cannot be carried out, with an HTTP status and a stable code of `docs/errors.md`."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}


def not_found(what: str = "object") -> AppError:
    """What does not exist and what one may not see look the same."""
    return AppError(404, "not-found", f"There is no such {what}, or you may not see it.")


def forbidden(detail: str) -> AppError:
    return AppError(403, "forbidden", detail)


def conflict(code: str, detail: str) -> AppError:
    return AppError(409, code, detail)


def invalid(pointer: str, message: str, code: str = "invalid") -> AppError:
    """One field of the body or query is wrong."""
    return AppError(422, "validation-failed", message, errors=[FieldError(pointer, message, code)])


TITLES = {
    400: "Bad request",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    412: "Changed by someone else",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not valid",
    423: "Locked",
    428: "Precondition needed",
    429: "Too many requests",
    460: "Checksum mismatch",
    500: "Internal error",
    503: "Not available",
    507: "Disk full",
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem+json response."""
    body: dict[str, Any] = {
        "type": f"/api/docs/errors#{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [error._asdict() for error in errors],
        "request_id": g.get("request_id", ""),
    }
    response = Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)
    response.headers.update(headers or {})
    if status == 401:
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="fieldstation"')
    return response


def pointer_to(place: Iterable[object]) -> str:
    """A JSON pointer (RFC 6901); empty for the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _place_in(body: object, error: ErrorDetails) -> Sequence[int | str]:
    """Where an error lies in a body: without the names of a union's choices, which pydantic puts in between."""
    location, is_missing = error["loc"], error["type"] == "missing"
    if body is None:
        return location
    place: list[int | str] = []
    value: Any = body
    for number, part in enumerate(location, 1):
        is_there = part in value if isinstance(value, dict) else isinstance(value, list) and part in range(len(value))
        if is_there:
            value = value[part]
        elif number < len(location) or not is_missing:
            continue
        place.append(part)
    return place


def validation_problem(exc: ValidationError) -> Response:
    """The answer to a body, query or path that does not fit its model."""
    body = getattr(request, "checked_json", None)
    errors = [
        FieldError(pointer_to(_place_in(body, error)), error["msg"], error["type"])
        for error in exc.errors(include_url=False, include_context=False, include_input=False)
    ]
    return problem(422, "validation-failed", summary_of(errors), errors=errors)


def summary_of(errors: Sequence[FieldError]) -> str:
    """The first few wrong fields in one sentence."""
    return "; ".join(f"{error.pointer.lstrip('/') or 'body'}: {error.message}" for error in errors[:5])


HTTP_CODES = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


def _from_http(exc: HTTPException) -> Response:
    status = exc.code or 500
    headers = {k: v for k, v in exc.get_headers() if k in {"Allow", "Retry-After"}}
    return problem(status, HTTP_CODES.get(status, "http-error"), exc.description or "", headers=headers)


def _from_unexpected(exc: Exception) -> Response:
    if isinstance(exc, OperationalError) and "locked" in str(exc.orig):
        detail = "The database is busy. Nothing was changed; try again in a moment."
        return problem(503, "database-busy", detail, headers={"Retry-After": "1"})
    if isinstance(exc, OperationalError | PoolTimeout) or getattr(exc, "connection_invalidated", False):
        log.warning("the database failed %s %s: %s", request.method, request.path, exc)
        detail = "The database does not answer. Send it again in a moment, with the same Idempotency-Key if it had one."
        return problem(503, "database-unavailable", detail, headers={"Retry-After": "2"})
    log.error("unhandled error on %s %s", request.method, request.path, exc_info=exc)
    return problem(500, "internal", "Something went wrong on the server. Nothing half-done was kept.")


def register_error_handlers(app: Flask) -> None:
    """Every error leaves as problem+json; what a person did not cause never shows its cause."""

    @app.errorhandler(AppError)
    def _app_error(exc: AppError) -> Response:
        if exc.status in (401, 403, 429):
            who = g.get("principal")
            name = who.user_id if who else "nobody"
            log.info("%s %s refused (%s) to %s", request.method, request.path, exc.code, name)
        return problem(exc.status, exc.code, exc.detail, errors=exc.errors, headers=exc.headers)

    @app.errorhandler(ProcessingError)
    def _processing_error(exc: ProcessingError) -> Response:
        return problem(422, exc.code, exc.message)

    @app.errorhandler(StorageError)
    def _storage_failed(exc: StorageError) -> Response:
        """The place for files does not answer or lacks one: nothing a sender could do better."""
        status = 507 if exc.code == "disk-full" else 503
        return problem(status, exc.code, exc.message, headers={"Retry-After": "10"})

    @app.errorhandler(StaleDataError)
    def _lost_race(_exc: StaleDataError) -> Response:
        return problem(412, "version-conflict", "Someone else changed this at the same moment; nothing was lost.")

    @app.errorhandler(ValidationError)
    def _validation_error(exc: ValidationError) -> Response:
        return validation_problem(exc)

    @app.errorhandler(HTTPException)
    def _http_error(exc: HTTPException) -> Response:
        return _from_http(exc)

    @app.errorhandler(Exception)
    def _unexpected(exc: Exception) -> Response:
        if current_app.config.get("PROPAGATE_UNEXPECTED"):
            raise exc
        return _from_unexpected(exc)
