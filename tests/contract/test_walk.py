"""Every operation of the API document, asked with made-up requests: the answers are those it promises."""

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.architecture.error_codes import codes_in_document
from tests.contract.belongings import Belongings
from tests.databases import DATABASES

N_EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "1"))
"""Requests made up for each operation that fit the document; `make contract` asks for many."""

N_WRONG = N_EXAMPLES // 4
"""Requests made up for each operation that do not fit; they take several times as long to make up."""

REPORT = os.environ.get("CONTRACT_REPORT", "")
"""File to which the number of requests is added."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

N_PARTS = 4
"""A walk is made in parts, so that several processes share it."""

SMALL = [(DATABASES[-1], mode, 1) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
"""The walks of the test suite, on the database that takes less."""

LARGE = [(DATABASES[0], GenerationMode.POSITIVE, N_EXAMPLES), (DATABASES[-1], GenerationMode.NEGATIVE, N_WRONG)]

WALKS = [(*walk, part) for part in range(N_PARTS) for walk in (LARGE if N_WRONG else SMALL)]
"""Database, what is asked, how often, and which part of the operations."""

ENDS_SIGN_IN = re.compile(r"/api/v1/(auth|me|admin)\b")

UNREADY = "/ready"
"""Says 503 here, because tests make their tables without migrations."""

KNOWN_CODES = frozenset(codes_in_document())


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("database", "mode", "n", "part"), WALKS, indirect=["database"])
@pytest.mark.usefixtures("quick_messages")
def test_every_answer_is_one_the_document_promises(
    schema: BaseSchema, belongings: Belongings, mode: GenerationMode, n: int, part: int
) -> None:
    """Requests run in a thread of their own: as in a server, nothing but their own context is around them."""
    asked: Counter[str] = Counter()
    broken: dict[str, list[str]] = {}
    operations = [found.ok() for found in schema.get_all_operations()]
    with ThreadPoolExecutor(1) as server:
        for operation in operations[part::N_PARTS]:
            if operation.path != UNREADY:
                try:
                    asked[operation.label] = _ask(operation, belongings, mode, n, server)
                except FailureGroup as failures:
                    broken[operation.label] = [str(failure) for failure in failures.exceptions]
    if REPORT:
        with Path(REPORT).open("a") as out:
            out.write(f"{mode.value}: {asked.total()} requests to {len(+asked)} operations\n")
    assert broken == {}


def _ask(
    operation: APIOperation[Any, Any, Any, Any], owned: Belongings, mode: GenerationMode, n: int, server: Any
) -> int:
    """How many requests were made of an operation."""
    n_asked = 0
    signed_in = owned.signed_in()

    @seed(20260612)
    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(operation.as_strategy(mode))
    def ask(case: Case) -> None:
        nonlocal n_asked
        n_asked += 1
        owned.meet(case)
        # Whoever signs out or changes a password is signed in anew for the next request.
        headers = owned.headers(case, owned.signed_in() if ENDS_SIGN_IN.match(operation.path) else signed_in)
        _check(case, server.submit(_answer, case, headers).result())

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "only an operation that takes nothing cannot be asked wrongly"
    return n_asked


def _answer(case: Case, headers: dict[str, str]) -> Any:
    return case.call(headers=headers)


def _check(case: Case, answer: Any) -> None:
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == ["application/problem+json"]
        assert problem["status"] == answer.status_code
        assert problem["code"] in KNOWN_CODES, problem
        assert all(error["pointer"] == "" or error["pointer"].startswith("/") for error in problem["errors"])
