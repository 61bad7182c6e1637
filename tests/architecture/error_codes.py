"""Every error code the application can answer with, found in its source."""

import ast
from functools import cache
from pathlib import Path

from core.config import ROOT
from core.errors import HTTP_CODES
from tests.architecture.source import modules, tree

POSITIONS = {
    "AppError": 1,
    "conflict": 0,
    "conflict_if_broken": 0,
    "problem": 1,
    "TransientError": 0,
    "ProcessingError": 0,
    "StorageError": 0,
    "fail": 1,
    "_give_up": 0,
}
"""Calls that name a code, and which argument it is; the subclasses of our error classes are added."""

DOCUMENT = ROOT / "docs" / "errors.md"


@cache
def codes_in_source() -> dict[str, str]:
    """Each code with one place that raises it."""
    positions = POSITIONS | dict.fromkeys(_subclasses({"ProcessingError", "TransientError"}), 0)
    found = dict.fromkeys([*HTTP_CODES.values(), "http-error"], "core/errors.py")
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                found |= _codes_of(node, positions, path)
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                found |= _literals(_leaves(node.value), f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def _subclasses(bases: set[str]) -> set[str]:
    """Names of our exception classes below these, however deep."""
    classes = [n for path in modules().values() for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef)]
    known = set(bases)
    while True:
        more = {c.name for c in classes if c.name not in known and {ast.unparse(b) for b in c.bases} & known}
        if not more:
            return known - bases
        known |= more


def _codes_of(node: ast.Call, positions: dict[str, int], path: Path) -> dict[str, str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    place = f"{path.relative_to(ROOT)}:{node.lineno}"
    given = [k.value for k in node.keywords if k.arg in {"code", "error_code"}]
    if name in positions and len(node.args) > positions[name]:
        given.append(node.args[positions[name]])
    return _literals([leaf for value in given for leaf in _leaves(value)], place)


def _literals(values: list[ast.expr], place: str) -> dict[str, str]:
    return {v.value: place for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}


def _leaves(value: ast.expr) -> list[ast.expr]:
    """The choices of a conditional code."""
    return [*_leaves(value.body), *_leaves(value.orelse)] if isinstance(value, ast.IfExp) else [value]


def codes_in_document() -> list[str]:
    """The codes of `docs/errors.md`: the first cell of each table row, in backticks."""
    rows = (line.split("|") for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `"))
    return [cells[1].strip().strip("`") for cells in rows]
