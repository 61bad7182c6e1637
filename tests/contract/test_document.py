"""The API document: valid, complete, and true about who may come in and what errors look like."""

from typing import Any

from flask.testing import FlaskClient
from flask_openapi3.utils import parse_rule
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

from tests.databases import on_one_database

pytestmark = on_one_database

PUBLIC = {
    ("get", "/health"),
    ("get", "/ready"),
    ("get", "/metrics"),
    ("get", "/api/v1/setup"),
    ("post", "/api/v1/setup"),
    ("post", "/api/v1/auth/register"),
    ("post", "/api/v1/auth/login"),
    ("post", "/api/v1/auth/code"),
    ("post", "/api/v1/auth/code/verify"),
    ("post", "/api/v1/auth/second-factor"),
    ("post", "/api/v1/auth/password/forgot"),
    ("post", "/api/v1/auth/password/reset"),
    ("post", "/api/v1/auth/refresh"),
    ("post", "/api/v1/auth/logout"),
    ("get", "/api/v1/recordings/links/{secret}"),
    ("get", "/api/v1/public/link"),
    ("get", "/api/v1/public/results"),
    ("get", "/api/v1/public/timeline"),
}
"""Operations anyone may ask for; each is a decision, so a new one must be added here."""

Operations = dict[tuple[str, str], dict[str, Any]]


def operations_of(document: dict[str, Any]) -> Operations:
    return {(method, path): one for path, item in document["paths"].items() for method, one in item.items()}


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [str(error)[:500] for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_operations_have_ids_of_their_own_a_summary_and_a_topic(document: dict[str, Any]) -> None:
    operations = operations_of(document)
    ids = [one["operationId"] for one in operations.values()]
    assert len(ids) == len(set(ids))
    assert [key for key, one in operations.items() if not one.get("summary") or not one.get("tags")] == []


def test_every_route_of_the_api_is_in_the_document(document: dict[str, Any], client: FlaskClient) -> None:
    routes: set[tuple[str, str]] = set()
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            routes |= {(m.lower(), parse_rule(rule.rule)) for m in rule.methods or () if m not in {"HEAD", "OPTIONS"}}
    assert routes - set(operations_of(document)) == {("post", "/api/v1/uploads/{id}")}, "all but tus's method override"


def test_the_document_says_which_operations_need_no_sign_in(document: dict[str, Any]) -> None:
    operations = operations_of(document)
    assert {key for key, one in operations.items() if one["security"] == []} == PUBLIC
    assert {str(one["security"]) for key, one in operations.items() if key not in PUBLIC} == {"[{'bearer': []}]"}


def test_every_operation_describes_its_successful_answer(document: dict[str, Any]) -> None:
    for key, one in operations_of(document).items():
        good = {status: answer for status, answer in one["responses"].items() if status.startswith("2")}
        assert good, key
        for status, answer in good.items():
            assert answer["description"], (key, status)
            assert answer.get("content") or status in {"202", "204"}, (key, status)


def test_every_operation_describes_its_errors_as_problems(document: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for key, one in operations_of(document).items():
        assert {"422", "4XX", "5XX"} <= set(one["responses"]), key
        for status in ("422", "4XX", "5XX"):
            assert one["responses"][status]["content"] == problem, (key, status)


def test_whole_numbers_of_an_address_have_limits_a_database_can_hold(document: dict[str, Any]) -> None:
    """Bodies are looked through for larger ones as a whole; an address is read field by field."""
    fields = [(key, field) for key, one in operations_of(document).items() for field in one.get("parameters", [])]
    unlimited = [
        (key, field["name"])
        for key, field in fields
        for choice in field["schema"].get("anyOf", [field["schema"]])
        if choice.get("type") == "integer" and not {"enum", "const"} & set(choice)
        if not {"maximum", "exclusiveMaximum"} & set(choice) or not {"minimum", "exclusiveMinimum"} & set(choice)
    ]
    assert unlimited == []


def test_two_models_never_share_a_name(document: dict[str, Any]) -> None:
    """Models of one name would overwrite each other in the document."""

    def below(model: type[BaseModel]) -> set[type[BaseModel]]:
        return {model} | {found for one in model.__subclasses__() for found in below(one)}

    written = [one for one in below(BaseModel) if one.__module__.startswith(("core.", "blueprints."))]
    names = [one.__name__ for one in written if one.__name__ in document["components"]["schemas"]]
    assert len(names) > 100
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_page_of_the_document_is_our_own(client: FlaskClient) -> None:
    answer = client.get("/api/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "swagger-ui" in answer.text
