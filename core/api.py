"""How a route is declared: blueprints under /api/v1, request models, shaping, conditional requests."""

from collections.abc import Callable, Iterable
from typing import Any, AnyStr, TypeVar
from uuid import UUID

from flask import Flask, Response, jsonify, request, stream_with_context
from flask.json.provider import DefaultJSONProvider
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, ConfigDict, Field

from core.clock import iso
from core.errors import AppError
from core.fields import RowNumber

API_PREFIX = "/api/v1"

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}]
"""Every route takes a bearer access token or an API key unless it is public."""


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]]
    request_id: str


_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

PROBLEM_RESPONSES: dict[str | int, Any] = {
    "422": {"description": "A field is wrong; `errors` names each", "content": _PROBLEM},
    "4XX": {"description": "The request cannot be carried out; `code` says why", "content": _PROBLEM},
    "5XX": {"description": "The server failed; nothing half-done was kept", "content": _PROBLEM},
}


class Body(BaseModel):
    """Base of request bodies: unknown fields are refused, text is trimmed, numbers are finite."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("default", None)


class Patch(Body):
    """Base of changes: a field that is left out stays as it is, so the API document shows no default for it."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)


class Query(BaseModel):
    """Base of what stands behind the question mark: unknown names are refused, numbers are finite."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, allow_inf_nan=False)


class IdPath(BaseModel):
    """The identifier in a path."""

    id: UUID = Field(description="Identifier")


class NumberPath(BaseModel):
    """The row number in a path."""

    id: RowNumber = Field(description="Row number")


def operation_name(*, bp_name: str = "", name: str, path: str, method: str) -> str:  # noqa: ARG001 (as it is called)
    """What an operation is called in the API document: `projects.list_projects`, as clients call it."""
    return f"{bp_name}.{name}"


def area(name: str, import_name: str, summary: str) -> APIBlueprint:
    """The blueprint of an area, mounted under the API prefix and tagged with its name."""
    return APIBlueprint(
        name,
        import_name,
        url_prefix=API_PREFIX,
        abp_tags=[Tag(name=name, description=summary)],
        abp_security=SECURITY,
        abp_responses=PROBLEM_RESPONSES,
        operation_id_callback=operation_name,
    )


Handler = TypeVar("Handler", bound=Callable[..., Any])


def bulk(handler: Handler) -> Handler:
    """Charge a route of many small requests (tiles, chunks) to the bulk budget."""
    handler.is_bulk = True  # type: ignore[attr-defined]
    return handler


def created(body: dict[str, Any], location: str, *, etag: str | None = None) -> Response:
    response = jsonify(body)
    response.status_code = 201
    response.headers["Location"] = location
    if etag:
        response.headers["ETag"] = etag
    return response


def accepted(body: dict[str, Any], location: str) -> Response:
    response = jsonify(body)
    response.status_code = 202
    response.headers["Location"] = location
    return response


def no_content() -> Response:
    return Response(status=204)


def streamed(chunks: Iterable[AnyStr], *, media_type: str, file_name: str) -> Response:
    """A file that is sent while it is made; the database can be read until its end."""
    response = Response(stream_with_context(iter(chunks)), content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response


def version_tag(version: int) -> str:
    return f'"{version}"'


def with_version(body: dict[str, Any], version: int) -> Response:
    """A JSON answer whose ETag is the version of the row behind it."""
    response = jsonify(body)
    response.headers["ETag"] = version_tag(version)
    return response


def check_version(version: int, *, is_required: bool = False) -> None:
    """Compare If-Match with the version of the row about to change.

    Raises AppError 412 when someone else changed it, 428 when it is required and missing.
    """
    given = request.headers.get("If-Match")
    if given is None:
        if is_required:
            raise AppError(428, "if-match-needed", "Send If-Match with the ETag you last read.")
        return
    tags = [tag.strip().removeprefix("W/") for tag in given.split(",")]
    if "*" not in tags and version_tag(version) not in tags:
        raise AppError(
            412,
            "version-conflict",
            "Someone else changed this since you read it. Read it again; nothing was overwritten.",
            headers={"ETag": version_tag(version)},
        )


class JsonProvider(DefaultJSONProvider):
    """JSON with ISO 8601 UTC times and compact separators."""

    sort_keys = False

    @staticmethod
    def default(o: Any) -> Any:
        if hasattr(o, "astimezone"):
            return iso(o)
        return DefaultJSONProvider.default(o)


def init_json(app: Flask) -> None:
    app.json = JsonProvider(app)
