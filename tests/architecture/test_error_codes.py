"""`docs/errors.md` and the source name the same error codes."""

import re

from tests.architecture.error_codes import codes_in_document, codes_in_source


def test_every_code_the_source_can_answer_is_documented() -> None:
    documented = set(codes_in_document())
    missing = {code: place for code, place in codes_in_source().items() if code not in documented}
    assert missing == {}, "add these to docs/errors.md"


def test_every_documented_code_can_be_answered() -> None:
    assert set(codes_in_document()) - set(codes_in_source()) == set(), "nothing raises these any more"


def test_the_document_names_each_code_once_in_one_spelling() -> None:
    codes = codes_in_document()
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []
