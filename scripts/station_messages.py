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

AREAS = ("blueprints", "core", "processing", "ml")

GIVEN = {
    "number": ("label", "help"),
    "setting": ("label", "help"),
    "choice": ("label", "help"),
    "flag": ("label", "help"),
    "moment": ("label", "help"),
    "detector": ("label", "about", "slots"),
    "method": ("label", "title", "about", "help", 1),
    "switch": ("label", "help"),
    "target": ("label", "about"),
    "column_step": ("title", "summary"),
    "step": ("title", "summary"),
    "plot": ("title",),
    "export_format": ("title",),
    "bulk_action": ("title",),
    "submit": ("title",),
    "add": ("title",),
    "start": ("title",),
    "_start": (2,),
    "open_batch": (0,),
    "report": (2, "unit"),
    "Progress": ("stage", "unit"),
    "notify": (2, 3),
    "tell_of_change": (2, 3),
    "MethodCard": (1, 2),
    "NamedChoice": (1, 2),
    "Preset": (1, 2),
    "Parameter": (1, 2),
    "Badge": (1, 2),
    "Field": (1, 2),
    "Question": (1,),
    "forbidden": (0,),
    "ResultLink": (1,),
}
"""Calls that declare what the page shows: which of their arguments, by name or position."""

FINDINGS_OF = ("timeseries/**/*.py", "audio/quality.py", "audio/metadata/*.py")
"""Modules of `processing` whose findings the page shows."""

FINDING_CODES = ("missing-hour", "undecided-hour", "interleaved-hours", "unsorted")
"""Codes of findings that do not stand in the call that makes the finding."""

OF_A_STEP = "{0}: {1} "
"""Before what a step did to values: their column and how many they are (`changed_finding`)."""

WORD_TABLES = ("KIND_WORDS", "METHODS")
"""Tables of words that the station answers with."""

MEASURES = (
    "amplitude base beat became before after change confidence drawn from held n_cycles peak per_minute period rise"
    " start to took top was value n high low level limit slope silence deviation score cycles lasted fall duration"
)
"""First parts of the names of an event's measures; the page shows them as words."""


def problems(root: Path) -> dict[str, str]:
    """Error code → what it says in English; the checks of fields as `field <code>`."""
    found = dict(ERROR_ROW.findall((root / "docs" / "errors.md").read_text(encoding="utf-8")))
    return {**found, **{f"field {code}": text for code, text in FIELD_CODES.items()}}


def texts(root: Path) -> dict[str, str]:
    """Text with numbered holes → the module it stands in."""
    found: dict[str, str] = {}
    for area in AREAS:
        for path in sorted((root / area).rglob("*.py")):
            for text in texts_of(path.read_text(encoding="utf-8")):
                found.setdefault(text, path.relative_to(root).as_posix())
    for place in FINDINGS_OF:
        for path in sorted((root / "processing").glob(place)):
            for text in finding_texts_of(path.read_text(encoding="utf-8")):
                if re.search(r"[A-Za-z]{3}", re.sub(r"\{\d+\}", "", text)):
                    found.setdefault(text, path.relative_to(root).as_posix())
    found |= {code.replace("-", " "): "processing/timeseries/read" for code in FINDING_CODES}
    measures = {name.replace("_", " "): "an event's measures" for name in MEASURES.split()}
    return {**measures, **found, "working": "core/jobs/shapes.py", "done": "core/jobs/shapes.py"}


def texts_of(source: str) -> Iterator[str]:
    """The texts one module declares for the page."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in WORD_TABLES:
            yield from (message(value) for value in getattr(node.value, "values", ()))
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for which in GIVEN.get(name, ()):
            for value in arguments(node, which):
                text = message(value)
                if re.search(r"[A-Za-z]{3}", re.sub(r"\{\d+\}", "", text)):
                    yield text


def finding_texts_of(source: str) -> Iterator[str]:
    """What the findings of one numeric module say: their messages, their codes as words, and what steps did."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("message", "told"):
            is_of_a_step = node.targets[0].id == "told" and isinstance(node.value, ast.JoinedStr)  # type: ignore[attr-defined]
            yield from (message(part, OF_A_STEP if is_of_a_step else "") for part in _sentences(node.value))
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Finding":
            for value in (*arguments(node, 2), *arguments(node, "message")):
                yield from (message(part) for part in _sentences(value))
            yield from (message(value).replace("-", " ") for value in arguments(node, 0) if message(value))
        yield from (message(value, OF_A_STEP) for value in arguments(node, "told") if message(value))


def _sentences(value: ast.expr) -> Iterator[ast.expr]:
    """The texts of several words within an expression; not those within the holes of another."""
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and " " in str(value.value)):
        yield value
    elif not isinstance(value, ast.Name | ast.Call):
        for part in ast.iter_child_nodes(value):
            if isinstance(part, ast.expr):
                yield from _sentences(part)


def arguments(call: ast.Call, which: str | int) -> Iterator[ast.expr]:
    """The argument of that name or position, and of a choice between two both."""
    if isinstance(which, int):
        given = call.args[which : which + 1]
    else:
        given = [keyword.value for keyword in call.keywords if keyword.arg == which]
    for value in given:
        if isinstance(value, ast.IfExp):
            yield from (value.body, value.orelse)
        elif isinstance(value, ast.Tuple):
            yield from value.elts
        else:
            yield value


def message(value: ast.expr, before: str = "") -> str:
    """A literal as a message, behind what always stands before it; "" of anything else."""
    if isinstance(value, ast.Constant):
        return before + value.value if isinstance(value.value, str) else ""
    if not isinstance(value, ast.JoinedStr):
        return ""
    text, holes = before, before.count("{")
    for part in value.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text += f"{{{holes}}}"
            holes += 1
    return text
