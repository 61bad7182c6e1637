"""The project's own source, read as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.config import ROOT

TOP = ("app.py", "wsgi.py", "core", "blueprints", "processing", "ml")
"""What the rules are about; tests, benches and scripts may import anything."""


class Import(NamedTuple):
    """One imported module, with its line and whether it is at the module's top level."""

    module: str
    line: int
    is_top: bool


@cache
def modules() -> dict[str, Path]:
    """Our modules by dotted name."""
    found = {}
    for name in TOP:
        start = ROOT / name
        for path in [start] if start.is_file() else sorted(start.rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Everything a file imports when it runs; `from a import b` counts as `a.b` when that is a module of ours."""
    return tuple(_walk(tree(path), is_top=True))


def _walk(node: ast.AST, *, is_top: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, is_top) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from _from(child, is_top=is_top)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, is_top=is_top and not inside)


def _from(node: ast.ImportFrom, *, is_top: bool) -> Iterator[Import]:
    base = "." * node.level + (node.module or "")
    for alias in node.names:
        whole = f"{base}.{alias.name}"
        yield Import(whole if whole in modules() else base, node.lineno, is_top)


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
