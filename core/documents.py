"""What answers look like in the API document, where a model alone does not say it."""

from typing import Any

from flask_openapi3.openapi import OpenAPI
from flask_openapi3.utils import parse_rule
from pydantic import BaseModel, Field, create_model

NOTHING: dict[str, Any] = {"description": "Done; the answer has no body"}

ON_ITS_WAY: dict[str, Any] = {"description": "A message is on its way, if the address is known; no body"}


def page_of(item: type[BaseModel], **more: Any) -> type[BaseModel]:
    """The model of a list of these; `more` names further fields as pydantic's `create_model` takes them."""
    fields: dict[str, Any] = {
        "count": (int, Field(description="How many there are in all")),
        "next": (str | None, Field(description="Address of the next page; null: this is the last")),
        "previous": (str | None, Field(description="Address of the page before; null: this is the first")),
        "results": (list[item], ...),  # type: ignore[valid-type]
    }
    return create_model(f"{item.__name__}Page", __doc__="One page of a list.", **(fields | more))


def file_of(*media_types: str, description: str = "The file") -> dict[str, Any]:
    """An answer that is a file of one of these types."""
    return {"description": description, "content": {name: {"schema": _content_of(name)} for name in media_types}}


def _content_of(media_type: str) -> dict[str, Any]:
    is_json = media_type == "application/json"
    return {"anyOf": [{"type": "object"}, {"type": "array"}]} if is_json else {"type": "string"}


def json_or(model: type[BaseModel], *media_types: str, description: str) -> dict[str, Any]:
    """An answer that is JSON of a model, or bytes of another type when `Accept` asks for them."""
    content = file_of(*media_types)["content"]
    schema = model.model_json_schema(mode="serialization")
    return {"description": description, "content": {"application/json": {"schema": schema}} | content}


def complete_document(app: OpenAPI) -> dict[str, Any]:
    """The API document, with the routes that anyone may use and the bodies that may be left out marked as such."""
    document: dict[str, Any] = app.api_doc
    document["components"]["schemas"].pop(app.validation_error_model.__name__, None)
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "is_public", False):
            operations = document["paths"].get(parse_rule(rule.rule), {})
            for method in rule.methods or ():
                operations.get(method.lower(), {})["security"] = []
    for operations in document["paths"].values():
        for operation in operations.values():
            _mark_optional(operation, document["components"]["schemas"])
    return document


def _mark_optional(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A body none of whose fields is required may be left out."""
    body = operation.get("requestBody", {})
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    named = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    if named.get("type") == "object" and not named.get("required"):
        body["required"] = False
