"""Every operation of the API document, asked with made-up requests: the answers are those it promises."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.architecture.error_codes import codes_in_document
from tests.contract.belongings import Belongings
from tests.databases import DATABASES

N_EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "3"))
"""Requests made up for each operation that fit the document, and as many that do not."""

REPORT = os.environ.get("CONTRACT_REPORT", "")
"""File to which the number of requests is added."""

asked: Counter[str] = Counter()
"""Requests made by operation, in this process."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

WALKS = [*((name, GenerationMode.POSITIVE) for name in DATABASES), (DATABASES[-1], GenerationMode.NEGATIVE)]
"""What is asked rightly reaches every database; the last of them is the one that takes less."""

UNREADY = "/ready"
"""Says 503 here, because tests make their tables without migrations."""

KNOWN_CODES = frozenset(codes_in_document())


@pytest.mark.timeout(600 * max(1, N_EXAMPLES // 3))
@pytest.mark.parametrize(("database", "mode"), WALKS, indirect=["database"])
@pytest.mark.usefixtures("quick_messages")
def test_every_answer_is_one_the_document_promises(
    schema: BaseSchema, belongings: Belongings, mode: GenerationMode
) -> None:
    """Requests run in a thread of their own: as in a server, nothing but their own context is around them."""
    with ThreadPoolExecutor(1) as server:
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path != UNREADY:
                _ask(operation, belongings, mode, server)
    if REPORT:
        with Path(REPORT).open("a") as out:
            out.write(f"{mode.value}: {sum(asked.values())} requests to {len(asked)} operations\n")


def _ask(operation: APIOperation[Any, Any, Any, Any], owned: Belongings, mode: GenerationMode, server: Any) -> None:
    @seed(20260612)
    @settings(
        max_examples=N_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(operation.as_strategy(mode))
    def ask(case: Case) -> None:
        asked[operation.label] += 1
        owned.meet(case)
        headers = owned.headers(case)
        _check(case, server.submit(_answer, case, headers).result())

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "only an operation that takes nothing cannot be asked wrongly"


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
