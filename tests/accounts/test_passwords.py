"""Which passwords are accepted."""

import pytest

from blueprints.accounts.service.passwords import check_password
from core.errors import AppError

PERSON = ("hazel42", "hazel.grove@example.org", "Hazel Grove")


@pytest.mark.parametrize(
    "password",
    [
        "short7!",
        "123456789",
        "1234567890",
        "0987654321",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghij",
        "qwertyuiop",
        "qwertyuiop123",
        "asdfghjkl123",
        "password123",
        "Password2024!",
        "P@ssw0rd123",
        "iloveyou123",
        "letmein12345",
        "welcome1234!",
        "administrator",
        "Fieldstation1",
        "superman2000",
        "passwordpassword",
        "summer winter",
        "hazel42-hazel42",
        "my-hazel42-key!",
        "grove of 9 trees",
        "x" * 201,
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(AppError) as refused:
        check_password(password, personal=PERSON)
    assert (refused.value.status, refused.value.code) == (422, "weak-password")


@pytest.mark.parametrize(
    "password",
    [
        "otter moss lantern 7",
        "correct horse battery staple",
        "Tr0ub4dor&3xyz",
        "kX9!vP2#qL",
        "überwald nächtlich",
        "mountain otter violin",
        "9471 8302 5516 2",
    ],
)
def test_good_passwords_are_taken(password: str) -> None:
    check_password(password, personal=PERSON)
