"""Codes of an app: the values of the standard, how far clocks may differ, and that none is taken twice."""

from urllib.parse import parse_qs, urlparse

import pytest

from blueprints.accounts.service import app_codes

SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert app_codes.code_of(SECRET, app_codes.step_at(seconds)) == code


@pytest.mark.parametrize(("off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_half_a_minute(off: int, fits: bool) -> None:
    step = app_codes.step_at(1_700_000_000)
    code = app_codes.code_of(SECRET, step + off)
    found = app_codes.fitting_step(SECRET, code, seconds=1_700_000_000, after=0)
    assert found == (step + off if fits else None)


def test_a_code_of_a_half_minute_already_used_does_not_fit() -> None:
    step = app_codes.step_at(1_700_000_000)
    code = app_codes.code_of(SECRET, step)
    assert app_codes.fitting_step(SECRET, code, seconds=1_700_000_000, after=step) is None


def test_the_address_for_an_app_names_account_issuer_and_secret() -> None:
    address = urlparse(app_codes.address(SECRET, "ada@example.org"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    query = parse_qs(address.query)
    assert query["secret"] == [app_codes.shown(SECRET)] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert query["issuer"] == ["Fieldstation"]
    assert "ada%40example.org" in address.path
