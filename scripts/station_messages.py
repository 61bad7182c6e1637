"""The texts the station hands out to the page: error codes, titles of jobs, names of methods and settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ERROR_ROW = re.compile(r"^\| `([\w-]+)` \| [^|]* \| (.*?) \|$", re.MULTILINE)
FIELD_CODES = {
    "missing": "This is needed.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "This is not written as it should be.",
    "greater_than": "This is too small.",
    "greater_than_equal": "This is too small.",
    "less_than": "This is too large.",
    "less_than_equal": "This is too large.",
    "int_parsing": "This must be a whole number.",
    "int_type": "This must be a whole number.",
    "float_parsing": "This must be a number.",
    "float_type": "This must be a number.",
    "finite_number": "This must be a finite number.",
    "bool_parsing": "This must be yes or no.",
    "enum": "This is none of the choices.",
    "literal_error": "This is none of the choices.",
    "uuid_parsing": "This is not an id.",
    "datetime_parsing": "This is not a time.",
    "datetime_from_date_parsing": "This is not a time.",
    "date_parsing": "This is not a date.",
    "extra_forbidden": "This is not known here.",
    "list_type": "This must be a list.",
    "too_short": "There are too few.",
    "too_long": "There are too many.",
    "string_type": "This must be a text.",
    "value_error": "This cannot be so.",
}
"""What the checks of the fields mean, by the code of the validation library."""


def problems(root: Path) -> dict[str, str]:
    """Error code → what it says in English; the checks of fields as `field <code>`."""
    found = dict(ERROR_ROW.findall((root / "docs" / "errors.md").read_text(encoding="utf-8")))
    return {**found, **{f"field {code}": text for code, text in FIELD_CODES.items()}}


AREAS = ("blueprints", "core", "processing", "ml")


def texts(root: Path) -> dict[str, str]:
    """Text with numbered holes → the module it stands in."""
    return {}
