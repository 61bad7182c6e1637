"""Single cells of tables: numbers read and written, text made harmless for spreadsheets."""

import math
import re

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that make a spreadsheet take a text for a formula or command (OWASP, "CSV Injection")."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?")

_GUARD = "'"
"""What spreadsheets put before a text that must stay text."""


def neutralise(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a quote before a dangerous beginning, else unchanged.

    A text that has such a quote already gets another one, so that `restore` always finds what was given.
    """
    return _GUARD + text if text.lstrip(_GUARD).startswith(_DANGEROUS) else text


def restore(text: str) -> str:
    """What `neutralise` was given."""
    is_guarded = text.startswith(_GUARD) and text.lstrip(_GUARD).startswith(_DANGEROUS)
    return text[1:] if is_guarded else text


def parse_number(cell: object, *, is_comma_decimal: bool = False) -> float | None:
    """The finite number in a cell, None for an empty one.

    is_comma_decimal : read `1,25` as 1.25, as tables without comma delimiters may write it.
    Raises ValueError for a text that is no number, NaN, infinity and truth values.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise ValueError(f"{cell!r} is not a number")
    if isinstance(cell, str):
        text = cell.strip()
        if is_comma_decimal and "." not in text:
            text = text.replace(",", ".")
        if _NUMBER.fullmatch(text) is None:
            raise ValueError(f"{cell[:40]!r} is not a number")
        cell = text
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError(f"{cell} is not a finite number")
    return number


def parse_text(cell: object) -> str | None:
    """The text of a cell, guard removed; whole numbers without a decimal point; None for an empty one."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = restore(str(cell)).strip()
    return text or None


def format_seconds(seconds: float) -> str:
    """Seconds to the microsecond: one sample at the highest rate."""
    return f"{seconds:.6f}"


def format_hertz(hertz: float | None) -> str:
    """Hertz to the tenth, empty for none."""
    return "" if hertz is None else f"{hertz:.1f}"


def single_line(text: str | None) -> str:
    """Text for a format whose fields end at a tab or a line break."""
    return " ".join((text or "").split())
