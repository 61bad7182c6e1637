"""Which passwords are good enough."""

from functools import cache
from pathlib import Path

from core.errors import AppError, FieldError

MIN_LENGTH = 10
"""Characters a password needs (platform.md, section 2)."""

MAX_LENGTH = 200
"""Characters a password may have, so that hashing stays cheap."""

MIN_DIFFERENT = 5
"""Different characters a password needs; `1111122222` has two."""

MIN_UNCOMMON = 5
"""Characters that must be left once the common word a password is built on is taken away."""

ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1234567890")
"""Runs a finger makes without thinking."""

LEET = str.maketrans("4301@$!57", "aeoiasist")
"""Digits and signs that stand for letters."""


@cache
def _common_words() -> frozenset[str]:
    """The words most leaked passwords are built on."""
    return frozenset(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())


def check_password(password: str, *, personal: tuple[str, ...] = (), pointer: str = "/password") -> None:
    """Refuse a password that is short, common, or made from the person's own names.

    personal : user name, e-mail address and display name. Raises AppError 422 `weak-password`.
    """
    reason = _weakness(password, personal)
    if reason:
        raise AppError(422, "weak-password", reason, errors=[FieldError(pointer, reason, "weak-password")])


def _weakness(password: str, personal: tuple[str, ...]) -> str | None:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"A password needs {MIN_LENGTH} to {MAX_LENGTH} characters, got {len(password)}."
    plain = password.lower()
    if len(set(plain)) < MIN_DIFFERENT or _repeats(plain) or _runs(plain):
        return "This password is a simple pattern. Three or four unrelated words are better."
    for name in _names(personal):
        if name in plain:
            return "A password must not hold your own name or address."
    if _is_common(plain):
        return "This password is one of the most common ones. Three or four unrelated words are better."
    return None


def _repeats(plain: str) -> bool:
    """Whether it is a short piece over and over (`abcabcabcabc`)."""
    return any((plain[:n] * len(plain))[: len(plain)] == plain for n in range(1, len(plain) // 2 + 1))


def _runs(plain: str) -> bool:
    """Whether nearly all of it is one run along the alphabet, the digits or a row of keys."""
    lines = [line * 2 for row in ROWS for line in (row, row[::-1])]
    longest = max(
        (end - start for start in range(len(plain)) for end in range(start + 4, len(plain) + 1)
         if any(plain[start:end] in line for line in lines)),
        default=0,
    )  # fmt: skip
    return len(plain) - longest < MIN_UNCOMMON


def _names(personal: tuple[str, ...]) -> set[str]:
    parts = {
        part for text in personal for part in (text.lower(), *text.lower().partition("@")[::2], *text.lower().split())
    }
    return {part for part in parts if len(part) >= 4}


def _is_common(plain: str) -> bool:
    """Whether little but common words is left, read as written and with digits read as letters."""
    return any(_uncommon(text) < MIN_UNCOMMON for text in (plain, plain.translate(LEET)))


def _uncommon(text: str) -> int:
    """Letters and digits left after the longest common words are taken away, greedily from the left.

    Digits and signs around a word (`Summer2024!`) add nothing that is hard to guess: four of them count as one.
    """
    words, kept, i = _common_words(), "", 0
    n_words = 0
    while i < len(text):
        end = next((j for j in range(len(text), i + 3, -1) if text[i:j] in words), None)
        if end is None:
            kept += text[i]
            i += 1
        else:
            n_words += 1
            i = end
    if n_words == 0 or n_words > 2:
        return MIN_UNCOMMON
    n_letters = sum(c.isalpha() for c in kept)
    return n_letters + (len(kept) - n_letters) // 4
