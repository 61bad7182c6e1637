"""What a channel makes of a value, by its kind."""

import math
from typing import Any, NamedTuple

MAX_TEXT = 2000
"""Characters of a reading that is a text."""


class Value(NamedTuple):
    """A reading's number, or its text."""

    number: float | None
    text: str | None


def read_number(given: Any) -> float:
    """A finite number from a number, a flag (1 or 0) or text. Raises ValueError for anything else."""
    if given is True or given is False:
        return 1.0 if given else 0.0
    if isinstance(given, str):
        word = given.strip().lower()
        if word in ("true", "on", "yes"):
            return 1.0
        if word in ("false", "off", "no"):
            return 0.0
        given = float(word)
    if not isinstance(given, int | float) or not math.isfinite(given):
        raise ValueError("expected a finite number")
    return float(given)


def read_text(given: Any) -> str:
    """Text as a channel of texts keeps it. Raises ValueError for what is too long or cannot be stored."""
    text = given if isinstance(given, str) else str(given)
    if len(text) > MAX_TEXT:
        raise ValueError(f"expected at most {MAX_TEXT} characters, found {len(text)}")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("expected Unicode text without NUL")
    return text


def guess_kind(given: Any) -> str:
    """The kind of a channel that is known by one value only: boolean, analog or text."""
    if isinstance(given, bool):
        return "boolean"
    try:
        read_number(given)
    except (ValueError, OverflowError):
        return "text"
    return "analog"
